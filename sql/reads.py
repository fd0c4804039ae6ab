"""Questions to the score database that cannot change it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine

from schemas.datasets import SCHEMA
from sql.engine import transaction

Rows = Sequence[Sequence[Any]]

# The server opens the query as a cursor itself: that takes exactly one statement which returns
# rows, so nothing can end the read-only transaction and write in another.
_OPEN = """
DO $$
DECLARE result refcursor := 'result';
BEGIN
    OPEN result NO SCROLL FOR EXECUTE current_setting('scores.query');
END $$
"""


def run_query(
    engine: Engine, sql: str, limit: int | None = None, seconds: float = 60
) -> tuple[list[str], Rows]:
    """Run one query read-only; names without a schema mean the score tables.

    Args:
        engine: of `sql.engine.create_engine`.
        sql: one SELECT, VALUES, TABLE, WITH, SHOW or EXPLAIN.
        limit: most rows to return; all if None.
        seconds: most time for each of planning and fetching.

    Returns:
        The names of the columns, and the rows.

    Raises:
        DatabaseError: if the query is wrong, too slow, writes, or the server is away.
    """
    query = sql.strip().removesuffix(";")
    with transaction(engine) as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        settings = {
            "search_path": SCHEMA,
            "statement_timeout": str(round(seconds * 1000)),
            "scores.query": query.replace("\0", ""),
        }
        for name, value in settings.items():
            connection.execute(
                text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value}
            )
        connection.execute(text(_OPEN))
        amount = "ALL" if limit is None else str(int(limit))
        result = connection.execute(text(f"FETCH FORWARD {amount} FROM result"))
        return list(result.keys()), [tuple(row) for row in result]


def list_tables(engine: Engine) -> Rows:
    """Name and meaning of every table and view of scores that the user may read."""
    return run_query(
        engine,
        f"""
        SELECT relname, obj_description(oid, 'pg_class') FROM pg_catalog.pg_class
        WHERE relnamespace = to_regnamespace('{SCHEMA}') AND relkind IN ('r', 'v')
            AND relname <> 'alembic_version' AND has_table_privilege(oid, 'SELECT')
        ORDER BY relname
        """,  # noqa: S608
    )[1]
