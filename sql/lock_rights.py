"""Who may take advisory locks in an embedded database: by them nights and migrations take turns.

PostgreSQL lets everybody take them; here only scores_writer may, and the superuser.
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from sql.roles import WRITER

LOCK_RIGHTS = f"""
SELECT unnest(array_remove(ARRAY[
    'REVOKE EXECUTE ON FUNCTION ' || p.oid::regprocedure || ' FROM PUBLIC',
    'GRANT EXECUTE ON FUNCTION ' || p.oid::regprocedure || ' TO ' || to_regrole('{WRITER}')
], NULL)) AS statement
FROM pg_proc AS p
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^pg_(try_)?advisory_'
    AND (
        has_function_privilege('public', p.oid, 'EXECUTE')
        OR NOT has_function_privilege(to_regrole('{WRITER}'), p.oid, 'EXECUTE')
    )
"""  # noqa: S608
"""A query of the statements that make it so; no row where all is right."""


def execute_each(connection: Connection, query: str) -> None:
    """Execute every statement that a query returns, in its order.

    Args:
        connection: of the superuser.
        query: of one column, the statements.
    """
    connection.execute(
        text(
            f"DO $each$ DECLARE wanted text; BEGIN FOR wanted IN {query} "
            "LOOP EXECUTE wanted; END LOOP; END $each$"
        )
    )
