"""Locks that end with the process that holds them, whatever ends it."""

import contextlib
import zlib
from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.engine import Engine

from sql.engine import translated
from sql.errors import DatabaseError

RUN_LOCKS = 7_305_810
"""Advisory locks of runs are (RUN_LOCKS, checksum of the name)."""


class LockedError(DatabaseError):
    """Another process holds the lock."""


@contextlib.contextmanager
def run_lock(engine: Engine, name: str) -> Iterator[None]:
    """Hold a lock of the database for as long as the context lasts.

    Args:
        engine: of the score database. One connection of it stays open.
        name: what one run at a time may write.

    Raises:
        LockedError: if another run holds it.
        DatabaseError: if the database is away.
    """
    key = {"group": RUN_LOCKS, "name": zlib.crc32(name.encode("utf-8", "backslashreplace")) >> 1}
    with contextlib.ExitStack() as stack:
        with translated(engine):
            connection = stack.enter_context(engine.connect())
            held = connection.execute(text("SELECT pg_try_advisory_lock(:group, :name)"), key)
            # Between transactions, so that the server does not count us as idle in one.
            got = held.scalar_one()
            connection.commit()
        if not got:
            raise LockedError(
                "Another run writes to this output and date. Wait for it, or give another "
                "--output or --run_date."
            )
        # However it ends: a pooled connection would keep the lock.
        stack.callback(connection.invalidate)
        yield
