"""What 0.5.0 wrote is restored as it was, and its database is brought forward."""

from pathlib import Path
from typing import Any

import pyarrow.dataset as pads
import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from jobs.former_options import FORMER_RELEASES
from schemas.datasets import SCHEMA
from sql.engine import create_engine
from sql.migrate import MIGRATIONS, upgrade
from tests.former_output import PLACEHOLDER, ZOE, make_inputs, restore_database, restore_parquet
from transforms.inputs.fetch import digest
from transforms.inputs.names import composed

DATES = ("2026-11-27", "2026-11-28")
"""Of the two runs."""

TABLES = {
    "text_scores": "document_id",
    "recording_scores": "recording_id",
    "candidate_scores": "candidate_id",
    "failures": "recording_id",
}
"""Name to key of those that are both a table and a Parquet dataset."""

FIRST = {
    "text_scores": {"grace/strengths.pdf", f"{ZOE}/strengths.txt"},
    "recording_scores": {"grace/motivation.wav", f"{ZOE}/motivation.wav"},
    "candidate_scores": {"bob", "grace", ZOE},
    "failures": {"bob/broken.mp4"},
}
"""Keys of the first run that the second did not replace in the database."""

SECOND = {
    "text_scores": {"ada/motivation.vtt", "ada/strengths.txt", "katherine/motivation.txt"},
    "recording_scores": {"ada/motivation.mp4"},
    "candidate_scores": {"ada", "katherine"},
    "failures": set(),
}
"""Keys of the second run."""


def rows_of(url: str, table: str) -> list[dict[str, Any]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(f"TABLE {SCHEMA}.{table}"))
        rows = [dict(row) for row in found.mappings()]
    engine.dispose()
    return rows


def revision(url: str) -> str | None:
    engine = create_engine(url)
    with engine.connect() as connection:
        options = {"version_table_schema": SCHEMA}
        found = MigrationContext.configure(connection, opts=options).get_current_revision()
    engine.dispose()
    return found


@pytest.mark.parametrize("name", TABLES)
def test_database_and_parquet_agree(fresh_url: str, tmp_path: Path, name: str) -> None:
    restore_database(fresh_url, tmp_path / "in")
    restore_parquet(tmp_path / "out", tmp_path / "in")
    dates = pads.partitioning(flavor="hive")
    stored = pads.dataset(tmp_path / "out" / name, format="parquet", partitioning=dates)
    last = {
        row[TABLES[name]]: {**row, "run_date": str(row["run_date"])}
        for row in sorted(stored.to_table().to_pylist(), key=lambda row: str(row["run_date"]))
    }
    rows = rows_of(fresh_url, name)
    assert {row[TABLES[name]]: {**row, "run_date": str(row["run_date"])} for row in rows} == last
    by_run = [{key for key, row in last.items() if row["run_date"] == date} for date in DATES]
    assert by_run == [FIRST[name], SECOND[name]]


def test_inputs_are_those_that_were_scored(fresh_url: str, tmp_path: Path) -> None:
    make_inputs(tmp_path)
    restore_database(fresh_url, tmp_path)
    scored = rows_of(fresh_url, "text_scores") + rows_of(fresh_url, "recording_scores")
    assert {row["uri"]: row["content_hash"] for row in scored} == {
        row["uri"]: digest(row["uri"]) for row in scored
    }
    uris = {row["uri"] for row in scored + rows_of(fresh_url, "failures")}
    files = {str(path) for path in tmp_path.rglob("*") if path.is_file()}
    assert files - uris == {str(tmp_path / "ada" / "photo.jpg")}
    assert uris <= files


def test_parquet_names_the_inputs(tmp_path: Path) -> None:
    restore_parquet(tmp_path / "out", tmp_path / "in")
    tables = [
        pads.dataset(tmp_path / "out" / name, format="parquet").to_table(columns=["uri"])
        for name in ("text_scores", "recording_scores", "failures")
    ]
    uris = [uri for table in tables for uri in table["uri"].to_pylist()]
    assert len(uris) == 13
    assert all(uri.startswith(f"{tmp_path}/in/") and PLACEHOLDER not in uri for uri in uris)


def test_the_database_is_brought_forward(fresh_url: str, tmp_path: Path) -> None:
    restore_database(fresh_url, tmp_path)
    assert revision(fresh_url) == "0004"
    before = {name: rows_of(fresh_url, name) for name in TABLES}
    upgrade(fresh_url)
    assert revision(fresh_url) == ScriptDirectory(str(MIGRATIONS)).get_current_head()
    for name, key in TABLES.items():
        assert {row[key] for row in rows_of(fresh_url, name)} == {
            composed(row[key]) for row in before[name]
        }
    releases = {row["model_release"] for row in rows_of(fresh_url, "scoring_runs")}
    assert releases == {name for former in FORMER_RELEASES.values() for name in former}
