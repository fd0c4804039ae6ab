"""Rows of the score tables for tests of views: plain examples with the columns that matter."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.columns import to_record
from schemas.datasets import CANDIDATE_SCORES, RECORDING_SCORES, TEXT_SCORES, Dataset
from schemas.labels import EMOTIONS
from schemas.rows import CandidateScore, RecordingScore, TextScore
from schemas.runs import ModelRelease, RunStamp, ScoringRun
from sql.runs import open_run
from sql.tables import table_of
from tests.row_strategies import example

RELEASES = ("a", "b")
DIGEST = "digest"


def emotions(*values: float, prefix: str = "") -> dict[str, float]:
    """The columns of seven scores in the order of EMOTIONS."""
    return dict(zip((f"{prefix}{emotion}" for emotion in EMOTIONS), values, strict=True))


class ScoredRows:
    """Writes rows of two releases, `a` and the newer `b`, whose runs are named as they."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        for number, release in enumerate(RELEASES, 1):
            run = example(
                ScoringRun,
                run_id=release,
                model_release=release,
                config_digest=DIGEST,
                status="running",
                started_at=f"2026-03-0{number}T22:00:00+00:00",
                options='{"fusion": "equal"}',
            )
            artefacts = (f"face_cnn {number}.0 abc",)
            open_run(connection, run, ModelRelease(release, f"2026-02-0{number}", artefacts))

    def candidate(self, candidate_id: str, **columns: Any) -> None:
        self._insert(CANDIDATE_SCORES, example(CandidateScore, candidate_id=candidate_id), columns)

    def recording(self, recording_id: str, **columns: Any) -> None:
        candidate_id, _, file = recording_id.partition("/")
        row = example(
            RecordingScore,
            candidate_id=candidate_id,
            recording_id=recording_id,
            question_id=file.partition(".")[0],
            face_state="scored",
            voice_state="scored",
            blink_state="not_read",
        )
        self._insert(RECORDING_SCORES, row, columns)

    def text(self, document_id: str, **columns: Any) -> None:
        candidate_id, _, file = document_id.partition("/")
        row = example(
            TextScore,
            candidate_id=candidate_id,
            document_id=document_id,
            question_id=file.partition(".")[0],
            kind="essay",
            state="scored",
        )
        self._insert(TEXT_SCORES, row, columns)

    def _insert(self, dataset: Dataset, row: Any, columns: Mapping[str, Any]) -> None:
        release = columns.get("model_release", "a")
        stamp = RunStamp(release, f"2026-03-0{1 + RELEASES.index(release)}", release, DIGEST)
        record = {**to_record(row), **to_record(stamp), "is_current": True}
        unknown = columns.keys() - record.keys()
        assert not unknown, unknown
        self.connection.execute(table_of(dataset).insert(), {**record, **columns})

    def ask(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        self.connection.execute(text("SET LOCAL search_path TO scores"))
        return [tuple(row) for row in self.connection.execute(text(query), values)]

    def by(self, keys: Sequence[str], query: str, **values: Any) -> dict[Any, dict[str, Any]]:
        """Rows by some of their columns."""
        self.connection.execute(text("SET LOCAL search_path TO scores"))
        found = [dict(row) for row in self.connection.execute(text(query), values).mappings()]
        rows = {tuple(row[key] for key in keys): row for row in found}
        assert len(rows) == len(found), "the keys do not tell rows apart"
        return rows if len(keys) > 1 else {key: row for (key,), row in rows.items()}
