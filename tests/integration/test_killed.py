"""Being killed is harmless, and so is a database that goes away for a moment."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from sqlalchemy.engine import Engine

from jobs.exit_codes import STATUSES, ExitCode
from jobs.retry import retry_transient
from schemas.datasets import FAILURES
from sql.engine import create_engine, transaction
from sql.errors import RejectedRowsError
from sql.migrate import upgrade
from sql.server.embedded import close_embedded, open_embedded
from sql.writes import upsert
from tests.integration.hostile_inputs import FILM, SAMPLES
from tests.opened_run import failure, prepare, stamped
from tests.runs import (
    DATE,
    all_rows,
    assert_close,
    database_rows,
    ledger,
    score,
    statuses,
    tables,
)

ROOT = Path(__file__).parents[2]


def start(output, *options):
    command = [sys.executable, "-m", "jobs.score_interviews", "--input", str(SAMPLES)]
    command += ["--output", str(output), "--run_date", DATE, *options]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        # Shells have what they start in the background ignore Ctrl-C, and all below it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def wait_for(condition, seconds=180.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def workers_of(pid):
    """Beam's worker processes below a launcher, not the shells that started them."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return [
            process
            for process in psutil.Process(pid).children(recursive=True)
            if "sdk_worker_main" in " ".join(process.cmdline()[1:3]) and "python" in process.name()
        ]
    return []


def decoders_of(pid):
    """The running ffmpeg of a launcher that scores in its own process."""
    with contextlib.suppress(psutil.NoSuchProcess):
        children = psutil.Process(pid).children(recursive=True)
        return [
            child
            for child in children
            if "ffmpeg" in child.name() and "-version" not in child.cmdline()
        ]
    return []


def test_a_killed_run_leaves_nothing_and_the_next_is_whole(first, tmp_path):
    process = start(tmp_path)
    wait_for(lambda: decoders_of(process.pid))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not list(tmp_path.glob("*_scores"))
    url = open_embedded(tmp_path / "database")
    assert statuses(url) == ["running"]
    assert set(ledger(url, "state", "tries").values()) == {("waiting", 1)}
    assert score(SAMPLES, output=tmp_path) == 0
    rows = all_rows(tmp_path)
    assert_close(all_rows(first), rows, 0)
    assert statuses(url) == ["failed", "succeeded"]
    assert set(ledger(url, "state", "tries").values()) == {("scored", 0)}
    held = tables(url)
    assert held == {name: rows[name] for name in held}


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_in_its_row_too(ending, tmp_path):
    films = tmp_path / "in"
    for number in range(8):
        (films / str(number)).mkdir(parents=True)
        (films / str(number) / "q.mp4").symlink_to(FILM)
    process = start(tmp_path, "--input", str(films), "--follow_links")
    wait_for(lambda: decoders_of(process.pid))
    process.send_signal(ending)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.BROKEN_OFF
    assert errors.splitlines()[-1] == "interviews score: interrupted"
    assert not list(tmp_path.glob("*_scores"))
    assert not list((tmp_path / ".staging").glob("*"))
    url = open_embedded(tmp_path / "database")
    assert statuses(url) == [STATUSES[ExitCode.BROKEN_OFF]]
    assert set(ledger(url, "state", "tries").values()) == {("waiting", 0)}, "no try of the inputs"
    close_embedded(tmp_path / "database")


def test_a_worker_that_is_killed_ends_the_run_instead_of_hanging_it(tmp_path):
    process = start(tmp_path, "--direct_num_workers=2", "--direct_running_mode=multi_processing")
    wait_for(lambda: workers_of(process.pid))
    workers = workers_of(process.pid)
    workers[0].kill()
    _, errors = process.communicate(timeout=180)
    assert process.returncode == ExitCode.WORKER_DIED
    assert "worker process died" in errors
    url = open_embedded(tmp_path / "database")
    assert statuses(url) == [STATUSES[ExitCode.WORKER_DIED]]
    assert set(ledger(url, "state", "tries").values()) == {("waiting", 1)}, "one may be to blame"
    close_embedded(tmp_path / "database")
    psutil.wait_procs(workers, timeout=10)
    assert not [worker for worker in workers if worker.is_running()], "orphans hold memory"


def write_failure(engine: Engine, name: str, calls: list[str], run_id: str = "run-1") -> None:
    """A transaction as the job has them."""

    @retry_transient
    def write() -> None:
        calls.append(name)
        with transaction(engine) as connection:
            upsert(connection, FAILURES, [stamped(failure(name), run_id=run_id)])

    write()


def test_writing_waits_for_a_database_that_restarts(tmp_path_factory):
    directory = tmp_path_factory.mktemp("d")  # short: the address of a long one is made anew
    url = open_embedded(directory)
    upgrade(url)
    engine = create_engine(url)
    with transaction(engine) as connection:
        prepare(connection)
    calls = []
    write_failure(engine, "one.mp4", calls)
    close_embedded(directory)
    back = threading.Timer(0.5, open_embedded, [directory])
    back.start()
    write_failure(engine, "two.mp4", calls)
    back.join()
    engine.dispose()
    assert calls[:3] == ["one.mp4", "two.mp4", "two.mp4"], "it was away once at least"
    assert set(database_rows(url, FAILURES)) == {("one.mp4",), ("two.mp4",)}
    close_embedded(directory)


def test_writing_gives_up_on_what_waiting_does_not_mend(migrated_url):
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        prepare(connection)
    calls = []
    with pytest.raises(RejectedRowsError, match="refuses rows"):
        write_failure(engine, "one.mp4", calls, "no such run")
    engine.dispose()
    assert calls == ["one.mp4"], "it was tried once"
    assert database_rows(migrated_url, FAILURES) == {}
