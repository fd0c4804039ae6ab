"""Aggregates the candidates that a batch touches, from all that the database has of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from jobs.former_options import counts_as
from schemas.columns import from_record, to_record
from schemas.datasets import CANDIDATE_SCORES, SCORED_BY, Dataset
from schemas.rows import CandidateScore
from schemas.runs import RunStamp
from sql.scores import read_limits, read_rows
from sql.writes import delete, mark_current, upsert
from transforms.candidates import aggregate_candidate, answers_of
from transforms.settle import SETTLED, key_of_row

Record = Mapping[str, Any]


class Aggregates(NamedTuple):
    """What became of the candidates' rows."""

    rows: Mapping[RunStamp, Sequence[CandidateScore]]
    """New rows by their stamps: tonight's, and of other releases that of their own run."""
    outdated: Sequence[Record]
    """Rows of before that are replaced or gone."""


def aggregate(connection: Connection, candidates: Sequence[str], stamp: RunStamp) -> Aggregates:
    """Aggregate candidates anew and write their rows.

    By tonight's release and options always, by others where something that they scored has gone.

    Args:
        connection: in a transaction that has written everything else.
        candidates: that the batch touches.
        stamp: of the run.
    """
    held = {d: _by_candidate(read_rows(connection, d, candidates)) for d in SETTLED}
    before = _by_candidate(read_rows(connection, CANDIDATE_SCORES, candidates))
    rows: dict[RunStamp, list[CandidateScore]] = defaultdict(list)
    outdated: list[Record] = []
    removed: list[Record] = []
    limits = read_limits(connection)
    ours = (stamp.model_release, stamp.config_digest)
    for candidate_id in candidates:
        of_candidate: dict[Dataset, Sequence[Record]] = {
            dataset: held[dataset].get(candidate_id, ()) for dataset in SETTLED
        }
        old = {tuple(row[n] for n in SCORED_BY): row for row in before.get(candidate_id, ())}
        for by in dict.fromkeys((ours, *old)):
            answers = answers_of(of_candidate, counts_as(*by))
            if answers.is_empty:
                removed += [old[by]] if by in old else []
                continue
            row = aggregate_candidate(candidate_id, *answers, limits)
            if by == ours:
                rows[stamp].append(row)
            elif row != from_record(old[by], CandidateScore):
                rows[from_record(old[by], RunStamp)].append(row)
            else:
                continue
            outdated += [old[by]] if by in old else []
    delete(connection, CANDIDATE_SCORES, {key_of_row(CANDIDATE_SCORES, row) for row in removed})
    for own, written in rows.items():
        upsert(connection, CANDIDATE_SCORES, [to_record(r) | to_record(own) for r in written])
    mark_current(connection, CANDIDATE_SCORES, candidates)
    return Aggregates(rows, outdated + removed)


def _by_candidate(rows: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        found[row["candidate_id"]].append(row)
    return found
