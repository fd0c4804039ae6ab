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
from transforms.database import _Upsert

from jobs.exit_codes import STATUSES, ExitCode
from schemas.datasets import FAILURES, TABLES
from schemas.runs import RunStamp
from sql.embedded import close_embedded, open_embedded
from sql.engine import create_engine, transaction
from sql.migrate import upgrade
from sql.writes import open_run, register_release
from tests.integration.hostile_inputs import FILM, SAMPLES
from tests.row_strategies import example
from tests.runs import DATE, all_rows, database_rows, score, statuses

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


def test_a_killed_run_leaves_nothing_and_the_next_is_whole(tmp_path):
    process = start(tmp_path)
    wait_for((tmp_path / ".staging").exists)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not list(tmp_path.glob("*_scores"))
    assert score(SAMPLES, output=tmp_path) == 0
    rows = all_rows(tmp_path)
    assert len(rows["recording_scores"]) == 2
    url = open_embedded(tmp_path / "database")
    assert statuses(url) == ["failed", "succeeded"]
    for dataset in TABLES[2:]:
        assert database_rows(url, dataset).keys() == rows[dataset.name].keys()


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
    assert statuses(open_embedded(tmp_path / "database")) == [STATUSES[ExitCode.BROKEN_OFF]]
    close_embedded(tmp_path / "database")


def test_a_worker_that_is_killed_ends_the_run_instead_of_hanging_it(tmp_path):
    process = start(tmp_path, "--direct_num_workers=2", "--direct_running_mode=multi_processing")
    wait_for(lambda: workers_of(process.pid))
    workers = workers_of(process.pid)
    workers[0].kill()
    _, errors = process.communicate(timeout=180)
    assert process.returncode == ExitCode.WORKER_DIED
    assert "worker process died" in errors
    assert statuses(open_embedded(tmp_path / "database")) == [STATUSES[ExitCode.WORKER_DIED]]
    close_embedded(tmp_path / "database")
    psutil.wait_procs(workers, timeout=10)
    assert not [worker for worker in workers if worker.is_running()], "orphans hold memory"


def test_writing_waits_for_a_database_that_restarts(tmp_path, monkeypatch):
    directory = tmp_path / "database"
    url = open_embedded(directory)
    upgrade(url)
    release, run = example(TABLES[0].row_type), example(TABLES[1].row_type)
    stamp = RunStamp(run.run_id, DATE, release.model_release)
    run = run._replace(model_release=release.model_release)
    engine = create_engine(url)
    with transaction(engine) as connection:
        register_release(connection, release)
        open_run(connection, run)
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", url)
    sink = _Upsert(FAILURES, stamp)
    sink.setup()
    row = example(FAILURES.row_type)
    assert list(sink.process([row])) == [1]
    close_embedded(directory)
    back = threading.Timer(0.5, open_embedded, [directory])
    back.start()
    other = row._replace(recording_id="other/one.mp4")
    assert list(sink.process([other])) == [1]
    back.join()
    sink.teardown()
    assert set(database_rows(url, FAILURES)) == {(row.recording_id,), ("other/one.mp4",)}
    close_embedded(directory)


def test_writing_gives_up_on_what_waiting_does_not_mend(migrated_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", migrated_url)
    sink = _Upsert(FAILURES, RunStamp("no such run", DATE, "no such release"))
    sink.setup()
    started = time.monotonic()
    with pytest.raises(Exception, match="refuses rows"):
        list(sink.process([example(FAILURES.row_type)]))
    assert time.monotonic() - started < 20
    sink.teardown()
