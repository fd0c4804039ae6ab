"""Writes to a real PostgreSQL: idempotent, exact to the character, safe side by side."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2.errors import CheckViolation
from sqlalchemy.engine import Connection, Engine

from schemas.columns import to_record
from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
    MODEL_RELEASES,
    RECORDING_SCORES,
    SCORING_RUNS,
    TEXT_SCORES,
    Dataset,
)
from schemas.failures import Failure, IgnoredInput
from schemas.rows import CandidateScore, RecordingScore, TextScore
from sql.engine import create_engine, transaction
from sql.errors import RejectedRowsError
from sql.runs import known_runs, open_run, write_run
from sql.writes import PAGE, delete, mark_current, upsert
from tests.opened_run import (
    NIGHT,
    RELEASE,
    SECOND,
    current,
    failure,
    ignored,
    prepare,
    recording,
    register,
    stamped,
    table,
)
from tests.row_strategies import example, rows


def test_the_same_rows_twice_leave_the_same_table(scores: Connection) -> None:
    records = [stamped(recording(name)) for name in ("b", "a")]
    assert upsert(scores, RECORDING_SCORES, records) == 2
    before = table(scores, RECORDING_SCORES)
    assert upsert(scores, RECORDING_SCORES, records) == 0
    assert table(scores, RECORDING_SCORES) == before == records[::-1]


def test_changed_rows_are_replaced_null_included(scores: Connection) -> None:
    upsert(scores, RECORDING_SCORES, [stamped(recording("a", cohort="spring", dominant="sad"))])
    changed = stamped(recording("a", cohort=None, dominant="happy"))
    assert upsert(scores, RECORDING_SCORES, [changed]) == 1
    assert table(scores, RECORDING_SCORES) == [changed]


def test_other_releases_options_and_attempts_have_their_own_rows(scores: Connection) -> None:
    register(scores, "0.2.0")
    records = [
        stamped(recording("a"), model_release="0.2.0"),
        stamped(recording("a"), config_digest="1 frame a second"),
        stamped(recording("a", attempt=2)),
        stamped(recording("a")),
    ]
    upsert(scores, RECORDING_SCORES, records)
    written = table(scores, RECORDING_SCORES)
    assert sorted(map(str, written)) == sorted(map(str, records)), "none overwrites another"


def test_of_one_key_in_a_batch_the_last_wins(scores: Connection) -> None:
    records = [stamped(recording("a", cohort=cohort)) for cohort in ("1", "3", "2")]
    upsert(scores, RECORDING_SCORES, records)
    assert table(scores, RECORDING_SCORES) == records[-1:]


def test_rows_of_several_statements_are_all_counted(scores: Connection) -> None:
    records = [stamped(ignored(f"/in/{number:05}.db")) for number in range(PAGE + 2)]
    assert upsert(scores, IGNORED, records) == PAGE + 2
    records[-1] = records[-1] | {"cohort": "spring"}
    assert upsert(scores, IGNORED, records) == 1
    assert table(scores, IGNORED) == sorted(records, key=lambda record: record["uri_hash"])


def test_nothing_to_write(scores: Connection) -> None:
    assert upsert(scores, FAILURES, []) == 0


@pytest.mark.parametrize(
    "name",
    [
        "'); DROP TABLE scores.failures; --",
        "tab\there, line\nthere, return\r, slash\\N \\. \\",
        "quotes ' \" ` { } , NULL",
        "Zoë Ωμέγα 李雷 🎤 \u202e",
        r"\.",
        r"\N",
        "",
    ],
)
def test_any_text_is_stored_as_it_is(scores: Connection, name: str) -> None:
    words = (name, "plain", name)
    row = example(TextScore, candidate_id=name, document_id=name, cohort=name, common_words=words)
    upsert(scores, TEXT_SCORES, [stamped(row)])
    assert table(scores, TEXT_SCORES) == [stamped(row)]
    assert table(scores, FAILURES) == []


def test_what_postgresql_cannot_hold_is_written_out(scores: Connection) -> None:
    upsert(scores, RECORDING_SCORES, [stamped(recording("caf\udce9/\0"))])
    assert table(scores, RECORDING_SCORES)[0]["recording_id"] == "caf\\udce9/\ufffd"


@settings(max_examples=40)
@given(
    st.one_of(
        rows(RecordingScore).map(lambda row: (RECORDING_SCORES, row)),
        rows(CandidateScore).map(lambda row: (CANDIDATE_SCORES, row)),
        rows(TextScore).map(lambda row: (TEXT_SCORES, row)),
        rows(Failure).map(lambda row: (FAILURES, row)),
        rows(IgnoredInput).map(lambda row: (IGNORED, row)),
    )
)
def test_any_row_comes_back_as_it_was(engine: Engine, written: tuple[Dataset, Any]) -> None:
    dataset, row = written
    with engine.connect() as connection:
        prepare(connection)
        upsert(connection, dataset, [stamped(row)])
        assert table(connection, dataset) == [stamped(row)]
        connection.rollback()


@pytest.mark.parametrize("wrong", [1.2, -0.1, float("nan")])
@pytest.mark.parametrize("column", ["happy", "face_sad_share", "voice_fear_deviation"])
def test_scores_outside_0_to_1_are_refused(scores: Connection, column: str, wrong: float) -> None:
    with pytest.raises(CheckViolation, match=f"ck_recording_scores_{column}_range"):
        upsert(scores, RECORDING_SCORES, [stamped(recording("a")) | {column: wrong}])


def test_rows_of_no_run_are_refused_without_quoting_them(engine: Engine) -> None:
    with pytest.raises(RejectedRowsError) as caught:
        write_for_unknown_run(engine)
    assert "fk_recording_scores_run_id" in str(caught.value)
    assert "ada" not in str(caught.value)


def write_for_unknown_run(engine: Engine) -> None:
    with transaction(engine) as connection:
        prepare(connection)
        upsert(connection, RECORDING_SCORES, [stamped(recording("ada/1.mp4"), run_id="other")])


def test_concurrent_writers_of_the_same_rows_do_not_deadlock(migrated_url: str) -> None:
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        prepare(connection)
    names = [f"recording-{number}" for number in range(200)]
    errors: list[Exception] = []

    def write(cohort: str, order: Iterator[str]) -> None:
        records = [stamped(recording(name, cohort=cohort)) for name in order]
        try:
            for _ in range(5):
                with transaction(engine) as connection:
                    upsert(connection, RECORDING_SCORES, records)
        except Exception as error:  # the thread's, for the assertion below
            errors.append(error)

    threads = [
        threading.Thread(target=write, args=(cohort, order))
        for cohort, order in (("up", iter(names)), ("down", reversed(names)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with engine.connect() as connection:
        written = table(connection, RECORDING_SCORES)
    engine.dispose()
    assert len(written) == 200
    assert len({row["cohort"] for row in written}) == 1, "batches are mixed"


def test_a_run_is_opened_and_ends(scores: Connection) -> None:
    ended = NIGHT._replace(status="succeeded", ended_at="2026-03-01T23:00:00+00:00", found=3)
    write_run(scores, ended)
    assert table(scores, SCORING_RUNS) == [to_record(ended)]
    assert table(scores, MODEL_RELEASES) == [to_record(RELEASE)]


def test_runs_are_counted_and_those_that_were_killed_have_failed(scores: Connection) -> None:
    third = NIGHT._replace(run_id="run-0", started_at="2026-02-01T00:00:00+00:00")
    assert open_run(scores, SECOND, RELEASE) == SECOND._replace(number=2)
    write_run(scores, SECOND._replace(number=2, status="succeeded", ended_at=SECOND.started_at))
    assert open_run(scores, third, RELEASE).number == 3, "whatever its clock says"
    rows = {row["run_id"]: row for row in table(scores, SCORING_RUNS)}
    assert {run_id: (row["number"], row["status"]) for run_id, row in rows.items()} == {
        "run-1": (1, "failed"),
        "run-2": (2, "succeeded"),
        "run-0": (3, "running"),
    }
    assert rows["run-1"]["ended_at"] is not None
    assert known_runs(scores) == {"run-0", "run-1", "run-2"}


def test_rows_are_deleted_by_their_whole_key(scores: Connection) -> None:
    kept = [failure("a")._replace(attempt=2), failure("'; --")]
    upsert(scores, FAILURES, [stamped(row) for row in (failure("a"), *kept)])
    key = ("a", 1, NIGHT.model_release, "digest")
    assert delete(scores, FAILURES, {key, ("gone", 1, "x", "y")}) == 1
    assert delete(scores, FAILURES, {key}) == 0
    assert delete(scores, FAILURES, ()) == 0
    assert table(scores, FAILURES) == [stamped(row) for row in kept[::-1]]


def test_what_the_newest_run_scored_is_current(scores: Connection) -> None:
    """Newest by the sequence of the database, not by a clock; each attempt by itself."""
    register(scores, "0.2.0")
    earlier = SECOND._replace(started_at="2026-01-01T00:00:00+00:00")
    open_run(scores, earlier, RELEASE)
    ours, by = NIGHT.model_release, "digest"
    again = {"run_id": "run-2", "model_release": "0.2.0"}
    records = [
        stamped(recording("a/q.mp4", candidate_id="a", question_id="q")),
        stamped(recording("a/q.mp4", candidate_id="a", question_id="q"), **again),
        stamped(recording("a/q.mp4", candidate_id="a", question_id="q", attempt=2)),
        # The same attempt under a new name, by the newer run.
        stamped(recording("a/p.mp4", candidate_id="a", question_id="p")),
        stamped(recording("a/p.webm", candidate_id="a", question_id="p"), run_id="run-2"),
        # One run, two names: the last.
        stamped(recording("a/r.mp4", candidate_id="a", question_id="r")),
        stamped(recording("a/r.webm", candidate_id="a", question_id="r")),
        stamped(recording("b/q.mp4", candidate_id="b", question_id="q")),
    ]
    upsert(scores, RECORDING_SCORES, records)
    assert current(scores, RECORDING_SCORES) == []
    for _ in range(2):
        mark_current(scores, RECORDING_SCORES, ["a"])
        assert current(scores, RECORDING_SCORES) == [
            ("a/p.webm", 1, ours, by),
            ("a/q.mp4", 1, "0.2.0", by),
            ("a/q.mp4", 2, ours, by),
            ("a/r.webm", 1, ours, by),
        ]
    delete(scores, RECORDING_SCORES, {("a/q.mp4", 1, "0.2.0", by), ("a/p.webm", 1, ours, by)})
    mark_current(scores, RECORDING_SCORES, ["a", "b"])
    assert current(scores, RECORDING_SCORES) == [
        ("a/p.mp4", 1, ours, by),
        ("a/q.mp4", 1, ours, by),
        ("a/q.mp4", 2, ours, by),
        ("a/r.webm", 1, ours, by),
        ("b/q.mp4", 1, ours, by),
    ]


def test_an_essay_and_a_transcript_of_one_question_are_both_current(scores: Connection) -> None:
    rows = [
        example(TextScore, document_id=f"x/{kind}", kind=kind) for kind in ("essay", "transcript")
    ]
    upsert(scores, TEXT_SCORES, [stamped(row) for row in rows])
    mark_current(scores, TEXT_SCORES, ["x"])
    assert [key[0] for key in current(scores, TEXT_SCORES)] == ["x/essay", "x/transcript"]
