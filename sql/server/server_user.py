"""As whom the embedded server runs: PostgreSQL refuses to run as root."""

import contextlib
import logging
import os
import pwd
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sql.errors import DatabaseError

SERVER_USER = "pgserver"

_logger = logging.getLogger(__name__)


class ServerUser(NamedTuple):
    """A user of this machine."""

    uid: int
    gid: int


def server_user(data: Path) -> ServerUser | None:
    """The user to run the server of a cluster as; None is ourselves.

    Args:
        data: the cluster's folder, which may not be there yet.

    Raises:
        DatabaseError: if we are root and there is no such user.
    """
    if os.geteuid() != 0:
        return None
    if not data.is_dir():
        return _added_user()
    status = data.stat()
    if status.st_uid == 0:
        raise DatabaseError(
            f"{data} belongs to root, as whom PostgreSQL does not run. "
            f"Give it to a user: chown -R {SERVER_USER} '{data}'"
        )
    return ServerUser(status.st_uid, status.st_gid)


def let_pass(folders: Iterable[Path], user: ServerUser) -> None:
    """See that the server's user reaches these folders, its programs and its data.

    PostgreSQL does not start as root, so root's folders on the way have to be passable: they are
    opened, and said to be. Who wants them closed runs the job as another user, or names a server.
    """
    for folder in dict.fromkeys(way for end in folders for way in (end, *end.parents)):
        if not _passes(folder, user):
            _logger.warning(
                "chmod o+x %s: PostgreSQL does not run as root, and its programs or data lie "
                "below. Others may pass through this folder now, and cannot list it.",
                shlex.quote(str(folder)),
            )
            folder.chmod(folder.stat().st_mode | 0o001)


def _passes(folder: Path, user: ServerUser) -> bool:
    status = folder.stat()
    if status.st_uid == user.uid:
        return bool(status.st_mode & 0o100)
    return bool(status.st_mode & (0o010 if status.st_gid == user.gid else 0o001))


def _added_user() -> ServerUser:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER]
    for attempt in (0, 1):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(SERVER_USER)
            return ServerUser(user.pw_uid, user.pw_gid)
        if attempt == 0:
            with contextlib.suppress(OSError):
                subprocess.run(command, check=False, capture_output=True)
    raise DatabaseError(
        f"PostgreSQL does not run as root, and the user {SERVER_USER} cannot be added. "
        "Run as another user, or give the URL of a PostgreSQL server."
    )
