"""The score database, served to tools: who gets in, and what becomes of the nights beside it."""

import contextlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from jobs.exit_codes import ExitCode
from jobs.serve_scores import main
from schemas.datasets import FAILURES, SCORING_RUNS, TEXT_SCORES
from sql import serving
from sql.authentication import RULES
from sql.embedded import close_embedded, open_embedded
from sql.engine import create_engine, transaction
from sql.migrate import upgrade
from sql.programs import binaries
from sql.writes import upsert
from tests.nights import Nights, StubRunner, write
from tests.opened_run import NIGHT, failure, prepare, stamped

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


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("a b'c$HOME é") / ("long-" * 20))


@pytest.fixture(scope="module")
def server(output: Path) -> Iterator[Server]:
    (output / "database" / "data" / "pg_hba.conf").write_text(OLD_RULES)
    with serve(output) as server:
        yield server


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


def test_a_taken_port_is_told_before_anything_restarts(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ["--output", str(output), "--port", str(port)]
        assert main(arguments) == ExitCode.USAGE
    assert f"Port {port} of 127.0.0.1 cannot be used" in capsys.readouterr().err
    assert not (output / "database" / "data" / "postmaster.pid").exists()


def test_an_analyst_reads_views(server: Server) -> None:
    assert ask(server, "SELECT kind, failures FROM failures_by_kind") == [("x", 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM scores.failures",
        "DELETE FROM scores.failures",
        "CREATE TABLE public.own (x int)",
        "CREATE TEMP TABLE own (x int)",
        "SELECT lo_create(0)",
        "COPY (SELECT 1) TO '/tmp/x'",
    ],
)
def test_an_analyst_does_nothing_else(server: Server, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(server, "SET default_transaction_read_only = off", "COMMIT", statement)


@pytest.mark.parametrize(
    ("login", "why"),
    [
        ({"password": "wrong"}, "password authentication failed"),
        ({"password": ""}, "no password supplied"),
        ({"user": "postgres"}, "pg_hba.conf rejects connection"),
        ({"user": "postgres", "password": ""}, "pg_hba.conf rejects connection"),
        ({"user": "scores_writer"}, "password authentication failed"),
    ],
)
def test_nobody_else_gets_in(server: Server, login: dict[str, str], why: str) -> None:
    with pytest.raises(psycopg2.OperationalError, match=why):
        connect(server, **login)


def test_psql_is_refused_as_the_superuser_and_let_in_as_the_analyst(server: Server) -> None:
    def psql(user: str) -> subprocess.CompletedProcess[str]:
        command = [str(binaries() / "psql"), "-h", "127.0.0.1", "-p", str(server.port), "-U", user]
        return subprocess.run(
            [*command, "-tA", "-c", "SELECT kind FROM failures_by_kind", "postgres"],
            env={"PGPASSWORD": server.password},
            capture_output=True,
            text=True,
        )

    refused = psql("postgres")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert psql("scores_analyst").stdout == "x\n"


def test_old_rules_are_replaced(output: Path, server: Server) -> None:
    rules = output / "database" / "data" / "pg_hba.conf"
    assert rules.read_text() == RULES
    status = rules.stat()
    assert stat.S_IMODE(status.st_mode) == 0o600
    assert status.st_uid == rules.parent.stat().st_uid


def test_rules_of_a_server_that_runs_are_replaced(output: Path, server: Server) -> None:
    """Somebody lets everybody in; the next command ends that."""
    engine = create_engine(open_embedded(output / "database"))
    (output / "database" / "data" / "pg_hba.conf").write_text(OLD_RULES)
    with transaction(engine) as connection:
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    until(lambda: gets_in(server, user="postgres"))
    inside(output, "SELECT 1")
    until(lambda: not gets_in(server, user="postgres"))


def test_only_the_loopback_address_is_open(output: Path, server: Server) -> None:
    assert inside(output, "SELECT current_setting('listen_addresses')") == [("127.0.0.1",)]
    assert ask(server, "SELECT 1") == [(1,)], "another process has left"


def test_the_password_is_not_in_the_log_nor_in_the_database(output: Path, server: Server) -> None:
    for file in (output / "database").rglob("*"):
        if file.is_file():
            assert server.password.encode() not in file.read_bytes(), file


def test_a_second_is_told_who_serves(
    output: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--output", str(output), "--port", "0"]) == ExitCode.LOCKED
    told = capsys.readouterr().err
    assert f"process {server.process.pid} on " in told
    assert f"serves this output already, on port {server.port}, since 2" in told
    assert ask(server, "SELECT 1") == [(1,)]


def test_a_server_that_dies_is_started_again(output: Path, server: Server) -> None:
    pid = int((output / "database" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    until(lambda: gets_in(server))
    assert ask(server, "SELECT failures FROM failures_by_kind") == [(1,)]


def test_ctrl_c_ends_it_in_good_order(output: Path, server: Server) -> None:
    session = connect(server)
    assert server.end(signal.SIGINT) == ExitCode.OK
    with pytest.raises(psycopg2.OperationalError), session.cursor() as cursor:
        cursor.execute("SELECT 1")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))
    assert not (output / "database" / "data" / "postmaster.pid").exists()
    query = "SELECT rolcanlogin, rolpassword FROM pg_authid WHERE rolname = 'scores_analyst'"
    assert inside(output, query) == [(False, None)]


def test_a_restart_waits_for_an_open_transaction(output: Path) -> None:
    engine = create_engine(open_embedded(output / "database"))
    waited = []
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT 42 AS answer"))

        def pause(seconds: float) -> bool:
            waited.append(seconds)
            connection.commit()
            return False

        with serving.serving(output / "database", 0, "password", pause) as served:
            assert gets_in(Server(None, served.port, "password"))
    engine.dispose()
    assert waited == [serving.PAUSE_SECONDS]
    assert inside(output, "SELECT answer FROM kept") == [(42,)]


def test_a_restart_does_not_wait_for_ever(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "QUIET_SECONDS", -1)
    engine = create_engine(open_embedded(output / "database"))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with serving.serving(output / "database", 0, "password", never) as served:
            assert gets_in(Server(None, served.port, "password"))
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT 1"))
        connection.invalidate()
    engine.dispose()


def test_ctrl_c_while_it_waits_leaves_the_transaction_alone(output: Path) -> None:
    engine = create_engine(open_embedded(output / "database"))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with serving.serving(output / "database", 0, "password", lambda _: True) as served:
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", served.port))
            assert connection.execute(text("SELECT 42")).scalar_one() == 42
            connection.commit()
    engine.dispose()


def never(_seconds: float) -> bool:
    raise AssertionError("it waits")


def test_a_night_goes_on_while_serving_begins_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server restarts between two batches; the password is one that we chose."""
    output = made(tmp_path / "out")
    night = Nights(output, open_embedded(output / "database"), monkeypatch)
    names = [f"{name}/q.txt" for name in ("ada", "alan", "edsger", "grace")]
    inbox = write(tmp_path / "in", {name: f"good {name}" for name in names})
    served: list[Server] = []
    with contextlib.ExitStack() as stack:

        def serve_meanwhile() -> None:
            batches_before = len(StubRunner.opened)
            if batches_before == 1:
                server = stack.enter_context(serve(output, SCORES_ANALYST_PASSWORD="our own"))
                assert server.password == "that of SCORES_ANALYST_PASSWORD"
                served.append(server._replace(password="our own"))
            elif batches_before == 2:
                assert ask(served[0], "SELECT failures FROM failures_by_kind") == [(1,)]
            elif batches_before == 3:
                assert served[0].end(signal.SIGTERM) == ExitCode.OK
                assert not gets_in(served[0])

        StubRunner.on_run = serve_meanwhile
        outcome = night.run(inbox, batch_minutes=0.001)
    assert (outcome.scored, len(StubRunner.opened)) == (len(names), len(names))
    assert [row["document_id"] for row in night.rows(TEXT_SCORES)] == names
    assert list(night.keys_in_parquet(TEXT_SCORES)) == [
        tuple(row[name] for name in TEXT_SCORES.key) for row in night.rows(TEXT_SCORES)
    ]
    runs = {row["run_id"]: row["status"] for row in night.rows(SCORING_RUNS)}
    assert runs.pop(NIGHT.run_id) == "failed", "it was open when ours began"
    assert list(runs.values()) == ["succeeded"]
    night.close()
    close_embedded(output / "database")


@pytest.mark.parametrize(
    ("arguments", "password", "message"),
    [
        (["--output", "nowhere"], None, "There is no database in nowhere/database"),
        (["--output", "nowhere", "--port", "80"], None, "ports below 1024 are the system's"),
        (["--output", "nowhere"], "", "SCORES_ANALYST_PASSWORD is empty"),
    ],
)
def test_wrong_use_says_what_to_change(
    arguments: list[str],
    password: str | None,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if password is not None:
        monkeypatch.setenv("SCORES_ANALYST_PASSWORD", password)
    assert main(arguments) == ExitCode.USAGE
    assert message in capsys.readouterr().err
