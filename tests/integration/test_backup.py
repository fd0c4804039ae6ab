"""A backup of the embedded database, and the way from it to a server."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from jobs import restore_scores
from jobs.back_up_scores import main
from jobs.exit_codes import ExitCode
from schemas.datasets import FAILURES, IGNORED, RECORDING_SCORES, TABLES
from schemas.states import VOCABULARIES
from sql.ddl import VIEWS
from sql.engine import create_engine, parse_url, transaction
from sql.migrate import upgrade
from sql.server.embedded import close_embedded, open_embedded
from sql.server.programs import run_program
from sql.tables import table_of
from sql.writes import upsert
from tests.opened_run import failure, ignored, prepare, recording, stamped


def rows(url: str) -> dict[str, list[Any]]:
    """All that a score database holds."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            dataset.name: connection.execute(
                select(table_of(dataset)).order_by(*table_of(dataset).primary_key)
            ).all()
            for dataset in TABLES
        }
    engine.dispose()
    return found


def kept_rows(output: Path) -> dict[str, list[Any]]:
    try:
        return rows(open_embedded(output / "database"))
    finally:
        close_embedded(output / "database")


def readable(output: Path) -> list[str]:
    """What an analyst may read, by name."""
    engine = create_engine(open_embedded(output / "database"))
    query = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'scores'::regnamespace "
        "AND relkind IN ('r', 'v') AND has_table_privilege('scores_analyst', oid, 'SELECT') "
        "ORDER BY relname"
    )
    with engine.connect() as connection:
        found = list(connection.execute(query).scalars())
    engine.dispose()
    close_embedded(output / "database")
    return found


def runs(output: Path) -> bool:
    return (output / "database" / "data" / "postmaster.pid").exists()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with an awkward name, whose database has rows and is not running."""
    output = tmp_path_factory.mktemp("a b'c$HOME é")
    url = open_embedded(output / "database")
    upgrade(url)
    engine = create_engine(url)
    with transaction(engine) as connection:
        prepare(connection)
        for dataset, row in (
            (RECORDING_SCORES, recording("ada/motivation.mp4")),
            (RECORDING_SCORES, recording('grace "amazing"\nhopper/é.mp4')),
            (FAILURES, failure("grace/strengths.pdf")),
            (IGNORED, ignored("grace/notes.xyz")),
        ):
            upsert(connection, dataset, [stamped(row)])
    engine.dispose()
    close_embedded(output / "database")
    return output


def test_a_server_goes_on_with_the_rows_of_a_backup(
    output: Path, tmp_path: Path, fresh_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "it's a backup.dump"
    assert main(["--output", str(output), "--to", str(file)]) == ExitCode.OK
    assert capsys.readouterr().out.startswith(f"{file}: ")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not runs(output)

    server = parse_url(fresh_url).set(drivername="postgresql").render_as_string(hide_password=False)
    options = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={server}")
    assert run_program("pg_restore", *options, str(file), directory=tmp_path) is None
    upgrade(fresh_url)
    kept = kept_rows(output)
    assert rows(fresh_url) == kept
    assert [len(kept[each.name]) for each in (RECORDING_SCORES, FAILURES, IGNORED)] == [2, 1, 1]


def test_a_folder_goes_on_with_the_rows_of_a_backup(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "scores.dump", tmp_path / "other folder"
    assert main(["--output", str(output), "--to", str(file)]) == ExitCode.OK
    restore = ["--output", str(other), "--from", str(file)]
    assert restore_scores.main(restore) == ExitCode.OK
    assert not runs(other)
    assert kept_rows(other) == kept_rows(output)
    views = {view.stem for view in VIEWS.iterdir()} - {"v_group_rates"}
    assert readable(other) == sorted([*views, *VOCABULARIES, "thresholds"])
    assert restore_scores.main(restore) == ExitCode.USAGE
    assert "Move that folder away first" in capsys.readouterr().err
    assert kept_rows(other) == kept_rows(output)


def test_what_is_no_backup_leaves_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scores.dump"
    file.write_text("ada")
    arguments = ["--output", str(tmp_path / "out"), "--from", str(file)]
    assert restore_scores.main(arguments) == ExitCode.BROKEN_OFF
    assert "was not restored: pg_restore: error: " in capsys.readouterr().err
    assert os.listdir(tmp_path / "out") == []


def test_a_server_that_runs_goes_on(output: Path, tmp_path: Path) -> None:
    """Another process uses it: a run, or a query."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        open_embedded(output / "database")
        os.read(reading, 1)
        close_embedded(output / "database")
        os._exit(0)
    os.close(reading)
    while not runs(output):
        assert os.waitpid(child, os.WNOHANG) == (0, 0)
    assert main(["--output", str(output), "--to", str(tmp_path / "scores.dump")]) == ExitCode.OK
    assert runs(output)
    os.close(writing)
    assert os.waitpid(child, 0) == (child, 0)
    assert not runs(output)


def test_a_backup_that_breaks_off_leaves_the_earlier_one(
    output: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "scores.dump"
    file.write_text("earlier")
    monkeypatch.setattr("sql.backup.run_program", lambda *_, **__: "pg_dump: No space left")
    assert main(["--output", str(output), "--to", str(file)]) == ExitCode.BROKEN_OFF
    assert "pg_dump: No space left" in capsys.readouterr().err
    assert file.read_text() == "earlier"
    assert os.listdir(tmp_path) == ["scores.dump"]


@pytest.mark.parametrize(
    ("output_name", "file", "message"),
    [("none", "x.dump", "There is no database in"), ("", "none/x.dump", "make its folder first")],
)
def test_wrong_use_says_what_to_change(
    output: Path,
    tmp_path: Path,
    output_name: str,
    file: str,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--output", str(output / output_name), "--to", str(tmp_path / file)]
    assert main(arguments) == ExitCode.USAGE
    assert message in capsys.readouterr().err
    assert os.listdir(tmp_path) == []
