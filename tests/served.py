"""An output whose database is served, and sessions over TCP."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2
from sqlalchemy import text

from schemas.datasets import FAILURES
from sql.engine import create_engine, transaction
from sql.migrate import upgrade
from sql.server.embedded import close_embedded, open_embedded
from sql.writes import upsert
from tests.opened_run import failure, prepare, stamped

OLD_RULES = "local all all trust\nhost all all 127.0.0.1/32 trust\n"
SECONDS = 30


class Server(NamedTuple):
    """A process that serves an output."""

    process: Any
    port: int
    password: str

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(SECONDS)


@contextlib.contextmanager
def serve(output: Path, **environment: str) -> Iterator[Server]:
    """`interviews serve` on a free port, once it has said where."""
    command = [sys.executable, "-m", "jobs.cli", "serve", "--output", str(output), "--port", "0"]
    with subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = "".join(iter(process.stdout.readline, "\n"))
            said += "".join(iter(process.stdout.readline, "\n"))
            (port,) = re.findall(r"jdbc:postgresql://127\.0\.0\.1:(\d+)/postgres ", said)
            (password,) = re.findall(r"password +(.+)", said)
            yield Server(process, int(port), password)
        finally:
            process.terminate()


def made(output: Path) -> Path:
    """An output with a database, of before there were rules for TCP, that has a failure."""
    directory = output / "database"
    open_embedded(directory)
    close_embedded(directory)
    (directory / "data" / "pg_hba.conf").write_text(OLD_RULES)
    url = open_embedded(directory)
    upgrade(url)
    engine = create_engine(url)
    with transaction(engine) as connection:
        prepare(connection)
        upsert(connection, FAILURES, [stamped(failure("ada/notes.pdf"))])
    engine.dispose()
    close_embedded(directory)
    return output


def connect(server: Server, **login: Any) -> Any:
    """A session over TCP, as the analyst who was told the password unless it says otherwise."""
    told = {"user": "scores_analyst", "password": server.password, "dbname": "postgres"}
    return psycopg2.connect(host="127.0.0.1", port=server.port, **{**told, **login})


def ask(server: Server, *statements: str) -> list[tuple[Any, ...]]:
    session = connect(server)
    with contextlib.closing(session), session, session.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall()


def gets_in(server: Server, **login: str) -> bool:
    try:
        connect(server, **login).close()
    except psycopg2.OperationalError:
        return False
    return True


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def inside(output: Path, statement: str) -> list[tuple[Any, ...]]:
    """Ask as our commands do, as the superuser through the socket."""
    engine = create_engine(open_embedded(output / "database"))
    try:
        with transaction(engine) as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()
        close_embedded(output / "database")
