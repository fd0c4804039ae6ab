"""The login of scores_analyst in an embedded database: open while it is served, else closed."""

import logging

import psycopg2.extensions
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from sql.engine import transaction
from sql.errors import DatabaseError
from sql.lock_rights import LOCK_RIGHTS, execute_each
from sql.roles import ANALYST

CONNECTIONS = 20
"""Most at once; leaves enough for the nights."""
IDLE = "1h"
"""Longest time that a session may be idle."""
CLOSE_TRIES = 5

_logger = logging.getLogger(__name__)

# A role may change its own settings, and an earlier session may have done so, for each database.
_SETTINGS = f"""
SET LOCAL lock_timeout = '2s';
ALTER ROLE {ANALYST} RESET ALL;
DO $each$
DECLARE
    place record;
BEGIN
    FOR place IN
        SELECT d.datname FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase
        WHERE s.setrole = to_regrole('{ANALYST}')
    LOOP
        EXECUTE 'ALTER ROLE {ANALYST} IN DATABASE ' || quote_ident(place.datname) || ' RESET ALL';
    END LOOP;
END
$each$;
ALTER ROLE {ANALYST} CONNECTION LIMIT {CONNECTIONS};
ALTER ROLE {ANALYST} SET search_path = scores;
ALTER ROLE {ANALYST} SET default_transaction_read_only = on;
ALTER ROLE {ANALYST} SET statement_timeout = '5min';
ALTER ROLE {ANALYST} SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE {ANALYST} SET idle_session_timeout = '{IDLE}';
"""  # noqa: S608
# On a server of its own, that is the administrator's choice; here only analysts log in over TCP.
# Temporary tables and large objects would fill the disk.
_REVOKED = """
REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
"""
# Oid 0 is every database.
_STATE = f"""
SELECT
    r.rolcanlogin,
    r.rolpassword,
    r.rolvaliduntil,
    r.rolconnlimit,
    ARRAY(
        SELECT s.setdatabase || ' ' || s.setconfig::text FROM pg_db_role_setting AS s
        WHERE s.setrole = r.oid ORDER BY 1
    )
FROM pg_authid AS r WHERE r.rolname = '{ANALYST}'
"""  # noqa: S608
_END_SESSIONS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE client_addr IS NOT NULL
"""


class AnalystLogin:
    """The login of scores_analyst: closed, until it is opened with a password.

    Args:
        engine: of the superuser.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._verifier: str | None = None
        self._state: object = None

    def open(self, password: str) -> None:
        """Let scores_analyst log in with a password, which the server never sees, nor its log.

        Args:
            password: not empty.
        """
        with transaction(self._engine) as connection:
            driver = connection.connection.driver_connection
            self._verifier = psycopg2.extensions.encrypt_password(
                password, ANALYST, driver, algorithm="scram-sha-256"
            )
            connection.execute(text(_REVOKED))
            execute_each(connection, LOCK_RIGHTS)
            self._set(connection)

    def keep(self) -> None:
        """Take back what sessions have changed of password and settings; nothing if it is closed.

        May be repeated while the database is away, or a session keeps us from it.
        """
        if self._verifier is None:
            return
        try:
            with transaction(self._engine) as connection:
                if _state(connection) != self._state:
                    _logger.warning("A session changed the login of %s; taken back.", ANALYST)
                    self._set(connection)
        except DatabaseError as error:
            _logger.debug("The login of %s is looked at again later: %s", ANALYST, error)

    def close(self) -> None:
        """Let nobody log in as scores_analyst any more, and end all sessions over TCP.

        Raises:
            DatabaseError: if the database is away.
        """
        self._verifier = None
        for left in reversed(range(CLOSE_TRIES)):
            self._end_sessions()  # one that is changing the role would hold us up
            try:
                with transaction(self._engine) as connection:
                    connection.execute(text("SET LOCAL lock_timeout = '2s'"))
                    connection.execute(text(f"ALTER ROLE {ANALYST} NOLOGIN PASSWORD NULL"))
                break
            except DatabaseError:
                if not left:
                    raise
        self._end_sessions()

    def _set(self, connection: Connection) -> None:
        connection.execute(text(_SETTINGS))
        statement = text(f"ALTER ROLE {ANALYST} LOGIN PASSWORD :it VALID UNTIL 'infinity'")
        connection.execute(statement, {"it": self._verifier})
        self._state = _state(connection)

    def _end_sessions(self) -> None:
        with transaction(self._engine) as connection:
            connection.execute(text(_END_SESSIONS))


def _state(connection: Connection) -> object:
    """Everything that a role may change of itself, and more."""
    return tuple(connection.execute(text(_STATE)).one())
