"""A database is rebuilt from Parquet alone, and goes on from there."""

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from jobs.cli import main
from schemas.datasets import FAILURES, PARQUET_DATASETS, TABLES, TEXT_SCORES
from sql.engine import create_engine
from sql.server.embedded import close_embedded, open_embedded
from sql.tables import table_of
from tests.former_output import SAMPLES
from tests.runs import parquet_rows, score

OTHERS = ("--fusion", "equal")
"""Options of the second run."""


def tables(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every table with every column, by key."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            dataset.name: [
                dict(row)
                for row in connection.execute(
                    table_of(dataset).select().order_by(*table_of(dataset).primary_key)
                ).mappings()
            ]
            for dataset in TABLES
        }
    engine.dispose()
    return found


def execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def last_run(url: str) -> tuple[int, int, int]:
    """What the newest run scored, skipped and failed."""
    run = max(tables(url)["scoring_runs"], key=lambda row: row["number"])
    return run["scored"], run["skipped"], run["failed"]


def load(output: Path, url: str) -> int:
    return main(["load", "--output", str(output), "--database", url])


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Inputs, and an output in which two runs scored them: a failure and a stray file too."""
    inputs, output = (tmp_path_factory.mktemp(name) for name in ("inputs", "output"))
    shutil.copytree(SAMPLES, inputs, dirs_exist_ok=True)
    (inputs / "ada" / "photo.jpg").write_bytes(b"ignored")
    (inputs / "ada" / "broken.mp4").write_bytes(b"no film\n" * 100)
    assert score(inputs, output=output) == 0
    assert score(inputs, output=output, options=OTHERS) == 0
    return inputs, output


@pytest.fixture
def copied(scored: tuple[Path, Path], tmp_path: Path) -> Path:
    """The Parquet of the output, without its database."""
    target = tmp_path / "copied"
    shutil.copytree(scored[1], target, ignore=shutil.ignore_patterns("database", ".*"))
    return target


@pytest.fixture(scope="module")
def original(scored: tuple[Path, Path]) -> dict[str, list[dict[str, Any]]]:
    folder = scored[1] / "database"
    rows = tables(open_embedded(folder))
    close_embedded(folder)
    return rows


def test_all_tables_come_back(
    scored: tuple[Path, Path],
    copied: Path,
    original: dict[str, list[dict[str, Any]]],
    fresh_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {path: path.read_bytes() for path in copied.rglob("*.parquet")}
    assert load(copied, fresh_url) == 0
    loaded = tables(fresh_url)
    for name, rows in original.items():
        assert loaded[name] == rows, name
    said = capsys.readouterr().out
    assert all(f"{name}: {len(rows)} rows loaded" in said for name, rows in loaded.items())
    assert {path: path.read_bytes() for path in copied.rglob("*.parquet")} == before
    assert load(copied, fresh_url) == 0
    assert tables(fresh_url) == original
    assert score(scored[0], output=copied, options=[*OTHERS, "--database", fresh_url]) == 0
    assert last_run(fresh_url) == (0, 7, 0)


def test_the_embedded_database_is_made(
    copied: Path, original: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["load", "--output", str(copied)]) == 0
    assert tables(open_embedded(copied / "database")) == original
    close_embedded(copied / "database")


def test_the_ledger_is_completed_where_its_file_is_older_than_the_rows(
    scored: tuple[Path, Path], copied: Path, fresh_url: str
) -> None:
    """As after a kill between the last batch and the end of the run."""
    shutil.rmtree(copied / "inputs")
    assert load(copied, fresh_url) == 0
    found = {row["input_id"]: row for row in tables(fresh_url)["inputs"]}
    assert {row["state"] for row in found.values()} == {"scored", "failed"}
    assert all(row["content_hash"] for row in found.values() if row["state"] == "scored")
    assert score(scored[0], output=copied, options=[*OTHERS, "--database", fresh_url]) == 0
    assert last_run(fresh_url) == (0, 7, 0)


def test_an_entry_that_waits_though_it_is_scored_says_so(
    scored: tuple[Path, Path],
    copied: Path,
    original: dict[str, list[dict[str, Any]]],
    fresh_url: str,
) -> None:
    assert load(copied, fresh_url) == 0
    execute(
        fresh_url,
        "UPDATE scores.inputs SET state = 'waiting', content_hash = NULL, run_id = NULL, "
        "model_release = NULL, config_digest = NULL, scored_whole = false, tries = 0 "
        "WHERE state = 'scored'",
    )
    assert load(copied, fresh_url) == 0
    for row, before in zip(tables(fresh_url)["inputs"], original["inputs"], strict=True):
        for column in ("input_id", "state", "reason", "content_hash", "scored_whole", "run_id"):
            assert row[column] == before[column]


def test_rows_of_the_database_stay(
    copied: Path, original: dict[str, list[dict[str, Any]]], fresh_url: str
) -> None:
    assert load(copied, fresh_url) == 0
    execute(
        fresh_url,
        "DELETE FROM scores.text_scores WHERE document_id LIKE 'ada/%'",
        "UPDATE scores.text_scores SET words = 7",
    )
    assert load(copied, fresh_url) == 0
    rows = tables(fresh_url)["text_scores"]
    assert [{**row, "words": 0} for row in rows] == [
        {**row, "words": 0} for row in original["text_scores"]
    ]
    assert all((row["words"] == 7) != row["document_id"].startswith("ada/") for row in rows)


def test_a_row_that_the_database_has_of_another_run_changes_the_files(
    copied: Path, fresh_url: str
) -> None:
    assert load(copied, fresh_url) == 0
    _, second = sorted({row["run_id"] for row in tables(fresh_url)["scoring_runs"]})
    execute(
        fresh_url,
        "UPDATE scores.text_scores SET words = 7, "
        "run_id = (SELECT run_id FROM scores.scoring_runs WHERE number = 1) "
        "WHERE run_id = (SELECT run_id FROM scores.scoring_runs WHERE number = 2)",
    )
    assert load(copied, fresh_url) == 0
    found = parquet_rows(copied, TEXT_SCORES, key=TEXT_SCORES.key)
    assert {key: row["words"] for key, row in found.items()} == {
        tuple(row[name] for name in TEXT_SCORES.key): row["words"]
        for row in tables(fresh_url)["text_scores"]
    }
    assert not list((copied / "text_scores").rglob(f"{second}*"))


def test_a_failure_that_a_score_has_outdated_leaves_the_files(copied: Path, fresh_url: str) -> None:
    (path, *_) = (copied / "failures").rglob("*.parquet")
    table = pq.read_table(path, partitioning=None)
    failed = table.to_pylist()[0] | {"recording_id": "ada/motivation.mp4"}
    rows = [*table.to_pylist(), failed]
    pq.write_table(pa.Table.from_pylist(rows, table.schema), path)
    assert load(copied, fresh_url) == 0
    held = tables(fresh_url)["failures"]
    assert {row["recording_id"] for row in held} == {"ada/broken.mp4"}
    assert set(parquet_rows(copied, FAILURES, key=FAILURES.key)) == {
        tuple(row[name] for name in FAILURES.key) for row in held
    }


def test_runs_without_their_own_dataset_are_made_up(
    copied: Path, original: dict[str, list[dict[str, Any]]], fresh_url: str
) -> None:
    for name in ("scoring_runs", "model_releases", "inputs"):
        shutil.rmtree(copied / name)
    assert load(copied, fresh_url) == 0
    loaded = tables(fresh_url)
    for name in ("text_scores", "recording_scores", "candidate_scores", "failures", "ignored"):
        assert loaded[name] == original[name]
    columns = ("run_id", "number", "run_date", "model_release", "config_digest", "status")
    assert [tuple(row[c] for c in columns) for row in loaded["scoring_runs"]] == [
        tuple(row[c] for c in columns) for row in original["scoring_runs"]
    ]


def test_without_parquet_it_says_so(
    tmp_path: Path, fresh_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(tmp_path, fresh_url) == 2
    assert "There is no Parquet" in capsys.readouterr().err


def test_keys_are_unique_in_the_files(copied: Path) -> None:
    assert all(parquet_rows(copied, dataset, key=dataset.key) for dataset in PARQUET_DATASETS)
