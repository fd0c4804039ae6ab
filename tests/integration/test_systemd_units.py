"""The units of systemd that operators install."""

import configparser
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from jobs.cli import SUBCOMMANDS
from jobs.score_interviews import command

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "jobs" / "systemd"
NAMES = ("interviews-score.service", "interviews-score.timer")
PROGRAM = "/opt/interviews/bin/interviews"


def verified(folder: Path) -> tuple[int, str]:
    """What systemd says of the units in a folder, as installed with a program that is there."""
    finished = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(folder / name) for name in NAMES)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return finished.returncode, finished.stdout + finished.stderr


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    program = tmp_path / "interviews"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in NAMES:
        text = (UNITS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(PROGRAM, str(program)), encoding="utf-8")
    return tmp_path


def test_systemd_has_nothing_to_say_against_the_units(installed: Path) -> None:
    assert verified(installed) == (0, "")


def test_systemd_would_find_a_mistake(installed: Path) -> None:
    unit = installed / NAMES[0]
    unit.write_text(unit.read_text().replace("NoNewPrivileges", "NoPrivileges"))
    assert "NoPrivileges" in verified(installed)[1]


def test_the_service_runs_the_night_and_hides_no_failure() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNITS / NAMES[0], encoding="utf-8")
    program, subcommand, *options = shlex.split(unit["Service"]["ExecStart"])
    assert program == PROGRAM  # without the - before it that would hide a failure
    assert SUBCOMMANDS[subcommand].module == "jobs.score_interviews"
    known = {spelling for each in command.params for spelling in each.opts}
    assert {word for word in options if word.startswith("--")} <= known
    assert not {"SuccessExitStatus", "Restart"} & set(unit["Service"])
