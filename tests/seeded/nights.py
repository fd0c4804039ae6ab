"""The nights that scored the seeded cohort: which release with which options scored what."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from schemas.datasets import (
    FAILURES,
    IGNORED,
    RECORDING_SCORES,
    TEXT_SCORES,
    TIMELINE_SCORES,
    Dataset,
)
from schemas.labels import EMOTIONS
from schemas.ledger import LedgerEntry
from schemas.rows import Failure, IgnoredInput, RecordingScore, TextScore, TimelineScore
from schemas.runs import ModelRelease, RunStamp, ScoringRun
from sql.ledger import uri_hash
from tests.seeded.people import Person, make_people
from tests.seeded.performances import (
    Attempt,
    fused_anew,
    perform,
    read_anew,
    scored_anew,
    sha256,
    timeline_of,
    write_text,
)

OLDER = ModelRelease("0.6.0+1f0c5ad2b7e4", "2026-04-01", ("face_cnn 0.2.0 5e1d", "fusion 0.1.0 a4"))
NEWER = ModelRelease("0.7.0+8be41d90c3aa", "2026-06-01", ("face_cnn 0.3.0 77aa", "fusion 0.2.0 c9"))
OPTIONS = json.dumps({"face_labels": "ferplus", "fusion": "stacked", "frames_per_second": 5.0})
OTHER_OPTIONS = json.dumps(
    {"face_labels": "ferplus", "fusion": "prefer_face", "frames_per_second": 5.0}
)
DIGEST, OTHER_DIGEST, ANOTHER_DIGEST = "digest-1", "digest-2", "digest-3"
"""The last is of the same options as the first, written another way."""


Rows = dict[Dataset, list[Any]]


class Night(NamedTuple):
    """A run and the rows that it writes."""

    run: ScoringRun
    rows: Rows

    @property
    def stamp(self) -> RunStamp:
        run = self.run
        return RunStamp(run.run_id, run.run_date, run.model_release, run.config_digest)


def make_nights(random: np.random.Generator) -> tuple[list[Person], list[Night]]:
    """People, and the nights in their order.

    Two nights with the older release, each over a week; 50 of autumn with other options; half of
    spring, and those of evening, with the newer release; at last a night that broke off.
    """
    people = make_people(random)
    weeks: list[Rows] = [defaultdict(list), defaultdict(list)]
    for person in people:
        _answer(random, person, weeks)
    weeks[1][IGNORED] = _passed_over(weeks[0][RECORDING_SCORES])
    recordings = [row for week in weeks for row in week[RECORDING_SCORES]]
    texts = [row for week in weeks for row in week[TEXT_SCORES]]
    cohorts: dict[str | None, list[str]] = defaultdict(list)
    for person in people:
        cohorts[person.cohort].append(person.candidate_id)
    autumn, spring, evening = cohorts["autumn"][:50], cohorts["spring"][:100], cohorts["evening"]
    fused = [fused_anew(random, row, "prefer_face", 0.75) for row in _of(recordings, autumn)]
    again = [scored_anew(random, row) for row in _of(recordings, spring)]
    reread = [read_anew(random, row) for row in _of(texts, spring)]
    others = [scored_anew(random, row) for row in _of(recordings, evening)]
    broke_off = _run(6, "2026-06-04", NEWER, DIGEST)._replace(status="too_many_failed", failed=25)
    nights = [
        Night(_run(1, "2026-05-24", OLDER, DIGEST), weeks[0]),
        Night(_run(2, "2026-05-31", OLDER, DIGEST), weeks[1]),
        _anew(random, _run(3, "2026-06-01", OLDER, OTHER_DIGEST, OTHER_OPTIONS), fused),
        _anew(random, _run(4, "2026-06-02", NEWER, DIGEST), again, reread),
        _anew(random, _run(5, "2026-06-03", NEWER, ANOTHER_DIGEST), others),
        Night(broke_off, {}),
    ]
    return people, [_counted(night) for night in nights]


def ledger(nights: Sequence[Night]) -> list[LedgerEntry]:
    """The ledger after the first two nights: everything was found in one of them."""
    return [
        _entry(row, night.run)
        for night in nights[:2]
        for dataset in (RECORDING_SCORES, TEXT_SCORES, FAILURES)
        for row in night.rows[dataset]
    ]


def _of(rows: Sequence[Any], people: Sequence[str]) -> list[Any]:
    return [row for row in rows if row.candidate_id in people]


def _answer(random: np.random.Generator, person: Person, weeks: Sequence[Rows]) -> None:
    """All that a person records and writes, into the week in which they do."""
    taste = random.dirichlet(np.ones(len(EMOTIONS)))
    for question in person.questions:
        first_day = int(random.integers(0, 8))
        attempts = int(random.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))
        for number in range(1, attempts + 1):
            day = first_day + 2 * (number - 1) + int(random.integers(0, 2))
            row = perform(random, Attempt(person, question, number, day), taste)
            week = weeks[day // 7]
            if random.random() < 0.04:
                week[FAILURES].append(_failure(row))
                continue
            week[RECORDING_SCORES].append(row)
            week[TIMELINE_SCORES] += _timeline(random, row)
            if person.transcripts:
                week[TEXT_SCORES].append(write_text(random, person, question, row)[1])
    if person.essay:
        day, essay = write_text(random, person, "essay", None)
        weeks[day // 7][TEXT_SCORES].append(essay)


def _timeline(random: np.random.Generator, row: RecordingScore) -> Sequence[TimelineScore]:
    """Every fifth person's recordings have one: those of all would take long to write."""
    return timeline_of(random, row) if row.candidate_id[-1] in "16" else ()


