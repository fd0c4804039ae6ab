"""A PostgreSQL cluster in `<directory>/data`: made, started and stopped by PostgreSQL's programs.

Every function but `answers` and `socket_folder` needs the lock `start.lock` that
`sql.server.embedded` takes.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

import psycopg2

from sql.errors import DatabaseError, UnavailableError
from sql.server.authentication import write_rules
from sql.server.ports import LOOPBACK, is_free
from sql.server.programs import POSTGRES_MAJOR, run_program
from sql.server.server_user import ServerUser

PORT = 5432
"""Part of the socket's name, whichever TCP port the server listens on, if any."""
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 100
"""The kernel takes 107 bytes on Linux, 103 on macOS."""
START_SECONDS = 60

# Errors would quote rows, and rows name people: keep statements and details out of the log.
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '.'
password_encryption = 'scram-sha-256'
log_min_error_statement = panic
log_error_verbosity = terse
log_timezone = 'UTC'
timezone = 'UTC'
"""


def create_cluster(directory: Path, owner: ServerUser | None) -> None:
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
    write_rules(new)
    new.rename(directory / "data")


def check_version(data: Path) -> None:
    """Refuse a cluster of another PostgreSQL."""
    version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != str(POSTGRES_MAJOR):
        raise DatabaseError(
            f"The embedded database in {data.parent} is of PostgreSQL {version}, this package "
            f"brings {POSTGRES_MAJOR}. Move the folder away and score again, or dump and restore."
        )


def start_server(directory: Path, owner: ServerUser | None, port: int | None = None) -> None:
    """Start the server; with a port, it listens on the loopback address too.

    Raises:
        UnavailableError: if it does not start.
    """
    command = ["pg_ctl", "-D", "data", "-l", "data/server.log", "-w", "-t", str(START_SECONDS)]
    if port is not None:
        command += ["-o", f"-c listen_addresses={LOOPBACK} -p {port}"]
        _point_to_socket(directory / "data", port)
    # The workers of a killed server take a moment to notice; PostgreSQL refuses until they left.
    for pause in (0.2, 0.5, 1, 5):
        _forget_dead_server(directory / "data")
        try:
            return _execute(*command, "start", directory=directory, owner=owner)
        except UnavailableError:
            if port is not None and not is_free(port):
                raise
            time.sleep(pause)
    _execute(*command, "start", directory=directory, owner=owner)


def stop_server(directory: Path, owner: ServerUser | None) -> None:
    """Stop the server and end its sessions; what they have not committed is rolled back."""
    stop = ("pg_ctl", "-D", "data", "-m", "fast", "-w", "stop")
    _execute(*stop, directory=directory, owner=owner)


def reload_settings(directory: Path, owner: ServerUser | None) -> None:
    """Have a server that runs read its files of settings and rules again."""
    _execute("pg_ctl", "-D", "data", "reload", directory=directory, owner=owner)


def answers(data: Path) -> bool:
    """Whether a server lets us in. A pid file proves nothing: pids are used again.

    Neither does an open socket: a dying server still has one.
    """
    folder, link = socket_folder(data)
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


def socket_folder(data: Path) -> tuple[Path, Path | None]:
    """The folder of the socket, through a short private link where its path is too long."""
    if len(os.fsencode(data / SOCKET)) <= LONGEST_SOCKET_PATH:
        return data, None
    link = Path(tempfile.mkdtemp(prefix="scores-")) / "s"
    link.symlink_to(data)
    return link, link


def _point_to_socket(data: Path, port: int) -> None:
    """Let the socket of a server on another port be found under the name that everybody uses.

    A server on the usual port replaces the link by its socket.
    """
    if port == PORT:
        return
    new = data / f"{SOCKET}.new"
    new.unlink(missing_ok=True)
    new.symlink_to(f".s.PGSQL.{port}")
    new.replace(data / SOCKET)


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
