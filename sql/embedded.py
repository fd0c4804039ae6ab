"""The embedded PostgreSQL: a real server kept in a folder, started on demand, no network.

    <directory>/data           the cluster; its mode 0700 is what keeps other users out
    <directory>/start.lock     held while a process creates, starts or stops the server
    <directory>/users.lock     held (shared) by every process that uses the server

The server listens on a socket inside `data` only. Locks are the kernel's, so a killed process
leaves none behind; the last process to leave stops the server.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import psycopg2

from sql.errors import DatabaseError, UnavailableError
from sql.programs import POSTGRES_MAJOR, binaries, run_program
from sql.server_user import ServerUser, let_pass, server_user

PORT = 5432  # part of the socket's name; no port is opened
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 100
"""The kernel takes 107 bytes on Linux, 103 on macOS."""
START_SECONDS = 60

# Errors would quote rows, and rows name people: keep statements and details out of the log.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '.'
log_min_error_statement = panic
log_error_verbosity = terse
log_timezone = 'UTC'
timezone = 'UTC'
"""


class _Use(NamedTuple):
    pid: int
    lock: BinaryIO
    url: str
    link: Path | None


_in_use: dict[Path, _Use] = {}


def has_embedded(directory: Path) -> bool:
    """Whether a database has been created in `directory`."""
    with _reporting(directory):
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
    with _reporting(directory), _starting(directory):
        if has_embedded(directory):
            _check_version(data)
        owner = server_user(data)
        if owner:
            let_pass((binaries(), directory), owner)
        if not has_embedded(directory):
            _create(directory, owner)
        if not _answers(data):
            _start(directory, owner)
        use = _in_use.get(directory)
        if use is None or use.pid != os.getpid():
            lock = (directory / "users.lock").open("ab")
            fcntl.flock(lock, fcntl.LOCK_SH)
            folder, link = _socket_folder(data)
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
    with use.lock, contextlib.suppress(OSError), _starting(directory):
        fcntl.flock(use.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _answers(directory / "data"):
            stop = ("pg_ctl", "-D", "data", "-m", "fast", "-w", "stop")
            _execute(*stop, directory=directory, owner=server_user(directory / "data"))


@atexit.register
def _close_all() -> None:
    for directory in list(_in_use):
        with contextlib.suppress(DatabaseError):
            close_embedded(directory)


@contextlib.contextmanager
def _reporting(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatabaseError(
            f"The embedded database in {directory} cannot be used: {error.strerror or error}. "
            "It belongs to the user who created it; run as that user, "
            "or give the URL of a PostgreSQL server."
        ) from error


@contextlib.contextmanager
def _starting(directory: Path) -> Iterator[None]:
    new = [folder for folder in (directory, *directory.parents) if not folder.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for folder in new:  # whatever the umask: the server runs as another user
            folder.chmod(folder.stat().st_mode | 0o001)
    with (directory / "start.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _answers(data: Path) -> bool:
    """Whether a server lets us in. A pid file proves nothing: pids are used again.

    Neither does an open socket: a dying server still has one.
    """
    folder, link = _socket_folder(data)
    login = {"host": str(folder), "port": PORT, "user": "postgres", "dbname": "postgres"}
    deadline = time.monotonic() + START_SECONDS
    try:
        while True:
            try:
                psycopg2.connect(**login, connect_timeout=5).close()
                return True
            except psycopg2.OperationalError as error:
                # "FATAL: the database system is starting up": there is one, so wait for it.
                if "FATAL" not in str(error) or time.monotonic() > deadline:
                    return False
                time.sleep(0.1)
    finally:
        if link:
            shutil.rmtree(link.parent)


def _socket_folder(data: Path) -> tuple[Path, Path | None]:
    """The folder of the socket, through a short private link where its path is too long."""
    if len(os.fsencode(data / SOCKET)) <= LONGEST_SOCKET_PATH:
        return data, None
    link = Path(tempfile.mkdtemp(prefix="scores-")) / "s"
    link.symlink_to(data)
    return link, link


def _create(directory: Path, owner: ServerUser | None) -> None:
    """Create the cluster beside its place and move it there, so that it is whole or absent."""
    new = directory / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if owner:
        os.chown(new, owner.uid, owner.gid)
    _execute(
        *("initdb", "-D", "data.new", "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        directory=directory,
        owner=owner,
    )
    with (new / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    new.rename(directory / "data")


def _check_version(data: Path) -> None:
    version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != str(POSTGRES_MAJOR):
        raise DatabaseError(
            f"The embedded database in {data.parent} is of PostgreSQL {version}, this package "
            f"brings {POSTGRES_MAJOR}. Move the folder away and score again, or dump and restore."
        )


def _start(directory: Path, owner: ServerUser | None) -> None:
    command = ("pg_ctl", "-D", "data", "-l", "data/server.log", "-w", "-t", str(START_SECONDS))
    # The workers of a killed server take a moment to notice; PostgreSQL refuses until they left.
    for pause in (0.2, 0.5, 1, 5):
        _forget_dead_server(directory / "data")
        try:
            return _execute(*command, "start", directory=directory, owner=owner)
        except UnavailableError:
            time.sleep(pause)
    _execute(*command, "start", directory=directory, owner=owner)


def _forget_dead_server(data: Path) -> None:
    """Remove a killed server's pid file where PostgreSQL would take its pid for a live server.

    That is so if the pid now belongs to another program, or, in a container without an init
    process, still to the dead server.
    """
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text(encoding="utf-8").split("\n", 1)[0])
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return  # no file, no such process, or no /proc: PostgreSQL decides
    if "Name:\tpostgres\n" not in status or "State:\tZ" in status:
        file.unlink()


def _execute(*command: str, directory: Path, owner: ServerUser | None = None) -> None:
    failure = run_program(*command, directory=directory, user=owner)
    if failure is not None:
        raise UnavailableError(
            f"The embedded database in {directory} does not start: {failure}\n"
            f"See {directory / 'data' / 'server.log'}, or give the URL of a PostgreSQL server."
        )
