"""The restart that opens a port, and what becomes of who uses the database meanwhile."""

import contextlib
import signal
import socket
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from jobs.exit_codes import ExitCode
from schemas.datasets import SCORING_RUNS, TEXT_SCORES
from sql.engine import create_engine, transaction
from sql.server import serving
from sql.server.embedded import close_embedded, open_embedded
from tests.nights import Nights, StubRunner, write
from tests.opened_run import NIGHT
from tests.served import Server, ask, gets_in, inside, made, serve


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("out"))


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


def test_what_an_earlier_session_left_is_reset(output: Path) -> None:
    with serving.serving(output / "database", 0, "password", never) as served:
        server = Server(None, served.port, "password")
        usual = [ask(server, f"SHOW {name}") for name in LEFT]
    engine = create_engine(open_embedded(output / "database"))
    with transaction(engine) as connection:
        for place in ("", " IN DATABASE postgres"):
            for name, value in LEFT.items():
                connection.execute(text(f"ALTER ROLE scores_analyst{place} SET {name} = {value}"))
    engine.dispose()
    with serving.serving(output / "database", 0, "password", never) as served:
        server = Server(None, served.port, "password")
        assert [ask(server, f"SHOW {name}") for name in LEFT] == usual


LEFT = {"work_mem": "'1GB'", "default_transaction_read_only": "off", "statement_timeout": "0"}


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
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server restarts between two batches; the password is one that we chose."""
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
