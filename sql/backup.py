"""A backup of the embedded database: one file, from which `pg_restore` makes it anew."""

import os
import tempfile
from pathlib import Path

from sql.engine import parse_url
from sql.errors import DatabaseError
from sql.programs import run_program


class BackupError(DatabaseError):
    """The backup could not be written; an earlier one of the same name is untouched."""


def write_backup(url: str, file: Path) -> None:
    """Write the database as it stands now, in pg_dump's compressed format.

    Runs that write meanwhile are not held up: all tables are read in one snapshot. The file
    appears when it is whole, and only its owner may read it, because it names people.

    Args:
        url: of an embedded database, which has no password; the server runs.
        file: to write or replace; its folder exists.

    Raises:
        BackupError: if it cannot be written.
    """
    file = file.absolute()
    place = parse_url(url)
    # Not the URL: SQLAlchemy writes a space as +, which libpq does not read.
    login = (f"--host={place.query['host']}", f"--port={place.query['port']}")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise BackupError(f"No backup can be written to {file}: {error.strerror}") from error
    os.close(descriptor)
    new = Path(name)
    try:
        # Neither owners nor rights: the roles of the next server are not known.
        options = ("--format=custom", "--no-owner", "--no-privileges", "--no-password")
        failure = run_program(
            *("pg_dump", *options, *login, f"--username={place.username}"),
            *(f"--dbname={place.database}", f"--file={new}"),
            directory=file.parent,
        )
        if failure is not None:
            raise BackupError(f"No backup was written to {file}: {failure}")
        new.replace(file)
    except OSError as error:
        raise BackupError(f"No backup was written to {file}: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)
