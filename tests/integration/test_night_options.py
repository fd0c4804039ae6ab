"""What the options of a night do, with real scoring of short texts or a stub's."""

import json
import os
import sys

import pytest

from jobs.exit_codes import ExitCode
from jobs.score_interviews import main
from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
    INPUTS,
    RECORDING_SCORES,
    SCORING_RUNS,
    TEXT_SCORES,
)
from tests.nights import StubRunner, database_like, write
from transforms.parquet import DamagedFileError

ESSAY = "I like to work with other people, and I plan what I do before I begin to do it. " * 3

_opened: list[str] = []
_watching = False


def _watch(event, arguments):
    if _watching and event == "open" and isinstance(arguments[0], str):
        _opened.append(arguments[0])


sys.addaudithook(_watch)  # it can never be removed


@pytest.fixture
def opened():
    """Paths that this process opens while the test runs."""
    global _watching
    _opened.clear()
    _watching = True
    yield _opened
    _watching = False


def test_the_second_night_opens_no_unchanged_input(tmp_path, migrated_url, opened):
    inbox = write(tmp_path / "in", {"ada/q1.txt": ESSAY, "ada/q2.txt": ESSAY, "bob/q.txt": "no"})
    arguments = ["--input", str(inbox), "--output", str(tmp_path / "out")]
    arguments += ["--database", migrated_url]
    assert main(arguments) == ExitCode.OK
    assert [path for path in opened if path.startswith(str(inbox))], "the watch works"
    opened.clear()
    assert main(arguments) == ExitCode.OK
    assert [path for path in opened if path.startswith(str(inbox))] == []


def test_a_dry_run_says_what_the_run_then_does_and_touches_nothing(nights, tmp_path, capsys):
    inbox = write(tmp_path / "in", {f"ada/q{n}.wav": f"good {n}" for n in range(3)})
    nights.run(inbox)
    write(inbox, {"ada/q0.wav": "good changed", "bob/q1.wav": "good 1", "bob/x.db": ""})
    before = {d: nights.rows(d) for d in (INPUTS, SCORING_RUNS, IGNORED, RECORDING_SCORES)}
    files = sorted(path for path in nights.output.rglob("*"))
    forecast = nights.foresee(inbox)
    assert {d: nights.rows(d) for d in before} == before
    assert sorted(path for path in nights.output.rglob("*")) == files
    opened = len(StubRunner.opened)
    outcome = nights.run(inbox)
    assert (forecast.plan.found, len(forecast.plan.tasks)) == (outcome.found, outcome.scored)
    assert [task.why for task in forecast.plan.tasks] == ["changed", "new"]
    assert {t.file.uri for t in forecast.plan.tasks} == set(StubRunner.opened[opened:])
    assert {s.reason for s in forecast.plan.skipped} == {s.reason for s in outcome.skipped}
    assert len(forecast.plan.ignored) == len(outcome.ignored) == 1
    assert forecast.media_seconds > 0
    assert forecast.wall_seconds is not None, "the first night has shown how fast it goes"


def test_a_dry_run_on_a_new_output_makes_nothing(tmp_path, capsys):
    inbox = write(tmp_path / "in", {"ada/q1.txt": ESSAY})
    output = tmp_path / "out"
    assert main(["--input", str(inbox), "--output", str(output), "--dry_run"]) == ExitCode.OK
    assert "1 inputs found: 1 to score" in capsys.readouterr().out
    assert not output.exists()


def test_an_empty_inbox_is_a_fine_night(nights, tmp_path):
    (tmp_path / "in").mkdir()
    outcome = nights.run(tmp_path / "in")
    assert (outcome.found, outcome.exit_code(0.3)) == (0, ExitCode.OK)
    assert [row["status"] for row in nights.rows(SCORING_RUNS)] == ["succeeded"]


