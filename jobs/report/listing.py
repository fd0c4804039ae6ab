"""Who is scored: by id, a few hundred at a time, in no order of merit."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from jobs.report.contents import CandidateLine
from jobs.report.meanings import Meanings
from jobs.report.page_names import page_name
from jobs.report.snapshot import Row, rows
from schemas.storable import storable

_CANDIDATES = """
    SELECT candidate_id, cohort, usable, reasons, reason_values, dominant, dominant_score,
        recordings, documents, failures, run_date
    FROM scores.v_candidate
    WHERE candidate_id > :after AND (:everybody OR candidate_id = ANY(:candidates))
        AND (:every_cohort OR cohort = ANY(:cohorts))
    ORDER BY candidate_id
    LIMIT 500
"""


def candidate_ids(
    connection: Connection, candidates: Sequence[str] = (), cohorts: Sequence[str] = ()
) -> Iterator[str]:
    """Ids of those who are scored.

    Args:
        connection: of a snapshot.
        candidates: only these of them; empty for all.
        cohorts: only those in one of these; "" is that of those without one; empty for all.
    """
    for row in _pages(connection, candidates, cohorts):
        yield row["candidate_id"]


def candidate_lines(
    connection: Connection,
    meanings: Meanings,
    candidates: Sequence[str] = (),
    cohorts: Sequence[str] = (),
) -> Iterator[CandidateLine]:
    """What the page of the night says of each: args as of `candidate_ids`."""
    for row in _pages(connection, candidates, cohorts):
        yield _line(row, meanings)


def _pages(
    connection: Connection, candidates: Sequence[str], cohorts: Sequence[str]
) -> Iterator[Row]:
    after = ""
    while page := rows(connection, _CANDIDATES, after=after, **only(candidates, cohorts)):
        yield from page
        after = page[-1]["candidate_id"]


def _line(row: Row, meanings: Meanings) -> CandidateLine:
    reasons = zip(row["reasons"], row["reason_values"], strict=True)
    return CandidateLine(
        candidate_id=row["candidate_id"],
        cohort=row["cohort"],
        page=page_name(row["candidate_id"]),
        usable=row["usable"],
        reasons=" ".join(meanings.reason(code, value)[0] for code, value in reasons),
        dominant=row["dominant"],
        dominant_score=row["dominant_score"],
        recordings=row["recordings"],
        documents=row["documents"],
        failures=row["failures"],
        run_date=row["run_date"],
    )


def only(candidates: Sequence[str], cohorts: Sequence[str]) -> dict[str, Any]:
    """Values of the statements that may be asked for a part of the candidates."""
    return {
        "everybody": not candidates,
        "candidates": list(map(storable, candidates)),
        "every_cohort": not cohorts,
        "cohorts": list(map(storable, cohorts)),
    }
