"""The user as whom `interviews query` and `report` read an embedded database, and do no more.

It logs in without a password, which only the socket in the database's private folder allows.
"""

from sqlalchemy import text

from sql.engine import create_engine, parse_url, transaction
from sql.lock_rights import LOCK_RIGHTS, execute_each
from sql.migration_lock import migration_lock

READER = "scores_reader"

# What is to be said to make it so; no row where all is right. A role that is not there has no right
# either. Oid 0 is every database.
_LACKING = f"""
WITH
reader AS (SELECT * FROM pg_authid WHERE rolname = '{READER}'),
relations AS (
    SELECT
        quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
        c.relkind IN ('r', 'p', 'v', 'm', 'f') AS is_read,
        ARRAY(
            SELECT g.privilege_type FROM aclexplode(c.relacl) AS g
            WHERE g.grantee = (SELECT oid FROM reader)
        ) AS rights
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('scores', 'audit') AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
),
schemas AS (
    SELECT
        quote_ident(n.nspname) AS name,
        ARRAY(
            SELECT g.privilege_type FROM aclexplode(n.nspacl) AS g
            WHERE g.grantee = (SELECT oid FROM reader)
        ) AS rights
    FROM pg_namespace AS n
    WHERE n.nspname IN ('scores', 'audit')
),
wanted AS (
    SELECT 1 AS place, 'CREATE ROLE {READER}' AS statement
    WHERE NOT EXISTS (SELECT FROM reader)
    UNION ALL
    SELECT
        2,
        'ALTER ROLE {READER} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS '
        'PASSWORD NULL'
    WHERE NOT EXISTS (
        SELECT FROM reader
        WHERE rolcanlogin AND rolpassword IS NULL
            AND NOT (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)
    )
    UNION ALL
    SELECT 3, 'ALTER ROLE {READER} SET default_transaction_read_only = on'
    WHERE NOT EXISTS (
        SELECT FROM pg_db_role_setting AS s
        WHERE s.setrole = (SELECT oid FROM reader) AND s.setdatabase = 0
            AND 'default_transaction_read_only=on' = ANY (s.setconfig)
    )
    UNION ALL
    SELECT 4, 'REVOKE ALL ON SCHEMA ' || name || ' FROM {READER}'
    FROM schemas WHERE NOT rights <@ ARRAY['USAGE']
    UNION ALL
    SELECT 5, 'GRANT USAGE ON SCHEMA ' || name || ' TO {READER}'
    FROM schemas WHERE rights <> ARRAY['USAGE']
    UNION ALL
    SELECT 4, 'REVOKE ALL ON ' || name || ' FROM {READER}'
    FROM relations
    WHERE NOT rights <@ CASE WHEN is_read THEN ARRAY['SELECT'] ELSE ARRAY[]::text[] END
    UNION ALL
    SELECT 5, 'GRANT SELECT ON ' || name || ' TO {READER}'
    FROM relations WHERE is_read AND rights <> ARRAY['SELECT']
    UNION ALL
    SELECT 6, statement FROM ({LOCK_RIGHTS}) AS locks
)
SELECT statement FROM wanted ORDER BY place
"""  # noqa: S608


def reader_url(url: str) -> str:
    """Where scores_reader reads an embedded database, of whichever version.

    Makes it, or gives it the rights that it lacks, for tables made since; otherwise writes nothing.

    Args:
        url: of the superuser, through the socket.

    Raises:
        LockedError: if another process keeps us from it for too long.
        DatabaseError: if the database is away.
    """
    engine = create_engine(url)
    try:
        with transaction(engine) as connection:
            lacking = connection.execute(text(f"SELECT EXISTS ({_LACKING})")).scalar_one()
        if lacking:
            with transaction(engine) as connection, migration_lock(connection):
                execute_each(connection, _LACKING)
    finally:
        engine.dispose()
    return parse_url(url).set(username=READER).render_as_string(hide_password=False)
