"""The score database, served to tools: who gets in, what they may do, and how it ends."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import text

from jobs.exit_codes import ExitCode
from jobs.serve_scores import main
from sql.engine import create_engine, transaction
from sql.locks import RUN_LOCK
from sql.migration_lock import MIGRATION_LOCK
from sql.server.authentication import RULES
from sql.server.embedded import open_embedded
from sql.server.programs import binaries
from tests.served import OLD_RULES, Server, ask, connect, gets_in, inside, made, serve, until


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("a b'c$HOME é") / ("long-" * 20))


@pytest.fixture(scope="module")
def server(output: Path) -> Iterator[Server]:
    (output / "database" / "data" / "pg_hba.conf").write_text(OLD_RULES)
    with serve(output) as server:
        yield server


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
    assert ask(server, "SELECT kind, failures FROM failures_by_kind") == [("unusable_name", 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM scores.failures",
        "DELETE FROM scores.failures",
        "CREATE TABLE public.own (x int)",
        "CREATE TEMP TABLE own (x int)",
        "SELECT lo_create(0)",
        f"SELECT pg_advisory_lock({RUN_LOCK})",
        f"SELECT pg_advisory_lock_shared({MIGRATION_LOCK})",
        f"SELECT pg_try_advisory_xact_lock({RUN_LOCK})",
        "SELECT pg_try_advisory_lock_shared(1, 2)",
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
        ({"user": "scores_auditor"}, "password authentication failed"),
        ({"user": "scores_reader"}, "password authentication failed"),
        ({"dbname": "template1"}, "no pg_hba.conf entry"),
    ],
)
def test_nobody_else_gets_in(server: Server, login: dict[str, str], why: str) -> None:
    with pytest.raises(psycopg2.OperationalError, match=why):
        connect(server, **login)


USUAL = """
    SELECT name, setting FROM pg_settings WHERE source IN ('user', 'database user') ORDER BY name
"""


def test_what_a_session_changes_of_its_login_is_taken_back(server: Server) -> None:
    usual = ask(server, USUAL)
    assert ("default_transaction_read_only", "on") in usual
    assert ("idle_session_timeout", "3600000") in usual
    changes = (
        "ALTER ROLE scores_analyst IN DATABASE postgres SET default_transaction_read_only = off",
        "ALTER ROLE scores_analyst SET work_mem = '1GB'",
        "ALTER ROLE scores_analyst PASSWORD 'taken'",
    )
    with contextlib.closing(connect(server)) as session, session.cursor() as cursor:
        for statement in ("SET default_transaction_read_only = off", "COMMIT", *changes, "COMMIT"):
            cursor.execute(statement)
    until(lambda: gets_in(server) and ask(server, USUAL) == usual)
    assert not gets_in(server, password="taken")


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
    assert psql("scores_analyst").stdout == "unusable_name\n"


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
    session, changing = connect(server), connect(server)
    with changing.cursor() as cursor:  # what it holds must not hold up the end
        cursor.execute("SET default_transaction_read_only = off; COMMIT; BEGIN")
        cursor.execute("ALTER ROLE scores_analyst PASSWORD 'taken'")
    assert server.end(signal.SIGINT) == ExitCode.OK
    with pytest.raises(psycopg2.OperationalError), session.cursor() as cursor:
        cursor.execute("SELECT 1")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))
    assert not (output / "database" / "data" / "postmaster.pid").exists()
    query = "SELECT rolcanlogin, rolpassword FROM pg_authid WHERE rolname = 'scores_analyst'"
    assert inside(output, query) == [(False, None)]


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
