"""`interviews report`, and the report as a night's last step."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from jobs.exit_codes import ExitCode
from jobs.report import writing
from jobs.report.folder import MARKER
from jobs.report.snapshot import snapshot
from jobs.report.writing import Written, write_report
from jobs.report_scores import _what_was_found, main
from jobs.score_interviews import main as night
from schemas.datasets import CAVEAT
from sql.engine import create_engine, transaction
from sql.errors import NotAllowedError
from sql.migrate import upgrade
from sql.revision import FORMER
from tests.former_output import restore_database
from tests.integration.hostile_inputs import SAMPLES
from tests.runs import score

ADA = ["--single_file", "--candidate", "ada"]

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


def test_a_single_file_takes_the_place_of_no_other_persons_file(first, tmp_path, capsys):
    to = tmp_path / "mine.html"
    to.write_text("<title>years of work</title>")
    options = ["--single_file", "--candidate", "katherine"]
    assert report(first, to, *options) == ExitCode.USAGE
    assert f"{to} is not a page of a report" in capsys.readouterr().err
    assert to.read_text() == "<title>years of work</title>"
    to.unlink()
    assert [report(first, to, *options) for _ in range(2)] == [0, 0]


def test_it_says_which_recordings_were_not_found(first, tmp_path, capsys):
    films, to = tmp_path / "films", tmp_path / "report"
    (films / "ada").mkdir(parents=True)
    shutil.copy(SAMPLES / "ada" / "motivation.mp4", films / "ada")
    assert report(first, to, "--media", str(films)) == 0
    told = f"Recordings found below {films}: 1 of 2. Pages cannot play the others."
    assert capsys.readouterr().out.splitlines()[1] == told
    page = to.with_suffix(".html")
    options = ["--single_file", "--candidate", "grace", "--media", str(films)]
    assert report(first, page, *options) == 0
    none = Written(page, candidates=2, removed=0, played=0, recordings=2_000)
    assert _what_was_found(none, films) == (
        f"Recordings found below {films}: none of 2,000. Pages cannot play them."
    )
    told = f"Recordings found below {films}: none of 1. Pages cannot play it."
    assert capsys.readouterr().out.splitlines()[1] == told


def test_scores_of_an_earlier_version_are_to_be_migrated(fresh_url, tmp_path, capsys):
    assert main(["--database", fresh_url, "--to", str(tmp_path / "report")]) == ExitCode.USAGE
    assert "holds no score tables; run interviews score." in capsys.readouterr().err
    restore_database(fresh_url, tmp_path)
    pages = (["--to", str(tmp_path / "report")], ["--to", str(tmp_path / "ada.html"), *ADA])
    for options in pages:
        assert main(["--database", fresh_url, *options]) == ExitCode.USAGE
        assert capsys.readouterr().err == f"interviews report: {FORMER}.\n"
        assert files(tmp_path) == set()
        assert not (tmp_path / "report").exists()
    upgrade(fresh_url)
    assert main(["--database", fresh_url, "--to", str(tmp_path / "report")]) == 0


def test_an_analyst_is_told_who_can_write_a_report(migrated_url, tmp_path, capsys):
    admin = create_engine(migrated_url)
    with transaction(admin) as connection:
        connection.execute(text("CREATE ROLE ana LOGIN; GRANT scores_analyst TO ana"))
    try:
        url = migrated_url.replace("//postgres@", "//ana@")
        assert main(["--database", url, "--to", str(tmp_path / "report")]) == ExitCode.USAGE
        engine = create_engine(url)
        with pytest.raises(NotAllowedError), snapshot(engine):
            pass
        engine.dispose()
    finally:
        with transaction(admin) as connection:
            connection.execute(text("DROP ROLE ana"))
        admin.dispose()
    assert capsys.readouterr().err == (
        "interviews report: permission denied for table alembic_version. A report reads the "
        "tables of scores, not the views alone: connect as a user with the role scores_writer, or "
        "as the owner of the tables.\n"
    )


def test_a_folder_is_read_as_a_user_who_can_only_read(first, tmp_path, monkeypatch):
    users = []

    def write(engine, *arguments, **options):
        users.append(engine.url.username)
        return write_report(engine, *arguments, **options)

    monkeypatch.setattr(writing, "write_report", write)
    assert report(first, tmp_path / "report", "--candidate", "katherine") == 0
    assert users == ["scores_reader"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--candidate", "Adda"], "no scores for candidate 'Adda'; did you mean 'ada'?"),
        (["--candidate", "nobody at all"], "to see all: interviews query"),
        (["--cohort", "spring"], "no scores for cohort 'spring'"),
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
