"""The command interviews query, as a user types it."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from jobs.exit_codes import ExitCode
from jobs.query_scores import main
from schemas.columns import to_record
from schemas.datasets import CANDIDATE_SCORES, CAVEAT, FAILURES
from schemas.failures import Failure
from schemas.rows import CandidateScore
from schemas.runs import ModelRelease, ScoringRun
from sql.engine import create_engine, transaction
from sql.errors import QueryError
from sql.migrate import upgrade
from sql.reads import run_query
from sql.runs import open_run
from sql.server.embedded import close_embedded, open_embedded
from sql.writes import mark_current, upsert
from tests.row_strategies import STAMP, example

NAMES = ["ada", 'grace "amazing"\nhopper', "x" * 300]
HAPPY = (0.0, 0.1, 0.1, 0.6, 0.1, 0.1, 0.0)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An output folder with scores of three candidates."""
    output = tmp_path_factory.mktemp("output")
    url = open_embedded(output / "database")
    upgrade(url)
    engine = create_engine(url)
    stamp = to_record(STAMP)
    release = example(ModelRelease, model_release=STAMP.model_release)
    with transaction(engine) as connection:
        for run_id, day in ((STAMP.run_id, 1), ("run-2", 2)):
            started = f"2026-03-0{day}T22:00:00+00:00"
            run = example(
                ScoringRun,
                run_id=run_id,
                model_release=STAMP.model_release,
                started_at=started,
            )
            open_run(connection, run, release)
        upsert(
            connection,
            CANDIDATE_SCORES,
            [to_record(candidate(name)) | stamp for name in NAMES],
        )
        mark_current(connection, CANDIDATE_SCORES, NAMES)
        upsert(connection, FAILURES, [to_record(example(Failure, kind="empty_file")) | stamp])
    engine.dispose()
    close_embedded(output / "database")
    yield output
    close_embedded(output / "database")


def candidate(name: str) -> Any:
    return example(
        CandidateScore, candidate_id=name, dominant="happy", emotions=HAPPY, reasons=("no_text",)
    )


def ask(output: Path, *arguments: str) -> int:
    return main(["--output", str(output), *arguments])


QUERY = "SELECT candidate_id, usable, happy, openness, reasons, run_date FROM candidate_scores"


def test_csv_is_clean_and_complete(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(output, "--format", "csv", f"{QUERY} ORDER BY 1;") == 0
    said = capsys.readouterr()
    rows = list(csv.reader(io.StringIO(said.out)))
    assert rows[0] == ["candidate_id", "usable", "happy", "openness", "reasons", "run_date"]
    assert rows[1:] == [
        [name, "true", "0.6", "", '["no_text"]', "2026-03-01"] for name in sorted(NAMES)
    ]
    assert said.err.strip() == CAVEAT


def test_json(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = QUERY.replace("happy", "happy::numeric, count(*) OVER () AS n")
    assert ask(output, "--format", "json", f"{query} WHERE candidate_id = 'ada'") == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "candidate_id": "ada",
            "usable": True,
            "happy": 0.6,
            "n": 1,
            "openness": None,
            "reasons": ["no_text"],
            "run_date": "2026-03-01",
        }
    ]


