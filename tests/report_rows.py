"""Writes rows that a report reads, and reads a candidate's page."""

from typing import Any

from sqlalchemy import insert

from jobs.report.candidate_data import read_candidate
from jobs.report.contents import CandidateContents
from jobs.report.playing import Wanted
from schemas.columns import to_record
from schemas.datasets import INPUTS, TIMELINE_SCORES
from schemas.details import TimelineScore
from schemas.runs import RunStamp
from sql.tables import table_of
from tests.row_strategies import example
from tests.scored_rows import DIGEST, ScoredRows

HAPPY = (0.1, 0.0, 0.0, 0.6, 0.1, 0.1, 0.1)


STAMP = to_record(RunStamp("a", "2026-03-01", "a", DIGEST))


def read(rows: ScoredRows, candidate_id: str, **wanted: Any) -> CandidateContents:
    page = read_candidate(rows.connection, candidate_id, Wanted(**wanted))
    assert page is not None
    return page


def write(rows: ScoredRows, dataset: Any, row: Any, **columns: Any) -> None:
    stamp = {} if dataset is INPUTS else STAMP
    record = to_record(row) | stamp | columns
    rows.connection.execute(insert(table_of(dataset)), record)


def moment(rows: ScoredRows, recording_id: str, number: int, modality: str, **fields: Any) -> None:
    given = {"states": ("scored",), "state_counts": (1,), "scored": 1, **fields}
    row = example(
        TimelineScore,
        candidate_id=recording_id.partition("/")[0],
        recording_id=recording_id,
        modality=modality,
        bin=number,
        start_seconds=10.0 * number,
        end_seconds=10.0 * number + 10,
        **given,
    )
    write(rows, TIMELINE_SCORES, row)
