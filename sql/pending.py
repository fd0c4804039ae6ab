"""Files of committed batches that are not moved to their place yet.

A batch's rows, its part of the ledger and this list are committed together; the files move after
that, and any later start moves what a kill left.
"""

from collections.abc import Sequence
from typing import NamedTuple, Optional

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from sql.tables import PENDING_FILES


class PendingFile(NamedTuple):
    """A file to move, or to delete."""

    source: Optional[str]
    """None where the target is to be deleted."""
    target: str


def write_pending(connection: Connection, files: Sequence[PendingFile]) -> None:
    """Add files to the list, in the order in which they are to be done."""
    if files:
        connection.execute(PENDING_FILES.insert(), [file._asdict() for file in files])


def read_pending(connection: Connection) -> list[PendingFile]:
    """The whole list, in order."""
    found = connection.execute(
        select(PENDING_FILES.c.source, PENDING_FILES.c.target).order_by(PENDING_FILES.c.number)
    )
    return [PendingFile(*row) for row in found]


def clear_pending(connection: Connection) -> None:
    """Forget the list: everything on it is done."""
    connection.execute(delete(PENDING_FILES))
