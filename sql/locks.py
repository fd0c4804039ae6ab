"""Locks that end with the process that holds them, whatever ends it."""

import contextlib
import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from schemas.now import utc_now
from sql.engine import translated
from sql.errors import DatabaseError

RUN_LOCK = 7_305_810
"""Advisory lock of the run that writes to a database."""

_LOCK = {"lock": RUN_LOCK}

LOCK_FILE = ".run.lock"

POLL_SECONDS = 1.0


class LockedError(DatabaseError):
    """Another process holds the lock; the message says who, and since when."""


@contextlib.contextmanager
def output_lock(output: Path, wait: bool, on_wait: Callable[[str], object]) -> Iterator[bool]:
    """Hold an output folder for as long as the context lasts; the kernel frees it if we die.

    Gives whether we had to wait.

    Args:
        output: an existing folder.
        wait: until it is free, instead of raising.
        on_wait: called once with who holds it, before waiting.

    Raises:
        LockedError: if another run writes to it.
        OSError: if the folder takes no file.
    """
    with (output / LOCK_FILE).open("a+", encoding="utf-8") as file:

        def take() -> str | None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                return f"Another run writes to this output: {_told(file.read())}"
            return None

        waited = _take_or_wait(take, wait, on_wait)
        file.truncate(0)
        json.dump({"holder": ourselves(), "since": f"{utc_now()[:19]}Z"}, file)
        file.flush()
        yield waited
        file.truncate(0)


class RunLock:
    """The lock of a database, which one run at a time holds, on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self, wait: bool, on_wait: Callable[[str], object]) -> bool:
        """Take the lock; returns whether we had to wait.

        Args:
            wait: until it is free, instead of raising.
            on_wait: called once with who holds it, before waiting.

        Raises:
            LockedError: if another run holds it.
            DatabaseError: if the database is away.
        """
        return _take_or_wait(self._take, wait, on_wait)

    def confirm(self) -> None:
        """Make sure that we still hold it: a server that restarts forgets who did.

        May be repeated while the database is away.

        Raises:
            LockedError: if another run has taken it meanwhile.
            DatabaseError: if the database is away.
        """
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                self._connection.commit()
                return
            except (SQLAlchemyError, psycopg2.Error):
                self.release()
        self.take(False, lambda _: None)

    def release(self) -> None:
        """Give the lock back; harmless if it is not held."""
        if self._connection is not None:
            # Asked for, because the server needs a moment to see that a connection was closed, and
            # the next run would be refused meanwhile. A pooled connection would keep the lock.
            with contextlib.suppress(SQLAlchemyError, psycopg2.Error):
                self._connection.execute(text("SELECT pg_advisory_unlock(:lock)"), _LOCK)
            with contextlib.suppress(SQLAlchemyError, psycopg2.Error):
                self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _take(self) -> str | None:
        with translated(self._engine):
            connection = self._engine.connect()
            try:
                named = {"name": f"interviews score, {ourselves()}"}
                connection.execute(
                    text("SELECT set_config('application_name', :name, false)"), named
                )
                held = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), _LOCK)
                got = held.scalar_one()
                holder = None if got else connection.execute(text(_HOLDER), _LOCK).one_or_none()
                # Between transactions, so that the server does not count us as idle in one.
                connection.commit()
            except BaseException:
                connection.invalidate()
                raise
        if got:
            self._connection = connection
            return None
        connection.invalidate()
        connection.close()
        who = (
            f"{holder[0]}, since {holder[1]:%Y-%m-%dT%H:%M:%SZ}" if holder else "it is just ending"
        )
        return f"Another run writes to this database: {who}"


_HOLDER = """
SELECT a.application_name, a.backend_start AT TIME ZONE 'UTC'
FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :lock
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def _take_or_wait(
    take: Callable[[], str | None], wait: bool, on_wait: Callable[[str], object]
) -> bool:
    """Try until nobody else holds it; returns whether that was so. `take` returns who does."""
    told = False
    while holder := take():
        if not wait:
            raise LockedError(f"{holder}. Wait for it, or say --wait.")
        if not told:
            on_wait(holder)
            told = True
        time.sleep(POLL_SECONDS)
    return told


def ourselves() -> str:
    """How messages name this process to others."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def _told(content: str) -> str:
    """What the holder wrote into the file."""
    try:
        said = json.loads(content)
        return f"{said['holder']}, since {said['since']}"
    except (ValueError, TypeError, KeyError):
        return "it is just starting"
