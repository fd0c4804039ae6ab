"""Writes to a real PostgreSQL: idempotent, exact to the character, safe side by side."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2.errors import CheckViolation
from sqlalchemy import event, select, text
from sqlalchemy.engine import Connection, Engine

from schemas.columns import to_record
from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
    RECORDING_SCORES,
    SCORING_RUNS,
    TEXT_SCORES,
    Dataset,
)
from schemas.rows import CandidateScore, Failure, IgnoredInput, RecordingScore, TextScore
from schemas.runs import ModelRelease, ScoringRun
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError, RejectedRowsError
from sql.tables import table_of
from sql.writes import PAGE, close_run, open_run, register_release, settle_run, upsert
from tests.row_strategies import STAMP, example, rows

RELEASE = ModelRelease(STAMP.model_release, "2026-02-01", ("face_cnn 0.1.0 abc",))
NIGHT = example(
    ScoringRun,
    run_id=STAMP.run_id,
    model_release=STAMP.model_release,
    status="running",
    started_at="2026-03-01T22:00:00+00:00",
)


def stamped(row: Any, **stamp: str) -> dict[str, Any]:
    return to_record(row) | to_record(STAMP._replace(**stamp))


def table(connection: Connection, dataset: Dataset) -> list[dict[str, Any]]:
    found = connection.execute(select(table_of(dataset)).order_by(*table_of(dataset).primary_key))
    return [dict(row) for row in found.mappings()]


def prepare(connection: Connection) -> None:
    register_release(connection, RELEASE)
    open_run(connection, NIGHT)


@pytest.fixture
def scores(connection: Connection) -> Connection:
    """A connection on whose database a run is open."""
    prepare(connection)
    return connection


def recording(name: str, **fields: Any) -> Any:
    return example(RecordingScore, recording_id=name, **fields)


def ignored(name: str, **fields: Any) -> Any:
    return example(IgnoredInput, **{"input_id": name, "uri": name, **fields})


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


def test_another_release_has_its_own_row(scores: Connection) -> None:
    register_release(scores, RELEASE._replace(model_release="0.2.0"))
    upsert(scores, RECORDING_SCORES, [stamped(recording("a"))])
    upsert(scores, RECORDING_SCORES, [stamped(recording("a"), model_release="0.2.0")])
    assert len(table(scores, RECORDING_SCORES)) == 2


def test_of_one_key_in_a_batch_the_last_wins(scores: Connection) -> None:
    records = [stamped(recording("a", cohort=cohort)) for cohort in ("1", "3", "2")]
    upsert(scores, RECORDING_SCORES, records)
    assert table(scores, RECORDING_SCORES) == records[-1:]


def test_rows_of_several_statements_are_all_counted(scores: Connection) -> None:
    records = [stamped(ignored(f"/in/{number:05}.db")) for number in range(PAGE + 2)]
    assert upsert(scores, IGNORED, records) == PAGE + 2
    records[-1] = records[-1] | {"cohort": "spring"}
    assert upsert(scores, IGNORED, records) == 1
    assert table(scores, IGNORED) == records


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


def test_a_run_is_opened_and_closed(scores: Connection) -> None:
    with pytest.raises(ValueError, match="closed as running"):
        close_run(scores, NIGHT)
    ended = NIGHT._replace(status="succeeded", ended_at="2026-03-01T23:00:00+00:00", found=3)
    close_run(scores, ended)
    assert table(scores, SCORING_RUNS) == [to_record(ended)]


SECOND = NIGHT._replace(run_id="run-2", started_at="2026-03-02T22:00:00+00:00")


def failure(name: str) -> Any:
    return example(Failure, recording_id=name, question_id=name, uri=name)


def test_a_score_supersedes_an_earlier_failure_and_the_reverse(scores: Connection) -> None:
    document = example(TextScore, document_id="healed.txt")
    upsert(scores, FAILURES, [stamped(failure(n)) for n in ("healed.mp4", "healed.txt", "old")])
    upsert(scores, RECORDING_SCORES, [stamped(recording(name)) for name in ("broken.mp4", "old2")])
    open_run(scores, SECOND)
    upsert(scores, RECORDING_SCORES, [stamped(recording("healed.mp4"), run_id="run-2")])
    upsert(scores, TEXT_SCORES, [stamped(document, run_id="run-2")])
    upsert(scores, FAILURES, [stamped(failure("broken.mp4"), run_id="run-2")])
    assert settle_run(scores, "run-2") == 3
    assert settle_run(scores, "run-2") == 0
    assert [row["recording_id"] for row in table(scores, FAILURES)] == ["broken.mp4", "old"]
    kept = [row["recording_id"] for row in table(scores, RECORDING_SCORES)]
    assert kept == ["healed.mp4", "old2"]


def test_an_input_is_scored_or_fails_or_is_skipped(scores: Connection) -> None:
    """What it was in an earlier run goes, in each direction."""
    register_release(scores, RELEASE._replace(model_release="0.2.0"))
    was_scored, was_read = recording("ada/1.mp4", uri="1"), example(TextScore, document_id="2.txt")
    upsert(scores, RECORDING_SCORES, [stamped(was_scored), stamped(recording("ada/9.mp4"))])
    upsert(scores, TEXT_SCORES, [stamped(was_read)])
    upsert(scores, FAILURES, [stamped(failure("ada/3.mp4"))])
    upsert(scores, IGNORED, [stamped(ignored(f"ada/{n}.mp4", uri=f"/{n}")) for n in (4, 5, 6)])
    links = [ignored(f"/{n}.mp4") for n in (7, 8)]
    upsert(scores, IGNORED, [stamped(row) for row in (*links, ignored("/left.db"))])
    upsert(scores, IGNORED, [stamped(links[0], model_release="0.2.0")])
    folders = [ignored(uri, candidate_id=None) for uri in ("/eve", "/e", "/shut")]
    upsert(scores, IGNORED, [stamped(row) for row in folders])
    open_run(scores, SECOND)
    now = [ignored(n, uri=f"/in/{n}") for n in ("ada/1.mp4", "2.txt", "ada/3.mp4")]
    now.append(ignored("ada/8.mp4", uri="/8.mp4"))  # a link that is followed now
    upsert(scores, IGNORED, [stamped(row, run_id="run-2") for row in now])
    rows_now = [recording("ada/4.mp4"), recording("ada/7.mp4", uri="/7.mp4")]
    rows_now.append(recording("eve/q.mp4", uri="/eve/q.mp4"))
    upsert(scores, RECORDING_SCORES, [stamped(row, run_id="run-2") for row in rows_now])
    upsert(scores, FAILURES, [stamped(failure("ada/5.mp4"), run_id="run-2")])
    assert settle_run(scores, "run-2") == 8
    assert settle_run(scores, "run-2") == 0
    left = [row["recording_id"] for row in table(scores, RECORDING_SCORES)]
    assert left == ["ada/4.mp4", "ada/7.mp4", "ada/9.mp4", "eve/q.mp4"]
    assert table(scores, TEXT_SCORES) == []
    assert [row["recording_id"] for row in table(scores, FAILURES)] == ["ada/5.mp4"]
    kept = [(row["input_id"], row["model_release"]) for row in table(scores, IGNORED)]
    assert sorted(kept) == [
        ("/7.mp4", "0.2.0"),
        *((name, STAMP.model_release) for name in ("/e", "/left.db", "/shut", "2.txt")),
        *((f"ada/{number}.mp4", STAMP.model_release) for number in (1, 3, 6, 8)),
    ]


def test_a_folder_that_is_read_now_is_none_that_only_begins_alike(scores: Connection) -> None:
    shut = ["/in", "/in/a", "/in/a/b", "/in/a%", "/in/", "s3://x", "s3://x/y", "/in/a/q.mp4"]
    folders = [ignored(uri, candidate_id=None) for uri in shut]
    upsert(scores, IGNORED, [stamped(row) for row in folders])
    open_run(scores, SECOND)
    now = [recording("1", uri="/in/a/q.mp4"), recording("2", uri="s3://x/yz/q.mp4")]
    upsert(scores, RECORDING_SCORES, [stamped(row, run_id="run-2") for row in now])
    assert settle_run(scores, "run-2") == 4
    left = [row["uri"] for row in table(scores, IGNORED)]
    assert left == ["/in/", "/in/a%", "/in/a/b", "s3://x/y"]


def visited(plan: dict[str, Any]) -> int:
    """Rows that the nodes of an executed plan looked at, those that they dropped included."""
    here = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    rows = sum(plan.get(name, 0) for name in here) * plan["Actual Loops"]
    return round(rows + sum(map(visited, plan.get("Plans", ()))))


def work_of_settling(connection: Connection, number: int) -> int:
    """Rows visited to settle as many new rows as there are old ones, of which half are to go."""
    plans = []

    def explain(_conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("DELETE", "SELECT count", "UPDATE")):
            cursor.execute("SAVEPOINT before")
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            plans.append(cursor.fetchone()[0][0]["Plan"])
            cursor.execute("ROLLBACK TO before")

    for dataset, row in ((IGNORED, ignored("x", candidate_id=None)), (FAILURES, failure("x"))):
        key = dataset.key[0]
        records = [stamped(row) | {key: f"{n}", "uri": f"/in/{n}"} for n in range(number)]
        upsert(connection, dataset, records)
    open_run(connection, SECOND)
    now = [
        stamped(failure("x"), run_id="run-2") | {"recording_id": f"new {n}"} for n in range(number)
    ]
    upsert(
        connection,
        FAILURES,
        [row | {"uri": f"/in/{2 * n}" + "/q.mp4" * (n % 2)} for n, row in enumerate(now)],
    )
    event.listen(connection, "before_cursor_execute", explain)
    assert settle_run(connection, "run-2") == number * 3 // 4
    event.remove(connection, "before_cursor_execute", explain)
    assert len(plans) > 16
    return sum(map(visited, plans))


def test_settling_looks_at_each_row_a_few_times_only(scores: Connection) -> None:
    """Loops over both tables would visit 20,000 rows for each."""
    assert work_of_settling(scores, 20_000) < 20_000 * 200


def test_a_failure_of_a_file_goes_with_its_old_name(scores: Connection) -> None:
    old, new = (example(Failure, recording_id=name, uri="/in/1.mp4") for name in ("old", "new"))
    upsert(scores, FAILURES, [stamped(old)])
    open_run(scores, SECOND)
    upsert(scores, FAILURES, [stamped(new, run_id="run-2")])
    assert settle_run(scores, "run-2") == 1
    assert [row["recording_id"] for row in table(scores, FAILURES)] == ["new"]


def test_a_score_of_the_same_answer_supersedes_the_failure_of_another_file(
    scores: Connection,
) -> None:
    register_release(scores, RELEASE._replace(model_release="0.2.0"))
    asked = [
        ("ada", "q1", "q.webm"),
        ("ada", "q2", "scan.pdf"),
        ("ada", "q3", "x"),
        ("bob", "q1", "y"),
    ]
    old = [
        example(
            Failure, candidate_id=c, question_id=q, recording_id=f"{c}/{name}", uri=f"/in/{name}"
        )
        for c, q, name in asked
    ]
    renamed = example(Failure, recording_id="old/name.mp4", question_id="z", uri="/in/kept.mp4")
    upsert(scores, FAILURES, [stamped(row) for row in (*old, renamed)])
    upsert(scores, FAILURES, [stamped(row, model_release="0.2.0") for row in (*old, renamed)])
    open_run(scores, SECOND)
    answer = recording("ada/q.mp4", candidate_id="ada", question_id="q1", uri="/in/q.mp4")
    moved = recording("new/name.mp4", candidate_id="new", question_id="n", uri="/in/kept.mp4")
    document = example(TextScore, document_id="t", candidate_id="ada", question_id="q2", uri="t")
    upsert(scores, RECORDING_SCORES, [stamped(row, run_id="run-2") for row in (answer, moved)])
    upsert(scores, TEXT_SCORES, [stamped(document, run_id="run-2")])
    # The sound of the same answer fails in the run that scores its picture: both are true.
    beside = example(Failure, candidate_id="ada", question_id="q1", recording_id="ada/q.wav")
    upsert(scores, FAILURES, [stamped(beside, run_id="run-2")])
    assert settle_run(scores, "run-2") == 3
    left = [(row["model_release"], row["recording_id"]) for row in table(scores, FAILURES)]
    assert sorted(name for release, name in left if release == STAMP.model_release) == [
        "ada/q.wav",
        "ada/x",
        "bob/y",
    ]
    assert len(left) == 3 + 5


def test_settling_spares_other_releases_and_later_runs(scores: Connection) -> None:
    register_release(scores, RELEASE._replace(model_release="0.2.0"))
    open_run(scores, SECOND)
    upsert(scores, RECORDING_SCORES, [stamped(recording("a"))])
    upsert(scores, FAILURES, [stamped(failure("a"), run_id="run-2")])
    upsert(scores, FAILURES, [stamped(failure("a"), model_release="0.2.0")])
    assert settle_run(scores, "run-1") == 0
    assert len(table(scores, FAILURES)) == 2


def test_a_score_and_a_failure_of_one_run_are_a_defect(scores: Connection) -> None:
    upsert(scores, RECORDING_SCORES, [stamped(recording("a"))])
    upsert(scores, FAILURES, [stamped(failure("a"))])
    with pytest.raises(DatabaseError, match="both a score and a failure for 1 inputs"):
        settle_run(scores, "run-1")


def test_settling_closes_killed_runs_with_the_same_options_only(scores: Connection) -> None:
    other = NIGHT._replace(run_id="run-0", config_digest="other options")
    open_run(scores, other)
    open_run(scores, SECOND)
    settle_run(scores, "run-2")
    found = scores.execute(text("SELECT run_id, status FROM scores.scoring_runs ORDER BY run_id"))
    assert [tuple(row) for row in found] == [
        ("run-0", "running"),
        ("run-1", "failed"),
        ("run-2", "running"),
    ]
