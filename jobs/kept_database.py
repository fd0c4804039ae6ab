"""The embedded database that `interviews score` keeps in its output folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from jobs.exit_codes import ExitCode
from jobs.options import CommandError


@contextlib.contextmanager
def database_errors() -> Iterator[None]:
    """Tell what the database cannot do as a command's end: a line and an exit code."""
    from sql.backup import BackupError
    from sql.errors import DatabaseError, UnavailableError
    from sql.locks import LockedError

    try:
        yield
    except UnavailableError as error:
        raise CommandError(str(error), ExitCode.AWAY) from error
    except LockedError as error:
        raise CommandError(str(error), ExitCode.LOCKED) from error
    except BackupError as error:
        raise CommandError(str(error), ExitCode.BROKEN_OFF) from error
    except DatabaseError as error:
        raise CommandError(str(error)) from error


def database_folder(output: Path) -> Path:
    """The folder of the database of an output folder.

    Raises:
        DatabaseError: if there is none.
    """
    from sql.errors import DatabaseError
    from sql.server.embedded import has_embedded

    folder = output / "database"
    if not has_embedded(folder):
        raise DatabaseError(
            f"There is no database in {folder}. Give the folder that interviews score wrote as "
            "--output, or --database with the URL of the server it wrote to."
        )
    return folder


@contextlib.contextmanager
def kept_database(output: Path) -> Iterator[str]:
    """The URL of the database of an output folder; its server is started and stopped if need be.

    Raises:
        DatabaseError: if there is none, or it cannot be started.
    """
    from sql.server.embedded import close_embedded, open_embedded

    folder = database_folder(output)
    try:
        yield open_embedded(folder)
    finally:
        close_embedded(folder)


@contextlib.contextmanager
def named_database(output: Path | None, database: str | None) -> Iterator[str]:
    """The URL of the database of --output or --database, else of $DATABASE_URL.

    That of a folder is asked as a user who can only read it; a server, as whom the URL names.

    Raises:
        CommandError: if no place is named, or two.
        DatabaseError: if there is no database.
    """
    if output is not None and database is not None:
        raise CommandError("name one of --output FOLDER and --database URL")
    if output is not None:
        from sql.reader import reader_url

        with kept_database(output) as url:
            yield reader_url(url)
        return
    named = database or os.environ.get("DATABASE_URL")
    if not named:
        raise CommandError("say where the scores are: --output FOLDER or --database URL")
    yield named
