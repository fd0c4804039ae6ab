"""Writes the seeded cohort into a database, as nights write, and returns its rows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from jobs.aggregates import aggregate
from schemas.columns import to_record
from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
    MODEL_RELEASES,
    RECORDING_SCORES,
    TEXT_SCORES,
    TIMELINE_SCORES,
    Dataset,
)
from schemas.ledger import LedgerEntry
from schemas.rows import CandidateScore
from schemas.runs import ModelRelease, RunStamp, ScoringRun
from sql.ledger import write_entries
from sql.runs import open_run, write_run
from sql.tables import PERSON_CATEGORY
from sql.writes import mark_current, upsert
from tests.seeded.nights import NEWER, OLDER, Night, ledger, make_nights
from tests.seeded.people import Declared, Person, declare

SEED = 2026


WRITTEN = (RECORDING_SCORES, TIMELINE_SCORES, TEXT_SCORES, FAILURES, IGNORED)
"""In an order that satisfies foreign keys."""


class Seeded(NamedTuple):
    """Everything that the database of the seeded cohort holds, as rows."""

    people: list[Person]
    runs: list[ScoringRun]
    releases: list[ModelRelease]
    rows: Mapping[Dataset, list[tuple[Any, RunStamp]]]
    """Of the datasets whose rows have a stamp."""
    ledger: list[LedgerEntry]
    declared: list[Declared]


def seed(connection: Connection) -> Seeded:
    """Write it, in the caller's transaction, into a database that is migrated and empty."""
    random = np.random.default_rng(SEED)
    people, nights = make_nights(random)
    upsert(connection, MODEL_RELEASES, [to_record(OLDER), to_record(NEWER)])
    aggregated: dict[tuple[str, str, str], tuple[CandidateScore, RunStamp]] = {}
    for night in nights:
        for stamp, rows in _score(connection, night).items():
            by = (stamp.model_release, stamp.config_digest)
            aggregated |= {(row.candidate_id, *by): (row, stamp) for row in rows}
    entries = ledger(nights)
    write_entries(connection, entries)
    declared = declare(random, people)
    connection.execute(insert(PERSON_CATEGORY), [row._asdict() for row in declared])
    written = {
        dataset: [(row, night.stamp) for night in nights for row in night.rows.get(dataset, ())]
        for dataset in WRITTEN
    }
    written[CANDIDATE_SCORES] = list(aggregated.values())
    return Seeded(people, [n.run for n in nights], [OLDER, NEWER], written, entries, declared)


def _score(connection: Connection, night: Night) -> Mapping[RunStamp, Sequence[CandidateScore]]:
    """Write what a night writes; returns the candidates' rows that are new."""
    release = OLDER if night.run.model_release == OLDER.model_release else NEWER
    open_run(connection, night.run, release)
    stamp = to_record(night.stamp)
    for dataset in WRITTEN:
        upsert(connection, dataset, [to_record(r) | stamp for r in night.rows.get(dataset, ())])
    scored = (RECORDING_SCORES, TEXT_SCORES, FAILURES)
    touched = sorted({r.candidate_id for d in scored for r in night.rows.get(d, ())})
    for dataset in (RECORDING_SCORES, TEXT_SCORES):
        mark_current(connection, dataset, touched)
    found = aggregate(connection, touched, night.stamp)
    write_run(connection, night.run)
    return found.rows
