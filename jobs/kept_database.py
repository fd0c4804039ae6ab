"""The embedded database that `interviews score` keeps in its output folder."""

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def kept_database(output: Path) -> Iterator[str]:
    """The URL of the database of an output folder; its server is started and stopped if need be.

    Raises:
        DatabaseError: if there is none, or it cannot be started.
    """
    from sql.embedded import close_embedded, has_embedded, open_embedded
    from sql.errors import DatabaseError

    folder = output / "database"
    if not has_embedded(folder):
        raise DatabaseError(
            f"There is no database in {folder}. Give the folder that interviews score wrote as "
            "--output, or --database with the URL of the server it wrote to."
        )
    try:
        yield open_embedded(folder)
    finally:
        close_embedded(folder)
