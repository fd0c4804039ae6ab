"""Who is in a report."""

import difflib
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.engine import Connection

from jobs.report.contents import NightContents
from jobs.report.folder import ReportError
from jobs.report.listing import candidate_ids
from jobs.report.night_data import read_night

LISTED = 'interviews query "SELECT candidate_id, cohort FROM v_candidate"'


def choose(
    connection: Connection, candidates: Sequence[str] = (), cohorts: Sequence[str] = ()
) -> NightContents:
    """The night with the wanted candidates only: nobody else is named in it.

    Args:
        connection: of a snapshot.
        candidates: who; everybody if empty.
        cohorts: of which cohorts; of all if empty.

    Raises:
        ReportError: if one of them is unknown; the message names those spelt similarly.
    """
    night = read_night(connection, candidates, cohorts)
    if not candidates and not cohorts:
        return night
    there = text("SELECT DISTINCT cohort FROM scores.v_candidate ORDER BY cohort")
    _refuse_unknown("cohort", cohorts, list(connection.execute(there).scalars()))
    found = {line.candidate_id for line in night.candidates}
    if missing := [each for each in candidates if each not in found]:
        known = list(candidate_ids(connection))
        _refuse_unknown("candidate", missing, known)
        raise ReportError(f"candidate {missing[0]!r} is in none of the cohorts named")
    # A report about some candidates does not name the others.
    return replace(
        night,
        inputs=[line for line in night.inputs if _is_of(line.input_id, found)],
        slowest=[line for line in night.slowest if _is_of(line[0], found)],
    )


def _is_of(input_id: str, people: set[str]) -> bool:
    """Whether an input, <candidate>/<file>, is of one of these."""
    return input_id.rpartition("/")[0] in people


def _refuse_unknown(what: str, named: Sequence[str], known: Sequence[str]) -> None:
    there = set(known)
    for name in named:
        if name not in there:
            close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            told = " or ".join(map(repr, close))
            hint = f"did you mean {told}?" if close else f"to see all: {LISTED}"
            raise ReportError(f"no scores for {what} {name!r}; {hint}")