def test_a_batch_with_too_many_failures_is_held_back(nights, tmp_path):
    inbox = write(tmp_path / "in", {f"a{n:02d}/q.wav": f"good {n}" for n in range(20)})
    nights.run(inbox, maximum_failed_share=0.3)
    write(inbox, {f"b{n:02d}/q.wav": f"{'bad' if n < 8 else 'good'} b {n}" for n in range(25)})
    write(inbox, {f"c{n:02d}/q.wav": f"good c {n}" for n in range(25)})
    outcome = nights.run(inbox, maximum_failed_share=0.3, batch_minutes=1.25)
    assert outcome.exit_code(0.3) == ExitCode.FAILURES
    assert (outcome.scored, outcome.failed, outcome.balanced) == (0, 0, True)
    reasons = sorted({item.reason for item in outcome.skipped})
    assert reasons == ["already_scored", "not_published", "not_reached"]
    assert len(nights.rows(RECORDING_SCORES)) == 20
    assert nights.rows(FAILURES) == []
    assert {row["tries"] for row in nights.rows(INPUTS)} == {0}, "no input is to blame yet"
    assert nights.rows(SCORING_RUNS)[-1]["status"] == "too_many_failed"
    again = nights.run(inbox, batch_minutes=1.25)
    assert (again.scored, again.failed) == (42, 8)