def _failure(row: RecordingScore) -> Failure:
    return Failure(
        candidate_id=row.candidate_id,
        recording_id=row.recording_id,
        attempt=row.attempt,
        question_id=row.question_id,
        uri=row.uri,
        stage="decode",
        kind="unreadable_media",
        message="The file ends before its index. Export or record it again.",
        cohort=row.cohort,
        content_hash=row.content_hash,
    )


def _passed_over(recordings: Sequence[RecordingScore]) -> list[IgnoredInput]:
    """What a later night did not score again, and a folder that it could not open."""
    skipped = [
        IgnoredInput(
            uri_hash=uri_hash(row.uri),
            uri=row.uri,
            candidate_id=row.candidate_id,
            input_id=row.recording_id,
            outcome="skipped",
            reason="already_scored",
            same_as=None,
            cohort=row.cohort,
        )
        for row in {row.uri: row for row in recordings}.values()
    ]
    uri = "/inbox/p001/old"
    closed = IgnoredInput(uri_hash(uri), uri, None, None, "ignored", "closed_folder", None, None)
    return [*skipped, closed]


def _entry(row: RecordingScore | TextScore | Failure, run: ScoringRun) -> LedgerEntry:
    assert run.ended_at
    name = row.document_id if isinstance(row, TextScore) else row.recording_id
    failed = isinstance(row, Failure)
    return LedgerEntry(
        uri_hash=uri_hash(row.uri),
        uri=row.uri,
        input_id=name,
        attempt=row.attempt,
        candidate_id=row.candidate_id,
        question_id=row.question_id,
        kind=row.kind if isinstance(row, TextScore) else "recording",
        cohort=row.cohort,
        recorded_at=None if isinstance(row, Failure) else row.recorded_at,
        consent_reference=None if isinstance(row, Failure) else row.consent_reference,
        size=int(sha256(name)[:5], 16),
        changed_at=None,
        content_hash=row.content_hash,
        state="failed" if failed else "scored",
        reason=row.kind if isinstance(row, Failure) else None,
        same_as=None,
        scored_whole=not failed,
        tries=1 if failed else 0,
        tried_at=run.ended_at,
        first_seen=run.started_at,
        last_seen=run.ended_at,
        run_id=run.run_id,
        model_release=run.model_release,
        config_digest=run.config_digest,
        cpu_seconds=None if failed else 2.5,
    )


def _run(
    number: int, date: str, release: ModelRelease, digest: str, options: str = OPTIONS
) -> ScoringRun:
    return ScoringRun(
        run_id=f"night-{number}",
        number=number,
        run_date=date,
        model_release=release.model_release,
        status="succeeded",
        started_at=f"{date}T22:00:00+00:00",
        ended_at=f"{date}T23:{10 + number}:00+00:00",
        code_version="0.6.0",
        config_digest=digest,
        found=0,
        scored=0,
        skipped=0,
        failed=0,
        options=options,
        stage_seconds=json.dumps({"decode": 300.5, "score": 120.25}),
    )


def _anew(
    random: np.random.Generator,
    run: ScoringRun,
    recordings: list[RecordingScore],
    texts: Sequence[TextScore] = (),
) -> Night:
    """A night that scores again; the timelines are new, too."""
    timelines = [line for row in recordings for line in _timeline(random, row)]
    rows = {RECORDING_SCORES: recordings, TIMELINE_SCORES: timelines, TEXT_SCORES: list(texts)}
    return Night(run, rows)


def _counted(night: Night) -> Night:
    scored = sum(len(night.rows.get(dataset, ())) for dataset in (RECORDING_SCORES, TEXT_SCORES))
    skipped = sum(row.outcome == "skipped" for row in night.rows.get(IGNORED, ()))
    failed = (night.run.failed or 0) + len(night.rows.get(FAILURES, ()))
    found = scored + skipped + failed
    run = night.run._replace(found=found, scored=scored, skipped=skipped, failed=failed)
    return night._replace(run=run)
