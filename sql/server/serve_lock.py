"""The lock of the process that keeps an embedded database open to tools, and on which port.

Whoever starts the server meanwhile, a night after a crash for example, starts it with that port.
The lock is the kernel's, so a killed process leaves none behind.
"""

import fcntl
import json
from pathlib import Path
from typing import BinaryIO, NamedTuple

from schemas.now import utc_now
from sql.locks import LockedError, ourselves

LOCK_FILE = "serve.lock"


class ServeLock(NamedTuple):
    """Held until it is released, or the process ends."""

    file: BinaryIO

    def publish(self, port: int) -> None:
        """Say on which port the server is to listen."""
        said = {"process": ourselves(), "port": port, "since": f"{utc_now()[:19]}Z"}
        self.file.seek(0)
        self.file.truncate()
        self.file.write(json.dumps(said).encode())
        self.file.flush()

    def release(self) -> None:
        """Give it back; harmless if that is done."""
        self.file.close()


def take_serve_lock(directory: Path) -> ServeLock:
    """Take the lock of an embedded database. Needs `start.lock`, as `served_port` does.

    Raises:
        LockedError: if another process has it; the message says which.
    """
    file = (directory / LOCK_FILE).open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with file:
            said = _said(file)
            raise LockedError(
                f"{said.get('process', 'Another process')} serves this output already, on port "
                f"{said.get('port', 'unknown')}, since {said.get('since', 'just now')}."
            ) from None
    file.truncate(0)  # the port of an earlier process
    return ServeLock(file)


def served_port(directory: Path) -> int | None:
    """The port on which the server is to listen; None if nobody serves the database."""
    try:
        file = (directory / LOCK_FILE).open("rb")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            port = _said(file).get("port")
            return port if isinstance(port, int) else None
    return None


def _said(file: BinaryIO) -> dict[str, object]:
    try:
        file.seek(0)
        said = json.loads(file.read())
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
