"""How a command ends: the code, and one line for who started it."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from apache_beam.io.filesystem import BeamIOError

from jobs import batches, night
from jobs.exit_codes import STATUSES, ExitCode
from jobs.options import CommandError, run_command
from jobs.score_interviews import main as score
from jobs.terminal import terminal
from sql.errors import DatabaseError, UnavailableError
from sql.locks import LockedError
from sql.server.embedded import close_embedded, open_embedded
from tests.runs import ledger, statuses
from transforms.errors import MachineError
from transforms.filing import PublishError

ROOT = Path(__file__).parents[2]
FILM = ROOT / "tests" / "samples" / "interviews" / "ada" / "motivation.mp4"


def ends(raised):
    """Code with which a command ends that raises this."""

    @click.command
    def command():
        if raised is not None:
            raise raised

    return run_command(command, [], "interviews test")


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (None, ExitCode.OK),
        (CommandError("Give a folder."), ExitCode.USAGE),
        (CommandError("It is away.", ExitCode.AWAY), ExitCode.AWAY),
        (click.UsageError("No such option."), ExitCode.USAGE),
        (KeyboardInterrupt(), ExitCode.BROKEN_OFF),
        (ZeroDivisionError("a defect"), ExitCode.BROKEN_OFF),
        (OSError(28, "No space left on device"), ExitCode.BROKEN_OFF),
        (ModuleNotFoundError("No module named 'x'", name="x"), ExitCode.BROKEN_OFF),
        (ModuleNotFoundError("No module named 'keras'", name="keras"), ExitCode.USAGE),
    ],
)
def test_every_end_has_its_code(raised, code):
    assert ends(raised) == code


@pytest.mark.parametrize(
    ("raised", "code", "logged"),
    [
        (PublishError("2 of 3 files are there."), ExitCode.BROKEN_OFF, False),
        (UnavailableError("No answer."), ExitCode.AWAY, False),
        (BeamIOError("No such bucket."), ExitCode.AWAY, False),
        (DatabaseError("Disk full."), ExitCode.BROKEN_OFF, False),
        (
            RuntimeError("UnavailableError: No answer. [while running 'Write']"),
            ExitCode.AWAY,
            False,
        ),
        (MachineError("ffmpeg was killed [while running 'Open']"), ExitCode.BROKEN_OFF, False),
        (RuntimeError("transforms.errors.MachineError: Full.\n"), ExitCode.BROKEN_OFF, False),
        (RuntimeError("KeyboardInterrupt [while running 'Open']"), ExitCode.BROKEN_OFF, False),
        (RuntimeError("ZeroDivisionError [while running 'Score']"), ExitCode.BROKEN_OFF, True),
    ],
)
def test_what_breaks_a_night_off_has_its_code(raised, code, logged, tmp_path, monkeypatch, caplog):
    """Only what nobody foresaw is worth a traceback. The run's row tells the same as the code."""

    def broken(*_):
        raise raised

    monkeypatch.setattr(batches, "score_night", broken)
    assert score(["--input", str(FILM), "--output", str(tmp_path)]) == code
    assert ("Traceback" in caplog.text) is logged
    assert not list(tmp_path.glob("*_scores")), "nothing is published"
    assert statuses(open_embedded(tmp_path / "database")) == [STATUSES[code]]
    close_embedded(tmp_path / "database")


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (LockedError("Another run."), ExitCode.LOCKED),
        (DatabaseError("It is newer."), ExitCode.USAGE),
        (UnavailableError("No answer."), ExitCode.AWAY),
        (MachineError("Too many open files."), ExitCode.BROKEN_OFF),
    ],
)
def test_what_ends_a_run_before_it_starts_has_its_code(raised, code, tmp_path, monkeypatch):
    def broken(*_):
        raise raised

    monkeypatch.setattr(night, "upgrade", broken)
    assert score(["--input", str(FILM), "--output", str(tmp_path)]) == code


def test_a_machine_that_cannot_compare_the_inputs_has_its_code(tmp_path, monkeypatch, capsys):
    """Files of one candidate and size are opened when a night is planned."""

    def broken(*_):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    for name in ("q1.mp4", "q2.mp4"):
        (tmp_path / "in" / "ada").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "ada" / name).write_bytes(b"film")
    monkeypatch.setattr("transforms.inputs.fetch.open", broken, raising=False)
    output = tmp_path / "out"
    assert score(["--input", str(tmp_path / "in"), "--output", str(output)]) == ExitCode.BROKEN_OFF
    said = capsys.readouterr().err
    assert "Too many open files. The batch in work was not published" in said
    assert "No input was blamed." in said
    assert not list(output.glob("*_scores"))
    url = open_embedded(output / "database")
    assert statuses(url) == [STATUSES[ExitCode.BROKEN_OFF]]
    assert ledger(url) == {}, "no input was blamed"
    close_embedded(output / "database")


@pytest.mark.parametrize("printing", ["print('x' * 1000)", "terminal().print('x' * 1000)"])
def test_a_reader_that_has_seen_enough_is_no_failure(printing):
    assert terminal  # which the code below imports
    code = f"""
import click, sys
from jobs.options import run_command
from jobs.terminal import terminal
@click.command
def command():
    for _ in range(1000):
        {printing}
    sys.stdout.flush()
sys.exit(run_command(command, [], "interviews test"))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.OK, errors
    assert errors == ""
