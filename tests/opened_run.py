"""An open run in the score database, rows for it, and what a table holds."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from schemas.columns import to_record
from schemas.datasets import MODEL_RELEASES, Dataset
from schemas.failures import Failure, IgnoredInput
from schemas.rows import RecordingScore
from schemas.runs import ModelRelease, ScoringRun
from sql.ledger import uri_hash
from sql.runs import open_run
from sql.tables import table_of
from sql.writes import upsert
from tests.row_strategies import STAMP, example

RELEASE = ModelRelease(STAMP.model_release, "2026-02-01", ("face_cnn 0.1.0 abc",))
NIGHT = example(
    ScoringRun,
    run_id=STAMP.run_id,
    model_release=STAMP.model_release,
    status="running",
    started_at="2026-03-01T22:00:00+00:00",
)
SECOND = NIGHT._replace(run_id="run-2", started_at="2026-03-02T22:00:00+00:00")


def stamped(row: Any, **stamp: str) -> dict[str, Any]:
    return to_record(row) | to_record(STAMP._replace(**stamp))


def table(connection: Connection, dataset: Dataset) -> list[dict[str, Any]]:
    """Rows by key, with the columns that a dataset has."""
    columns = [table_of(dataset).c[column.name] for column in dataset.columns]
    found = connection.execute(select(*columns).order_by(*table_of(dataset).primary_key))
    return [dict(row) for row in found.mappings()]


def current(connection: Connection, dataset: Dataset) -> list[tuple[Any, ...]]:
    """Keys of the rows that are current."""
    rows = table_of(dataset)
    keys = [rows.c[name] for name in dataset.key]
    found = connection.execute(select(*keys).where(rows.c.is_current).order_by(*keys))
    return [tuple(row) for row in found]


def prepare(connection: Connection) -> None:
    open_run(connection, NIGHT, RELEASE)


def register(connection: Connection, release: str) -> None:
    """Record another release."""
    upsert(connection, MODEL_RELEASES, [to_record(RELEASE._replace(model_release=release))])


def recording(name: str, **fields: Any) -> Any:
    return example(RecordingScore, recording_id=name, **fields)


def ignored(name: str, **fields: Any) -> Any:
    return example(IgnoredInput, **{"uri_hash": uri_hash(name), "uri": name, **fields})


def failure(name: str) -> Any:
    return example(Failure, recording_id=name, question_id=name, uri=name)
