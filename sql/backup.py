"""A backup of the embedded database: one file, from which `pg_restore` makes it anew."""

import os
import shutil
import tempfile
from pathlib import Path

from sql.engine import parse_url, single_transaction
from sql.errors import DatabaseError
from sql.roles import grant_roles
from sql.server.embedded import close_embedded, has_embedded, open_embedded
from sql.server.programs import run_program


class BackupError(DatabaseError):
    """A backup could not be written or restored; what was there before is untouched."""


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
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise BackupError(f"No backup can be written to {file}: {error.strerror}") from error
    os.close(descriptor)
    new = Path(name)
    try:
        # Neither owners nor rights: the roles of the next server are not known.
        options = ("--format=custom", "--no-owner", "--no-privileges")
        failure = run_program(
            "pg_dump", *options, *_login(url), f"--file={new}", directory=file.parent
        )
        if failure is not None:
            raise BackupError(f"No backup was written to {file}: {failure}")
        new.replace(file)
    except OSError as error:
        raise BackupError(f"No backup was written to {file}: {error.strerror}") from error
    finally:
        new.unlink(missing_ok=True)


def restore_backup(directory: Path, file: Path) -> None:
    """Make an embedded database from a backup, whole or not at all.

    Args:
        directory: to keep it in, where there is none yet.
        file: that `write_backup` wrote.

    Raises:
        BackupError: if the file cannot be restored.
        DatabaseError: if there is a database already, or none can be created.
    """
    taken = DatabaseError(
        f"There is a database in {directory} already. Move that folder away first."
    )
    if has_embedded(directory):
        raise taken
    # Beside its place, so that a run finds it whole or not at all, whatever ends us.
    new = directory.with_name(f"{directory.name}.restoring")
    shutil.rmtree(new, ignore_errors=True)
    options = ("--no-owner", "--exit-on-error", "--single-transaction")
    try:
        url = open_embedded(new)
        login = _login(url)
        failure = run_program("pg_restore", *options, *login, str(file.absolute()), directory=new)
        if failure is not None:
            raise BackupError(f"{file} was not restored: {failure}")
        with single_transaction(url) as connection:
            grant_roles(connection)  # a backup has no rights, and a new server no roles
        close_embedded(new)
        directory.mkdir(exist_ok=True)
        try:
            (new / "data").rename(directory / "data")
        except OSError as error:
            raise taken from error
    finally:
        close_embedded(new)
        shutil.rmtree(new, ignore_errors=True)


def _login(url: str) -> tuple[str, ...]:
    """Not the URL itself: SQLAlchemy writes a space as +, which libpq does not read."""
    place = parse_url(url)
    return (
        *(f"--host={place.query['host']}", f"--port={place.query['port']}", "--no-password"),
        *(f"--username={place.username}", f"--dbname={place.database}"),
    )
