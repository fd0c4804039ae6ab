"""The login of scores_analyst in an embedded database: open while it is served, else closed."""

import psycopg2.extensions
from sqlalchemy import text
from sqlalchemy.engine import Engine

from sql.engine import transaction
from sql.roles import ANALYST

CONNECTIONS = 20
"""So many at most, which leaves enough for the nights."""

# What everybody else's server may allow its users is the administrator's choice; here nobody but
# the analysts comes in, and temporary tables and large objects would fill the disk.
_SETTINGS = f"""
ALTER ROLE {ANALYST} CONNECTION LIMIT {CONNECTIONS};
ALTER ROLE {ANALYST} SET search_path = scores;
ALTER ROLE {ANALYST} SET default_transaction_read_only = on;
ALTER ROLE {ANALYST} SET statement_timeout = '5min';
ALTER ROLE {ANALYST} SET idle_in_transaction_session_timeout = '10min';
REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
"""


def open_login(engine: Engine, password: str) -> None:
    """Let scores_analyst log in with a password, which the server never sees, nor its log.

    Args:
        engine: of the superuser.
        password: not empty.
    """
    with transaction(engine) as connection:
        connection.execute(text(_SETTINGS))
        driver = connection.connection.driver_connection
        verifier = psycopg2.extensions.encrypt_password(
            password, ANALYST, driver, algorithm="scram-sha-256"
        )
        connection.execute(text(f"ALTER ROLE {ANALYST} LOGIN PASSWORD :it"), {"it": verifier})


def close_login(engine: Engine) -> None:
    """Let nobody log in as scores_analyst any more, and end all sessions over TCP."""
    with transaction(engine) as connection:
        connection.execute(text(f"ALTER ROLE {ANALYST} NOLOGIN PASSWORD NULL"))
    with transaction(engine) as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE client_addr IS NOT NULL"
            )
        )
