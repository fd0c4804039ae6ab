"""The package as it is installed: a wheel, in an environment with nothing but what it asks for."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.version import VERSION
from tests.integration.hostile_inputs import FILM, SAMPLES

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")


def run(*command, cwd, **environment):
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    finished = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """The folder of programs of an environment with the wheel and its base dependencies."""
    if not UV.exists():
        pytest.skip("uv is not installed beside this Python")
    folder = tmp_path_factory.mktemp("bare")
    source = folder / "source"
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in listed.splitlines():
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    run(UV, "build", "--wheel", "--quiet", "--out-dir", folder, source, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    assert wheel.name.startswith(f"interview_scoring-{VERSION}-")
    python = folder / "environment" / "bin" / "python"
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "environment", cwd=folder)
    constraints = ROOT / "constraints.txt"
    run(UV, "pip", "install", "--quiet", "--python", python, "-c", constraints, wheel, cwd=folder)
    return python.parent


def test_the_wheel_scores_the_demo_without_what_only_training_needs(bare, tmp_path):
    for package in ("tensorflow", "keras", "sklearn", "matplotlib", "librosa", "boto3"):
        code = f"import importlib.util as u; assert u.find_spec({package!r}) is None"
        run(bare / "python", "-c", code, cwd=tmp_path)
    assert run(bare / "interviews", "--version", cwd=tmp_path).strip().endswith(VERSION)
    shown = run(bare / "interviews", "score", "--input", SAMPLES, "--output", "out", cwd=tmp_path)
    assert "6 inputs = 6 scored + 0 skipped + 0 failed" in shown
    query = "SELECT candidate_id, usable, dominant FROM candidate_scores ORDER BY candidate_id"
    answered = run(
        bare / "interviews", "query", "--output", "out", "--format", "csv", query, cwd=tmp_path
    )
    assert list(csv.reader(io.StringIO(answered)))[1:] == [
        ["ada", "true", "happy"],
        ["grace", "true", "neutral"],
        ["katherine", "true", ""],
    ]
    runs = ("--query", "runs", "--format", "csv")
    answered = run(bare / "interviews", "query", "--output", "out", *runs, cwd=tmp_path)
    assert [row["scored"] for row in csv.DictReader(io.StringIO(answered))] == ["6"]
    checked = run(bare / "interviews", "check", cwd=tmp_path)
    assert "every model is fit to score" in checked


@pytest.mark.parametrize(
    "command",
    [
        ["train", "fusion", "--version", "9.0.0", "--models", "store"],
        ["evaluate", "--data", str(SAMPLES), "--report", "report"],
        ["explain", "--input", str(FILM), "--at", "1", "--output", "overlay.png"],
        ["baselines", "face-hog-svm", "--data", str(SAMPLES)],
    ],
    ids=lambda command: command[0],
)
def test_what_needs_the_extra_says_so_in_a_line(bare, tmp_path, command):
    finished = subprocess.run(
        [str(bare / "interviews"), *command], cwd=tmp_path, capture_output=True, text=True
    )
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr
    line = finished.stderr.splitlines()[-1]
    assert line.startswith(f"interviews {command[0]}: ") or line.startswith("interviews: ")
    assert "needs the extra train" in line
    assert "'interview-scoring[train]'" in line
