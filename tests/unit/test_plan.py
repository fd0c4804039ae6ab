"""What a night does with what it finds, by what is known before it."""

import datetime
import os
from pathlib import Path

from schemas.ledger import LedgerEntry
from schemas.states import IGNORED_REASONS, MAXIMUM_TRIES
from tests.inbox import DAY, key, moved, skipped, tasks
from tests.planned import NOW
from transforms.inputs.planned import WHY
from transforms.inputs.rules import FIRST_DISTANCE, next_try


def test_the_second_night_scores_nothing(inbox):
    inbox.write("ada/q1.mp4", "film")
    inbox.write("ada/q1.txt", "essay")
    assert tasks(inbox.night(), inbox.folder) == {
        "ada/q1.mp4": (1, "new"),
        "ada/q1.txt": (1, "new"),
    }
    second = inbox.night()
    assert second.tasks == ()
    assert set(skipped(second, inbox.folder).values()) == {"already_scored"}
    assert second.found == 2


def test_a_file_that_was_only_touched_is_not_scored(inbox):
    inbox.write("ada/q1.mp4", "film")
    inbox.night()
    os.utime(inbox.folder / "ada/q1.mp4", (1, 1))
    plan = inbox.night()
    assert skipped(plan, inbox.folder) == {"ada/q1.mp4": "already_scored"}
    (entry,) = plan.entries
    assert entry.changed_at == "1970-01-01T00:00:01+00:00", "it need not be read again"