def test_few_failures_are_published_and_tell_by_the_exit_code(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1", "ada/q2.wav": "bad 2"})
    outcome = nights.run(inbox, maximum_failed_share=0.3)
    assert outcome.exit_code(0.3) == ExitCode.FAILURES
    assert len(nights.rows(FAILURES)) == len(nights.rows(RECORDING_SCORES)) == 1


def test_a_limit_leaves_the_rest_for_the_next_night(nights, tmp_path):
    inbox = write(tmp_path / "in", {f"ada/q{n}.wav": f"good {n}" for n in range(5)})
    outcome = nights.run(inbox, limit=2)
    assert (outcome.scored, len(outcome.skipped)) == (2, 3)
    assert {item.reason for item in outcome.skipped} == {"over_limit"}
    assert nights.run(inbox, limit=2).scored == 2
    assert nights.run(inbox).scored == 1


def test_rescoring_replaces_every_row(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1", "ada/q1.txt": "good 2"})
    nights.run(inbox)
    assert nights.run(inbox, rescore=True).scored == 2
    (newest,) = {row["run_id"] for d in (RECORDING_SCORES, TEXT_SCORES) for row in nights.rows(d)}
    numbers = {row["run_id"]: row["number"] for row in nights.rows(SCORING_RUNS)}
    assert numbers[newest] == 2
    assert set(nights.keys_in_parquet(RECORDING_SCORES).values()) == {1}


def test_a_failure_deletes_no_score_of_other_bytes_or_where_waiting_may_help(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1", "ada/q2.wav": "away 2"})
    nights.run(inbox)
    write(inbox, {"ada/q1.wav": "bad other"})
    outcome = nights.run(inbox, rescore=True, storm=True)
    assert outcome.failed == 2
    assert [(r["recording_id"], r["attempt"]) for r in nights.rows(RECORDING_SCORES)] == [
        ("ada/q1.wav", 1),
        ("ada/q2.wav", 1),
    ]
    assert [(r["recording_id"], r["attempt"]) for r in nights.rows(FAILURES)] == [
        ("ada/q1.wav", 2),
        ("ada/q2.wav", 1),
    ]
    (candidate,) = nights.rows(CANDIDATE_SCORES)
    assert (candidate["recordings"], candidate["failures"]) == (2, 2)


def test_the_summary_for_schedulers_counts_and_names_nobody(tmp_path, migrated_url):
    inbox = write(tmp_path / "in", {"ada/q1.txt": ESSAY, "bob/q1.txt": "", "bob/x.db": ""})
    summary = tmp_path / "summary.json"
    arguments = ["--input", str(inbox), "--output", str(tmp_path / "out")]
    arguments += ["--database", migrated_url, "--summary_json", str(summary)]
    assert main([*arguments, "--maximum_failed_share", "0.2"]) == ExitCode.FAILURES
    found = json.loads(summary.read_text())
    assert found["counts"] == {
        "found": 2, "scored": 1, "skipped": 0, "failed": 1, "ignored": 1, "removed": 0,
    }  # fmt: skip
    assert (found["exit_code"], found["status"]) == (1, "too_many_failed")
    assert found["failed_by_kind"] == {"empty_file": 1}
    assert found["ignored_by_reason"] == {"unsupported_type": 1}
    assert "bob" not in summary.read_text()
    assert "ada" not in summary.read_text()
    assert main([*arguments[:-2], "--summary_json", str(summary), "--release", "9.9.9"]) == 2
    assert json.loads(summary.read_text())["status"] == "no_run"


def test_an_output_of_another_database_is_refused(nights, nights_template, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.txt": ESSAY})
    nights.run(inbox)
    with database_like(nights_template, "a_stranger") as url:
        arguments = ["--input", str(inbox), "--output", str(nights.output), "--database", url]
        assert main(arguments) == ExitCode.USAGE


def test_a_starved_night_leaves_yesterdays_rows(tmp_path, nights):
    """Under a memory limit that no reader could work in, no input is booked as broken."""
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1"})
    nights.run(inbox)
    before = {d: nights.rows(d) for d in (RECORDING_SCORES, FAILURES, CANDIDATE_SCORES)}
    write(inbox, {"ada/q2.txt": ESSAY})
    command = f"ulimit -v {3 << 20}; exec {sys.executable} -m jobs.score_interviews "
    command += f"--input {inbox} --output {nights.output} --database '{nights.url}'"
    status = os.system(f"{command} 2>/dev/null >/dev/null")  # noqa: S605
    assert os.waitstatus_to_exitcode(status) == ExitCode.BROKEN_OFF
    assert {d: nights.rows(d) for d in before} == before
    statuses = {row["number"]: row["status"] for row in nights.rows(SCORING_RUNS)}
    assert statuses == {1: "succeeded", 2: "failed"}
    entry = next(row for row in nights.rows(INPUTS) if row["input_id"] == "ada/q2.txt")
    assert (entry["state"], entry["tries"]) == ("waiting", 0)


def test_a_fault_of_the_machine_while_publishing_is_no_try_of_an_input(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1"})
    nights.run(inbox)
    (damaged,) = (nights.output / CANDIDATE_SCORES.name).rglob("*.parquet")
    content = damaged.read_bytes()
    damaged.write_bytes(b"")
    write(inbox, {"ada/q2.wav": "good 2"})
    for _ in range(2):
        with pytest.raises(DamagedFileError, match="is damaged: restore it"):
            nights.run(inbox)
    entry = next(row for row in nights.rows(INPUTS) if row["input_id"] == "ada/q2.wav")
    assert (entry["state"], entry["tries"]) == ("waiting", 0)
    assert sorted(row["scored"] for row in nights.rows(SCORING_RUNS)) == [0, 0, 1]
    damaged.write_bytes(content)
    assert nights.run(inbox).scored == 1


def test_two_outputs_of_one_database_have_each_key_once(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1", "ada/q1.txt": "good 2"})
    first, second = nights.output, tmp_path / "second"
    nights.run(inbox)
    for output in (second, first, second):
        nights.output = output
        nights.run(inbox, rescore=True)
    for nights.output in (first, second):
        for dataset in (RECORDING_SCORES, TEXT_SCORES, CANDIDATE_SCORES):
            keys = nights.keys_in_parquet(dataset)
            assert len(keys) == 1
            assert set(keys.values()) == {1}


def test_a_second_transcript_is_a_failure_that_stays(nights, tmp_path):
    inbox = write(tmp_path / "in", {"a/ada/m.wav": "good 1", "a/ada/m.vtt": "good 2"})
    write(inbox, {"c/ada/m.vtt": "good 3"})
    outcome = nights.run(inbox)
    assert (outcome.scored, outcome.failed) == (2, 1)
    assert [row["kind"] for row in nights.rows(FAILURES)] == ["duplicate_input"]
    assert nights.rows(CANDIDATE_SCORES)[0]["failures"] == 1
