"""The lock under which tables or rights change: processes that do so at once take turns."""

import contextlib
from collections.abc import Iterator

from psycopg2.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from sql.errors import DRIVER_ERRORS
from sql.locks import LockedError

MIGRATION_LOCK = 7_305_810_221
"""Advisory lock."""

LOCK_SECONDS = 60.0
"""Longest wait of a change of tables or rights for another, or for a session that uses a table."""

_WHO = (
    "To see sessions: SELECT pid, usename, application_name, state, query_start "
    "FROM pg_stat_activity"
)


@contextlib.contextmanager
def migration_lock(connection: Connection) -> Iterator[None]:
    """Take the lock, which the caller's transaction holds to its end.

    Raises:
        LockedError: if another process holds it, or within the context a table, for too long.
    """
    try:
        milliseconds = round(LOCK_SECONDS * 1000)
        connection.execute(text(f"SET LOCAL lock_timeout = {milliseconds}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        yield
    except DRIVER_ERRORS as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, LockNotAvailable):
            raise
        raise LockedError(
            f"Waited {LOCK_SECONDS:.0f} s for another process, which migrates this database, or "
            f"has locked or still reads its tables. Run again when it has ended, or end it. {_WHO}"
        ) from error
