"""The embedded PostgreSQL: a real server kept in a folder, started on demand, no network.

    <directory>/data           the cluster; its mode 0700 is what keeps other users out
    <directory>/start.lock     held while a process creates, starts or stops the server
    <directory>/users.lock     held (shared) by every process that uses the server

The server listens on a socket inside `data` only, unless `sql.server.serving` has it listen on the
loopback address too. Locks are the kernel's, so a killed process leaves none behind; the last
process to leave stops the server.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sql.errors import DatabaseError
from sql.server.authentication import write_rules
from sql.server.cluster import (
    PORT,
    answers,
    check_version,
    create_cluster,
    reload_settings,
    socket_folder,
    start_server,
    stop_server,
)
from sql.server.ports import is_free
from sql.server.programs import binaries
from sql.server.serve_lock import served_port
from sql.server.server_user import let_pass, server_user


class _Use(NamedTuple):
    pid: int
    lock: BinaryIO
    url: str
    link: Path | None


_in_use: dict[Path, _Use] = {}


def has_embedded(directory: Path) -> bool:
    """Whether a database has been created in `directory`."""
    with reporting(directory):
        return (Path(directory) / "data").is_dir()


def open_embedded(directory: Path) -> str:
    """Start the server of `directory` if it does not run, creating it the first time.

    Until `close_embedded`, or the end of this process, the server stays; any process of the same
    user on this machine may connect with the URL meanwhile. Opening twice returns the same URL.

    Returns:
        A `postgresql+psycopg2://` URL.

    Raises:
        DatabaseError: if the server cannot be created or started.
    """
    directory = Path(directory).resolve()
    data = directory / "data"
    with reporting(directory), starting(directory):
        if has_embedded(directory):
            check_version(data)
        owner = server_user(data)
        if owner:
            let_pass((binaries(), directory), owner)
        if not has_embedded(directory):
            create_cluster(directory, owner)
        changed = write_rules(data)
        if not answers(data):
            port = served_port(directory)
            # Another program may have taken the port of a server that died: `serve` will say so.
            start_server(directory, owner, port if port and is_free(port) else None)
        elif changed:
            reload_settings(directory, owner)
        use = _in_use.get(directory)
        if use is None or use.pid != os.getpid():
            lock = (directory / "users.lock").open("ab")
            fcntl.flock(lock, fcntl.LOCK_SH)
            folder, link = socket_folder(data)
            host = urllib.parse.quote(str(folder), safe="")
            url = f"postgresql+psycopg2://postgres@/postgres?host={host}&port={PORT}"
            use = _in_use[directory] = _Use(os.getpid(), lock, url, link)
    return use.url


def close_embedded(directory: Path) -> None:
    """Leave the server; it stops when no other process uses it. Harmless if not open."""
    directory = Path(directory).resolve()
    use = _in_use.pop(directory, None)
    # A forked child shares its parent's lock and must not act on it.
    if use is None or use.pid != os.getpid():
        return
    if use.link:
        shutil.rmtree(use.link.parent, ignore_errors=True)
    with use.lock, contextlib.suppress(OSError), starting(directory):
        fcntl.flock(use.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if answers(directory / "data"):
            stop_server(directory, server_user(directory / "data"))


@atexit.register
def _close_all() -> None:
    for directory in list(_in_use):
        with contextlib.suppress(DatabaseError):
            close_embedded(directory)


@contextlib.contextmanager
def reporting(directory: Path) -> Iterator[None]:
    """Raise what the system refuses as DatabaseError."""
    try:
        yield
    except OSError as error:
        raise DatabaseError(
            f"The embedded database in {directory} cannot be used: {error.strerror or error}. "
            "It belongs to the user who created it; run as that user, "
            "or give the URL of a PostgreSQL server."
        ) from error


@contextlib.contextmanager
def starting(directory: Path) -> Iterator[None]:
    """Hold `start.lock` of a database, whose folder is made if it is not there."""
    new = [folder for folder in (directory, *directory.parents) if not folder.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for folder in new:  # whatever the umask: the server runs as another user
            folder.chmod(folder.stat().st_mode | 0o001)
    with (directory / "start.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
