"""Keeps an embedded database open to tools of this machine: TCP, on the loopback address only."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Engine

from sql.engine import create_engine, transaction
from sql.errors import UnavailableError
from sql.migrate import upgrade
from sql.roles import grant_roles
from sql.server.analyst_login import AnalystLogin
from sql.server.cluster import answers, start_server, stop_server
from sql.server.embedded import close_embedded, open_embedded, reporting, starting
from sql.server.ports import LOOPBACK, PortTakenError, choose_port, is_free
from sql.server.serve_lock import ServeLock, take_serve_lock
from sql.server.server_user import server_user

QUIET_SECONDS = 30
"""Longest wait of a restart for a moment without an open transaction."""
PAUSE_SECONDS = 0.1

_logger = logging.getLogger(__name__)

Pause = Callable[[float], bool]
"""Waits so many seconds; true, at once, when all is to end."""

_LISTENS = "SELECT current_setting('port')::int, current_setting('listen_addresses')"
_BUSY = """
SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
)
"""


@contextlib.contextmanager
def serving(directory: Path, port: int, password: str, pause: Pause) -> Iterator["Served"]:
    """Bring an embedded database to head, and let scores_analyst log in for as long as this lasts.

    PostgreSQL opens a port only when it starts. A server that runs without one is restarted, in a
    moment without an open transaction if there is one: runs try again what they were doing. Where
    others still use the server when this ends, it keeps its port, but scores_analyst cannot log in.

    Args:
        directory: of a database that exists.
        port: to listen on; 0 chooses.
        password: of scores_analyst.
        pause: how to wait.

    Raises:
        LockedError: if another process serves the database; the message says which.
        PortTakenError: if the port is taken; nothing was restarted.
        DatabaseError: if the server does not start, or the database cannot be brought to head.
    """
    directory = Path(directory).resolve()
    with reporting(directory), starting(directory):
        lock = take_serve_lock(directory)
    try:
        url = open_embedded(directory)
        engine = create_engine(url)
        try:
            upgrade(url)
            with transaction(engine) as connection:
                grant_roles(connection)
            login = AnalystLogin(engine)
            served = Served(directory, engine, lock, login, port, pause)
            login.close()  # an earlier process may have been killed
            served.keep()
            login.open(password)
            try:
                yield served
            finally:
                open_embedded(directory)  # it may have died
                login.close()
        finally:
            engine.dispose()
    finally:
        # From here on whoever starts the server starts it without a port.
        lock.release()
        close_embedded(directory)


class Served:
    """An embedded database that listens on a port of the loopback address."""

    def __init__(
        self,
        directory: Path,
        engine: Engine,
        lock: ServeLock,
        login: AnalystLogin,
        port: int,
        pause: Pause,
    ) -> None:
        self._directory, self._engine, self._login = directory, engine, login
        self._pause = pause
        listening = self._listens_on()
        # An earlier `serve` may have left it listening, for a run that still uses it.
        as_it_is = listening is not None and port in (0, listening)
        self.port = listening if listening is not None and as_it_is else choose_port(port)
        lock.publish(self.port)

    def keep(self) -> None:
        """See that the server runs, listens, and lets analysts in as they were; mend it if not.

        Raises:
            PortTakenError: if another program has taken the port meanwhile.
            DatabaseError: if the server does not start.
        """
        if self._listens_on() != self.port:
            self._listen()
        self._login.keep()

    def _listen(self) -> None:
        open_embedded(self._directory)
        deadline = time.monotonic() + QUIET_SECONDS
        while not self._restarted(whatever_runs=time.monotonic() > deadline):
            if self._pause(PAUSE_SECONDS):
                return

    def _restarted(self, whatever_runs: bool) -> bool:
        """Have the server listen, unless a transaction is open; whether it does."""
        with reporting(self._directory), starting(self._directory):
            if self._listens_on() == self.port:
                return True
            if not is_free(self.port):
                raise PortTakenError(
                    f"Port {self.port} of {LOOPBACK} was taken by another program."
                )
            if self._is_busy() and not whatever_runs:
                return False
            owner = server_user(self._directory / "data")
            if answers(self._directory / "data"):
                stop_server(self._directory, owner)
            try:
                start_server(self._directory, owner, self.port)
            except UnavailableError:
                _logger.warning("The database does not start with port %d; without it.", self.port)
                start_server(self._directory, owner)
                raise
            return True

    def _listens_on(self) -> int | None:
        """The server's port; None if it listens nowhere, or does not run."""
        try:
            with transaction(self._engine) as connection:
                port, addresses = connection.execute(text(_LISTENS)).one()
        except UnavailableError:
            return None
        return int(port) if addresses == LOOPBACK else None

    def _is_busy(self) -> bool:
        try:
            with transaction(self._engine) as connection:
                return bool(connection.execute(text(_BUSY)).scalar_one())
        except UnavailableError:
            return False