def test_a_piped_table_is_never_cut(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(output, f"{QUERY} ORDER BY 1") == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split() == ["candidate_id", "usable", "happy", "openness", "reasons", "run_date"]
    assert len(lines) == 3, "a line break in a name breaks no line"
    assert 'grace "amazing"\\nhopper' in lines[1]
    assert "x" * 300 in lines[2]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT '[bold]:smile:' AS name, 1 AS n", "│ [bold]:smile: │ 1 │"),
        ("SELECT * FROM recording_scores RIGHT JOIN (VALUES (7)) AS v (last) ON true", "│ last "),
    ],
)
def test_a_terminal_gets_a_drawn_table(
    output: Path, query: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("TERM", "dumb")  # 80 columns, no colours
    assert ask(output, query) == 0
    assert shown in terminal.getvalue()
    assert max(map(len, terminal.getvalue().splitlines())) <= 80


def test_limit(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(output, "--limit", "2", "--format", "csv", "SELECT 1 FROM candidate_scores") == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 3
    assert "Stopped after 2 rows" in said.err


def test_views(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT candidate_id, dominant, dominant_score FROM candidate_overview"
    assert ask(output, "--format", "json", f"{query} WHERE candidate_id = 'ada'") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {"candidate_id": "ada", "dominant": "happy", "dominant_score": 0.6}
    assert ask(output, "--format", "json", "SELECT kind, failures FROM failures_by_kind") == 0
    assert json.loads(capsys.readouterr().out) == [{"kind": "empty_file", "failures": 1}]


def test_without_sql_it_lists_tables(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And views, and documented queries."""
    assert ask(output, "--format", "json") == 0
    listed = {row.pop("name"): row for row in json.loads(capsys.readouterr().out)}
    assert listed["recording_scores"]["kind"] == "table"
    assert listed["candidate_overview"]["kind"] == "view"
    assert "Current reading of each candidate" in listed["candidate_overview"]["meaning"]
    assert listed["runs"] == {
        "kind": "query",
        "parameters": "[rows=10]",
        "meaning": "The last runs: how each ended, how many inputs it found, and how long it took.",
    }
    assert "alembic_version" not in listed


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELEC 1", "syntax error"),
        ("DELETE FROM candidate_scores", "that returns rows"),
        ("DELETE FROM failures RETURNING *", "read-only transaction"),
        ("SELECT 1; COMMIT; DROP TABLE scores.failures", "One statement at a time"),
        ("SELECT 1/0", "division by zero"),
        ("", "One statement at a time"),
        (
            "SELECT pg_create_physical_replication_slot('evil', true)",
            "permission denied to use replication",
        ),
        ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
        ("SELECT * FROM pg_authid", "permission denied for table pg_authid"),
        ("SELECT set_config('role', 'postgres', false)", "permission denied to set role"),
    ],
)
def test_what_cannot_be_answered_is_explained(
    output: Path, query: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(output, query) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert reason in said.err
    assert "Traceback" not in said.err


def test_nothing_was_changed_by_any_of_that(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor by what is given as a value."""
    query = "SELECT count(*) AS n FROM failures WHERE :candidate <> ''"
    drop = "'; COMMIT; DROP TABLE scores.failures; --"
    assert ask(output, "--format", "csv", "--candidate", drop, query) == 0
    assert capsys.readouterr().out == "n\n1\n"


def test_no_database_is_created(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(tmp_path / "typo", "SELECT 1") == 2
    assert "There is no database in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_url_works_too_and_never_shows_its_password(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--database", database_url, "SELECT count(*) FROM failures"]) == 0
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert main(["SELECT count(*) FROM failures"]) == 0
    capsys.readouterr()
    away = ["--database", "postgresql://ada:secret@127.0.0.1:1/x", "SELECT 1"]
    assert main(away) == ExitCode.AWAY
    said = capsys.readouterr().err
    assert "Check that the server runs" in said
    assert "secret" not in said


def test_a_reader_that_has_seen_enough_ends_it_quietly(database_url: str) -> None:
    command = (
        f"{sys.executable} -m jobs.query_scores --format csv --database '{database_url}' "
        "'SELECT generate_series(1, 100000) AS n' | head -n 2; exit ${PIPESTATUS[0]}"
    )
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "n\n1\n")
    assert ended.stderr.strip() == CAVEAT


@pytest.mark.parametrize(
    "arguments", [["SELECT 1"], ["--output", "a", "--database", "b"], ["--limit", "0"], ["--x"]]
)
def test_wrong_use(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(arguments) == ExitCode.USAGE


def test_a_slow_query_is_stopped(database_url: str) -> None:
    engine = create_engine(database_url)
    with pytest.raises(QueryError, match="Ask for less, or allow more time"):
        run_query(engine, "SELECT pg_sleep(60)", seconds=0.2)
    with engine.connect() as connection:  # the limit was the query's, not the session's
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "5min"
    engine.dispose()
