"""`interviews report`, and the report as a night's last step."""

import re
import shutil
from pathlib import Path

import pytest

from jobs.exit_codes import ExitCode
from jobs.report.folder import MARKER
from jobs.report_scores import main
from jobs.score_interviews import main as night
from schemas.datasets import CAVEAT
from tests.integration.hostile_inputs import SAMPLES
from tests.runs import score

WRITTEN = {
    MARKER,
    "index.html",
    "list.html",
    "assets/night.css",
    "assets/night.js",
    "assets/plotly.min.js",
    "assets/report.css",
    "assets/report.js",
}


def report(first: Path, to: Path, *options: str) -> int:
    return main(["--output", str(first), "--to", str(to), *options])


def files(folder: Path) -> set[str]:
    """Names below a folder, those of pages without their digits."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {re.sub(r"-[0-9a-f]{12}", "", str(path)) for path in found}


def test_it_writes_a_page_for_each_and_names_the_one_to_open(first, tmp_path, capsys):
    to = tmp_path / "report"
    assert report(first, to) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"3 candidates written. {CAVEAT}",
        f"Open: {to / 'index.html'}",
    ]
    pages = {f"candidates/{name}.html" for name in ("ada", "grace", "katherine")}
    assert files(to) == WRITTEN | pages
    assert report(first, to, "--candidate", "ada") == 0
    assert files(to) == WRITTEN | {"candidates/ada.html"}
    assert "2 files of an earlier report removed" in capsys.readouterr().out


def test_recordings_are_played_where_they_lie_or_copied(first, tmp_path):
    to = tmp_path / "report"
    assert report(first, to, "--media", str(SAMPLES)) == 0
    assert not (to / "media").exists()
    (page,) = (to / "candidates").glob("ada-*")
    assert re.search(r'src="(\.\./)+[^"]*/ada/motivation\.mp4"', page.read_text())
    assert report(first, to, "--media", str(SAMPLES), "--copy_media") == 0
    (copy,) = (to / "media").glob("ada-*.mp4")
    assert copy.read_bytes() == (SAMPLES / "ada" / "motivation.mp4").read_bytes()
    assert f'src="../media/{copy.name}"' in page.read_text()
    assert report(first, to) == 0
    assert not (to / "media").exists()


def test_a_single_file_needs_no_other(first, tmp_path, capsys):
    to = tmp_path / "sent" / "ada.html"
    assert report(first, to, "--single_file", "--candidate", "ada") == 0
    assert files(tmp_path) == {"sent/ada.html"}
    page = to.read_text()
    assert not re.search(r'<(?:script|link)\b[^>]*\b(?:src|href)="', page)
    assert f"Open: {to}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--candidate", "Adda"], "no scores of a candidate 'Adda'; did you mean 'ada'?"),
        (["--candidate", "nobody at all"], "to see all: interviews query"),
        (["--cohort", "spring"], "no scores of a cohort 'spring'"),
        (["--single_file", "--candidate", "ada"], "must end in .html"),
        (["--single_file"], "name one --candidate"),
        (["--single_file", "--candidate", "ada", "--candidate", "grace"], "name one --candidate"),
        (["--copy_media"], "--copy_media needs --media"),
        (["--overlays"], "--overlays needs --media"),
        (["--database", "postgresql://x/y"], "name one of --output FOLDER and --database URL"),
    ],
)
def test_wrong_use_is_told_and_nothing_written(first, tmp_path, capsys, options, said):
    assert report(first, tmp_path / "report", *options) == ExitCode.USAGE
    error = capsys.readouterr().err
    assert error.startswith("interviews report: ")
    assert said in error
    assert not (tmp_path / "report" / "index.html").exists()


def test_a_folder_of_somebody_else_is_left_alone(first, tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("dear")
    assert report(first, tmp_path) == ExitCode.USAGE
    assert "holds other things than a report" in capsys.readouterr().err
    assert files(tmp_path) == {"letter.txt"}


def test_without_a_database_it_says_where_one_would_be(tmp_path, capsys):
    assert report(tmp_path, tmp_path / "report") == ExitCode.USAGE
    assert "There is no database in" in capsys.readouterr().err
    assert not (tmp_path / "report").exists()


@pytest.fixture
def inbox(tmp_path) -> Path:
    """One short essay: a night of a few seconds."""
    (tmp_path / "in" / "katherine").mkdir(parents=True)
    shutil.copy(SAMPLES / "katherine" / "motivation.txt", tmp_path / "in" / "katherine")
    return tmp_path / "in"


def test_a_night_ends_with_its_report(inbox, tmp_path, capsys, caplog):
    output, to = tmp_path / "out", tmp_path / "out" / "report"
    assert score(inbox, output=output, options=["--report", str(to)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Report: {to / 'index.html'}"
    assert files(to) == WRITTEN | {"candidates/katherine.html"}
    (to / "candidates").rename(tmp_path / "gone")
    (to / "candidates").write_text("in the way")
    assert score(inbox, output=output, options=["--report", str(to)]) == 0
    (warning,) = [r.getMessage() for r in caplog.records if "report" in r.getMessage()]
    assert "The run has ended and is published; only its report could not be written" in warning
    assert f"report --output {output} --to {to}" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("s3://bucket/report", "must be a local folder"),
        ("{out}", "holds the output"),
        ("{tmp}", "holds the output"),
        ("{in}", "holds other things than a report"),
    ],
)
def test_a_night_that_could_not_write_its_report_does_not_begin(inbox, tmp_path, capsys, to, said):
    output = tmp_path / "out"
    named = to.format(**{"out": output, "tmp": tmp_path, "in": inbox})
    assert score(inbox, output=output, options=["--report", named]) == ExitCode.USAGE
    assert said in capsys.readouterr().err
    assert not output.exists()


def test_a_file_of_options_may_name_it(tmp_path, capsys):
    (tmp_path / "score.toml").write_text('input = ["in"]\noutput = "out"\nreport = "out"\n')
    assert night(["--config", str(tmp_path / "score.toml")]) == ExitCode.USAGE
    assert f"--report {tmp_path / 'out'} holds the output" in capsys.readouterr().err
