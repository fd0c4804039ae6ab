"""A fault of the machine ends the run; no input is blamed for it."""

import os
import resource
import signal
import subprocess
import sys

import ffmpeg
import pytest

from jobs.exit_codes import ExitCode
from schemas.datasets import CANDIDATE_SCORES, FAILURES, TEXT_SCORES
from sql.server.embedded import open_embedded
from tests.integration.hostile_inputs import FILM
from tests.runs import DATE, all_rows, database_rows, score
from transforms.errors import InputError, MachineError
from transforms.inputs.fetch import digest
from transforms.media import decoder


def endless():
    """A decoder that goes on until it is ended."""
    return ffmpeg.input("testsrc=size=64x64", f="lavfi").output("pipe:", f="rawvideo")


def read_to_end(running):
    while running.read_some() is not None:
        pass
    running.finish("picture")


def test_a_decoder_that_is_killed_by_another_is_no_time_out():
    with decoder.running(endless(), 1.0) as running:
        running.read_some()
        os.kill(running._process.pid, signal.SIGKILL)
        with pytest.raises(MachineError, match="killed, probably for lack of memory"):
            read_to_end(running)


def test_a_decoder_that_uses_up_its_time_is_one():
    with (
        decoder.running(endless(), 1.0, cpu_seconds=1) as running,
        pytest.raises(InputError) as caught,
    ):
        read_to_end(running)
    assert caught.value.kind == "decoding_timeout"


@pytest.mark.parametrize("binary", ["/bin/false", "/nowhere/ffmpeg"])
def test_a_broken_ffmpeg_ends_the_run(binary, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(decoder, "ffmpeg_binary", lambda: binary)
    with pytest.raises(MachineError, match="ffmpeg does not run"):
        decoder.check_ffmpeg()
    assert score(FILM, output=tmp_path) == ExitCode.BROKEN_OFF
    assert "ffmpeg does not run" in capsys.readouterr().err.splitlines()[-1]
    assert not list(tmp_path.glob("*_scores")), "nothing is published"


def test_an_installation_without_ffmpeg_ends_the_run(monkeypatch):
    def absent():
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", absent)
    decoder.ffmpeg_binary.cache_clear()
    with pytest.raises(MachineError, match="ffmpeg does not run"):
        decoder.check_ffmpeg()


def test_a_night_that_is_starved_leaves_yesterdays_rows(tmp_path):
    folder, output = tmp_path / "in" / "ada", tmp_path / "out"
    folder.mkdir(parents=True)
    (folder / "strengths.txt").write_text("I like to lead and to hear what others think. " * 20)
    assert score(tmp_path / "in", output=output) == ExitCode.OK
    before = all_rows(output)
    (folder / "strengths.txt").write_text("I would rather work alone than be led by others. " * 20)
    command = [sys.executable, "-m", "jobs.score_interviews", "--input", str(tmp_path / "in")]
    starved = subprocess.run(
        [*command, "--output", str(output), "--run_date", DATE],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert starved.returncode == ExitCode.BROKEN_OFF
    assert "may use 3.0 GiB of memory here" in starved.stderr.splitlines()[-1]
    assert all_rows(output) == before
    url = open_embedded(output / "database")
    assert not database_rows(url, FAILURES)
    assert {d.name: database_rows(url, d) for d in (TEXT_SCORES, CANDIDATE_SCORES)} == {
        d.name: before[d.name] for d in (TEXT_SCORES, CANDIDATE_SCORES)
    }


def test_a_full_disk_is_no_missing_access():
    with pytest.raises(MachineError, match="No space left on device"):
        digest(str(FILM), "/dev/full")
    with pytest.raises(InputError, match="check access"):
        digest(str(FILM) + ".gone")
