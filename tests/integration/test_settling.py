"""A run that settles supersedes what is no longer true, on a real PostgreSQL."""

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from schemas.datasets import (
    FAILURES,
    IGNORED,
    RECORDING_SCORES,
    TEXT_SCORES,
)
from schemas.rows import Failure, TextScore
from sql.errors import DatabaseError
from sql.writes import open_run, register_release, settle_run, upsert
from tests.opened_run import NIGHT, RELEASE, SECOND, failure, ignored, recording, stamped, table
from tests.row_strategies import STAMP, example


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
