"""Candidates are aggregated anew from what the database has, on a real PostgreSQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from jobs.aggregates import aggregate
from schemas.columns import from_record, to_record
from schemas.datasets import CANDIDATE_SCORES, FAILURES, RECORDING_SCORES, TEXT_SCORES
from schemas.failures import Failure
from schemas.rows import CandidateScore, RecordingScore, TextScore
from schemas.usability import DEFAULT_LIMITS
from sql.runs import open_run
from sql.scores import read_limits
from sql.writes import delete, upsert
from tests.opened_run import RELEASE, SECOND, current, register, stamped, table
from tests.row_strategies import STAMP, example

NOW = STAMP._replace(run_id="run-2", run_date="2026-03-02")
NEWER = NOW._replace(model_release="0.2.0")


def recording(question, attempt=1, candidate="ada", seconds=10.0):
    return example(
        RecordingScore,
        candidate_id=candidate,
        recording_id=f"{candidate}/{question}.mp4",
        question_id=question,
        attempt=attempt,
        duration_seconds=seconds,
    )


def write(connection: Connection, dataset, *rows, stamp=NOW):
    upsert(connection, dataset, [to_record(row) | to_record(stamp) for row in rows])


@pytest.fixture
def second(scores: Connection) -> Connection:
    """A database whose second run is open."""
    open_run(scores, SECOND, RELEASE)
    register(scores, NEWER.model_release)
    return scores


def seen(connection: Connection):
    """Of each row: candidate, release, run, recordings, length, left out."""
    names = ("candidate_id", "model_release", "run_id", "recordings", "duration_seconds")
    rows = table(connection, CANDIDATE_SCORES)
    return [(*(row[name] for name in names), row["left_out"]) for row in rows]


def test_a_candidate_is_made_of_the_newest_attempts(second: Connection) -> None:
    rows = [recording("p"), recording("q", seconds=20.0), recording("q", 2, seconds=5.0)]
    write(second, RECORDING_SCORES, *rows)
    write(second, RECORDING_SCORES, recording("p", candidate="eve"))
    found = aggregate(second, ["ada"], NOW)
    assert seen(second) == [("ada", "0.1.0+abc", "run-2", 2, 15.0, 0)], "eve is not touched"
    (written,) = table(second, CANDIDATE_SCORES)
    assert found.rows == {NOW: [from_record(written, CandidateScore)]}
    assert found.outdated == []
    assert current(second, CANDIDATE_SCORES) == [("ada", "0.1.0+abc", "digest")]


def test_the_row_of_before_is_outdated(second: Connection) -> None:
    write(second, RECORDING_SCORES, recording("p"), stamp=STAMP)
    aggregate(second, ["ada"], STAMP)
    (before,) = table(second, CANDIDATE_SCORES)
    write(second, RECORDING_SCORES, recording("q"))
    (outdated,) = aggregate(second, ["ada"], NOW).outdated
    assert (outdated["run_id"], outdated["recordings"]) == ("run-1", 1)
    assert before.items() <= outdated.items()
    assert seen(second) == [("ada", "0.1.0+abc", "run-2", 2, 20.0, 0)]


def test_another_release_keeps_its_row_and_is_not_current(second: Connection) -> None:
    write(second, RECORDING_SCORES, recording("p"), recording("q"), stamp=STAMP)
    aggregate(second, ["ada"], STAMP)
    kept = table(second, CANDIDATE_SCORES)
    write(second, RECORDING_SCORES, recording("p"), stamp=NEWER)
    found = aggregate(second, ["ada"], NEWER)
    assert found.outdated == []
    assert list(found.rows) == [NEWER]
    assert table(second, CANDIDATE_SCORES)[0] == kept[0]
    assert seen(second) == [
        ("ada", "0.1.0+abc", "run-1", 2, 20.0, 0),
        ("ada", "0.2.0", "run-2", 1, 10.0, 1),
    ]
    assert current(second, CANDIDATE_SCORES) == [("ada", "0.2.0", "digest")]


def test_another_releases_row_follows_what_has_gone_and_keeps_its_run(second: Connection) -> None:
    write(second, RECORDING_SCORES, recording("p"), recording("q"), stamp=STAMP)
    aggregate(second, ["ada"], STAMP)
    write(second, RECORDING_SCORES, recording("p"), stamp=NEWER)
    delete(second, RECORDING_SCORES, {("ada/q.mp4", 1, STAMP.model_release, "digest")})
    found = aggregate(second, ["ada"], NEWER)
    assert set(found.rows) == {STAMP, NEWER}
    assert [(row["run_id"], row["recordings"]) for row in found.outdated] == [("run-1", 2)]
    assert seen(second) == [
        ("ada", "0.1.0+abc", "run-1", 1, 10.0, 0),
        ("ada", "0.2.0", "run-2", 1, 10.0, 0),
    ]


def test_of_whom_nothing_is_left_the_row_goes(second: Connection) -> None:
    write(second, RECORDING_SCORES, recording("p"), stamp=STAMP)
    aggregate(second, ["ada"], STAMP)
    delete(second, RECORDING_SCORES, {("ada/p.mp4", 1, STAMP.model_release, "digest")})
    found = aggregate(second, ["ada"], NEWER)
    assert found.rows == {}
    assert [row["run_id"] for row in found.outdated] == ["run-1"]
    assert table(second, CANDIDATE_SCORES) == []


def test_texts_and_failures_are_counted(second: Connection) -> None:
    text = example(TextScore, candidate_id="ada", document_id="ada/p.txt", kind="essay", words=7)
    failed = example(Failure, candidate_id="ada", recording_id="ada/q.mp4", question_id="q")
    write(second, TEXT_SCORES, text)
    write(second, FAILURES, failed)
    aggregate(second, ["ada"], NOW)
    (row,) = table(second, CANDIDATE_SCORES)
    counts = tuple(row[name] for name in ("recordings", "documents", "words", "failures"))
    assert counts == (0, 1, 7, 1)
    assert row == stamped(from_record(row, CandidateScore), run_id="run-2", run_date="2026-03-02")


def test_the_thresholds_of_the_database_decide(second: Connection) -> None:
    write(second, RECORDING_SCORES, recording("p")._replace(frames=8, frames_scored=4, windows=0))
    aggregate(second, ["ada"], NOW)
    (before,) = table(second, CANDIDATE_SCORES)
    assert (before["usable"], before["reasons"][0]) == (False, "too_little_scored")
    second.execute(text("UPDATE scores.thresholds SET value = 4 WHERE code LIKE '%_frames'"))
    second.execute(text("UPDATE scores.thresholds SET value = 0.6 WHERE code LIKE '%_face_%'"))
    aggregate(second, ["ada"], NOW)
    (after,) = table(second, CANDIDATE_SCORES)
    said = dict(zip(after["reasons"], after["reason_values"], strict=True))
    assert (after["usable"], said["face_rarely_seen"]) == (True, 0.5)


def test_a_threshold_whose_row_is_gone_is_as_it_was_first(second: Connection) -> None:
    second.execute(text("DELETE FROM scores.thresholds WHERE code <> 'minimum_scored_windows'"))
    second.execute(text("UPDATE scores.thresholds SET value = 7"))
    assert read_limits(second) == {**DEFAULT_LIMITS, "minimum_scored_windows": 7}


@pytest.mark.parametrize(
    ("unit", "value"),
    [("0-1", "-1"), ("0-1", "1.5"), ("0-1", "NaN"), ("frames", "NaN"), ("frames", "Infinity"),
     ("candidates", "0"), ("candidates", "Infinity")],
)  # fmt: skip
def test_a_threshold_that_is_none_is_refused(second: Connection, unit: str, value: str) -> None:
    with pytest.raises(IntegrityError, match="ck_thresholds_value_range"):
        second.execute(
            text("UPDATE scores.thresholds SET value = :value WHERE unit = :unit"),
            {"value": float(value), "unit": unit},
        )
