"""What there is to read: the tables and views of scores, and who may read them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.engine import Engine

from schemas.datasets import SCHEMA
from sql.reads import run_query


class Relation(NamedTuple):
    """A table or a view."""

    name: str
    kind: str
    meaning: str
    columns: Sequence[str]
    readers: Sequence[str]
    """Roles that may read it; - is everybody."""
    readable: bool
    """By the user who asks."""


# Everybody may read the catalogue, even a user who may read no table.
_RELATIONS = f"""
SELECT
    c.relname::text,
    CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END,
    coalesce(obj_description(c.oid, 'pg_class'), ''),
    ARRAY(
        SELECT a.attname::text FROM pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
    ),
    ARRAY(
        SELECT DISTINCT g.grantee::regrole::text
        FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS g
        WHERE g.privilege_type = 'SELECT'
        ORDER BY 1
    ),
    has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = '{SCHEMA}' AND c.relkind IN ('r', 'p', 'v', 'm')
    AND c.relname <> 'alembic_version'
ORDER BY c.relname
"""  # noqa: S608


def relations(engine: Engine) -> list[Relation]:
    """Every table and view of scores, in the order of their names.

    Raises:
        DatabaseError: if the server is away.
    """
    return [Relation(*row) for row in run_query(engine, _RELATIONS)[1]]