def test_changed_bytes_of_one_size_and_time_are_seen_on_demand(inbox):
    inbox.write("ada/q1.mp4", "film one")
    inbox.night()
    status = os.stat(inbox.folder / "ada/q1.mp4")
    (inbox.folder / "ada/q1.mp4").write_text("film two")
    os.utime(inbox.folder / "ada/q1.mp4", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert tasks(inbox.plan(), inbox.folder) == {}
    assert tasks(inbox.plan(verify=True), inbox.folder) == {"ada/q1.mp4": (2, "changed")}


def test_the_same_bytes_elsewhere_are_recognised_and_read_once(inbox, monkeypatch):
    inbox.write("ada/q1.mp4", "film")
    inbox.night()
    (inbox.folder / "ada/q1.mp4").rename(inbox.folder / "ada/q9.mp4")
    plan = inbox.night()
    assert [(s.reason, s.same_as) for s in plan.skipped] == [("same_bytes", "ada/q1.mp4")]
    monkeypatch.setattr("transforms.inputs.contents.digest", None)
    monkeypatch.setattr("transforms.inputs.same_bytes.digest", None)
    assert skipped(inbox.night(), inbox.folder) == {"ada/q9.mp4": "same_bytes"}


def test_a_copy_is_scored_as_the_original_that_is_away_by_a_release_that_has_not(inbox):
    inbox.write("ada/q1.mp4", "film")
    inbox.night()
    (inbox.folder / "ada/q1.mp4").rename(inbox.folder / "ada/q9.mp4")
    inbox.night()
    inbox.scored.clear()
    (task,) = inbox.night().tasks
    assert (task.file.input_id, task.file.question_id, task.file.attempt) == ("ada/q1.mp4", "q1", 1)
    assert task.file.uri.endswith("q9.mp4")
    assert skipped(inbox.night(), inbox.folder) == {"ada/q9.mp4": "same_bytes"}


def test_retries_keep_growing_distances_and_end(inbox):
    inbox.write("ada/q1.mp4", "film")
    tried = []
    for night in range(40):
        if inbox.night(failing=["ada/q1.mp4"], kind="unreachable").tasks:
            tried.append(night)
    assert tried == [0, 1, 2, 4, 8], "about 20, 40 and 80 hours apart"
    assert skipped(inbox.plan(), inbox.folder) == {"ada/q1.mp4": "failed_before"}
    assert inbox.plan(rescore=True).tasks
    inbox.write("ada/q1.mp4", "another film")
    assert tasks(inbox.plan(), inbox.folder) == {"ada/q1.mp4": (1, "changed")}


def test_a_retry_that_is_not_due_waits_with_a_reason(inbox):
    inbox.write("ada/q1.mp4", "film")
    for _ in range(3):
        inbox.night(failing=["ada/q1.mp4"], kind="decoding_timeout")
    assert skipped(inbox.plan(), inbox.folder) == {"ada/q1.mp4": "retry_later"}


def test_a_lasting_failure_is_not_tried_until_it_changes(inbox):
    inbox.write("ada/q1.mp4", "film")
    inbox.night(failing=["ada/q1.mp4"])
    assert skipped(inbox.night(), inbox.folder) == {"ada/q1.mp4": "failed_before"}
    other = inbox.plan(scored_by=(("0.6.0+xyz", "digest"),))
    assert tasks(other, inbox.folder) == {"ada/q1.mp4": (1, "retried")}


def test_a_name_that_fails_is_remembered(inbox):
    inbox.write("ada/q1.mp4", "film")
    path = os.fsencode(inbox.folder / "ada") + b"/\xff.mp4"
    Path(os.fsdecode(path)).write_text("odd")
    assert [f.kind for f in inbox.night().failures] == ["unusable_name"]
    second = inbox.night()
    assert second.failures == ()
    assert sorted(item.reason for item in second.skipped) == ["already_scored", "failed_before"]


def test_young_and_old_files_are_left(inbox):
    inbox.write("ada/q1.mp4", "film")  # an hour old
    rules = {"settle": datetime.timedelta(hours=2)}
    plan = inbox.night(**rules)
    assert skipped(plan, inbox.folder) == {"ada/q1.mp4": "settling"}
    assert plan.entries == (), "its bytes may change before it is read"
    assert tasks(inbox.plan(settle=datetime.timedelta(minutes=30)), inbox.folder)
    assert skipped(inbox.plan(since=NOW + DAY), inbox.folder) == {"ada/q1.mp4": "before_since"}
    assert tasks(inbox.plan(since=NOW - DAY), inbox.folder)


def test_what_the_manifest_gives_to_somebody_else_is_taken_from_the_first(inbox, tmp_path):
    inbox.write("ada/q1.mp4", "film")
    inbox.night()
    manifest = tmp_path / "night.csv"
    manifest.write_text("candidate_id,question_id,uri\ngrace,q1,in/ada/q1.mp4\n")
    plan = inbox.night(manifest=str(manifest))
    assert [(f.candidate_id, f.attempt) for f in plan.files] == [("grace", 1)]
    (task,) = plan.tasks
    assert [(e.candidate_id, e.input_id) for e in task.moved_from] == [("ada", "ada/q1.mp4")]


def test_an_input_during_which_runs_died_is_given_up(inbox):
    inbox.write("ada/q1.mp4", "film")
    (entry,) = inbox.plan().entries
    for tries in range(1, MAXIMUM_TRIES):
        inbox.entries = {key(entry): entry._replace(tries=tries)}
        (task,) = inbox.plan().tasks
        assert task.why == "interrupted"
    inbox.entries = {key(entry): entry._replace(tries=MAXIMUM_TRIES)}
    plan = inbox.night()
    assert [failure.kind for failure in plan.failures] == ["worker_died"]
    assert plan.entries == ()
    assert [e.state for e in plan.failed] == ["failed"]


def test_the_second_try_is_at_once_and_later_ones_are_not():
    entry = LedgerEntry(*[""] * 25)._replace(tries=1, tried_at=NOW.isoformat())
    assert next_try(entry) is None
    for tries, times in ((2, 1), (3, 2), (4, 4)):
        assert next_try(entry._replace(tries=tries)) == NOW + FIRST_DISTANCE * times


def test_all_reasons_have_words():
    assert {"new", "changed", "retried", "interrupted", "again"} == set(WHY)
    assert {"settling", "retry_later", "same_bytes", "replaced"} <= set(IGNORED_REASONS)


def test_what_cannot_be_looked_at_is_tried_at_growing_distances(inbox):
    (inbox.folder / "ada").mkdir(parents=True)
    (inbox.folder / "ada/q1.txt").symlink_to("gone.txt")
    tried = [
        number
        for number in range(20)
        if inbox.night(failing=["ada/q1.txt"], kind="unreachable").tasks
    ]
    assert tried == [0, 1, 2, 4, 8]


def test_a_scored_file_that_cannot_be_looked_at_is_away(inbox):
    inbox.write("ada/q1.txt", "essay")
    inbox.night()
    (inbox.folder / "ada/q1.txt").unlink()
    (inbox.folder / "ada/q1.txt").symlink_to("gone.txt")
    assert skipped(inbox.night(), inbox.folder) == {"ada/q1.txt": "already_scored"}


def test_a_night_without_the_manifest_keeps_the_names_that_it_gave(inbox, tmp_path):
    inbox.write("pool/1.txt", "essay")
    manifest = tmp_path / "night.csv"
    manifest.write_text("candidate_id,question_id,uri,cohort\nada,q1,in/pool/1.txt,spring\n")
    inbox.night(manifest=str(manifest))
    plan = inbox.night()
    assert [(s.input_id, s.cohort, s.reason) for s in plan.skipped] == [
        ("ada/q1.txt", "spring", "already_scored")
    ]
    assert moved(plan) == set()
    inbox.write("pool/1.txt", "another essay")
    assert [(f.candidate_id, f.attempt) for f in inbox.plan().files] == [("ada", 2)]
