"""What a night does with what it finds, by what is known before it."""

import datetime
import hashlib
import os
from pathlib import Path

import pytest

from schemas.ledger import LedgerEntry
from schemas.states import IGNORED_REASONS, MAXIMUM_TRIES
from tests.planned import NOW, SCORED_BY
from transforms.inputs.batches import LEAST_SECONDS, in_batches, media_seconds
from transforms.inputs.find import find_inputs
from transforms.inputs.known import Known
from transforms.inputs.plan import plan_night
from transforms.inputs.planned import WHY
from transforms.inputs.rules import FIRST_DISTANCE, Rules, next_try

RULES = Rules(NOW, SCORED_BY)
DAY = datetime.timedelta(days=1)


class Inbox:
    """A folder, and the ledger that nights over it leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: dict[tuple, LedgerEntry] = {}
        self.scored: dict[tuple, str] = {}
        self.now = NOW

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        moment = self.now.timestamp() - 3600
        os.utime(path, (moment, moment))

    def plan(self, **rules):
        known = Known(self.entries.values(), self.scored)
        found = find_inputs([str(self.folder)], rules.pop("manifest", None))
        return plan_night(found, known, RULES._replace(now=self.now, **rules))

    def night(self, failing=(), cut=(), kind="unreadable_media", **rules):
        """Plan, and write what becomes of each task: `failing` and `cut` name files."""
        plan = self.plan(**rules)
        for entry in plan.outdated:
            self.entries.pop(key(entry), None)
        self.entries |= {key(entry): entry for entry in (*plan.entries, *plan.failed)}
        for task in plan.tasks:
            name = os.path.relpath(task.file.uri, self.folder)
            entry = task.entry._replace(
                tried_at=self.now.isoformat(), model_release=SCORED_BY[0][0],
                config_digest=SCORED_BY[0][1],
            )  # fmt: skip
            if name in failing:
                tries = entry.tries + 1 if entry.state == "failed" else 1
                entry = entry._replace(state="failed", reason=kind, tries=tries)
            else:
                content = hashlib.sha256(Path(task.file.uri).read_bytes()).hexdigest()
                entry = entry._replace(
                    state="scored", reason="truncated" if name in cut else None,
                    scored_whole=name not in cut, content_hash=content, tries=0,
                )  # fmt: skip
                self.scored[task.file.input_id, task.file.attempt] = content
                for gone in task.moved_from:
                    self.entries[key(gone)] = gone._replace(state="retired")
            self.entries[key(entry)] = entry
        self.now += DAY
        return plan


def key(entry):
    return entry.uri_hash, entry.input_id, entry.attempt


def tasks(plan, folder):
    return {os.path.relpath(t.file.uri, folder): (t.file.attempt, t.why) for t in plan.tasks}


def moved(plan):
    return {(e.input_id, e.attempt) for task in plan.tasks for e in task.moved_from}


def skipped(plan, folder):
    return {os.path.relpath(item.uri, folder): item.reason for item in plan.skipped}


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path / "in")


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


def test_new_bytes_are_the_next_attempt_under_any_extension(inbox):
    inbox.write("ada/q1.mp4", "film")
    inbox.night()
    inbox.write("ada/q1.mp4", "another film")
    inbox.write("x/ada/q1.wav", "sound")
    assert tasks(inbox.night(), inbox.folder) == {
        "ada/q1.mp4": (2, "changed"),
        "x/ada/q1.wav": (3, "new"),
    }
    inbox.write("ada/q1.mp4", "film")
    plan = inbox.night()
    assert tasks(plan, inbox.folder) == {}, "the first bytes are back, and keep their number"
    inbox.write("ada/q1.mp4", "a fourth film")
    assert tasks(inbox.night(), inbox.folder) == {"ada/q1.mp4": (4, "changed")}


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


@pytest.mark.parametrize("what", ["failing", "cut"])
@pytest.mark.parametrize("replacement", ["ada/q1.mp4", "ada/q1.mov", "z/ada/q1.mp4"])
def test_what_replaces_a_failed_or_truncated_input_keeps_its_number(inbox, what, replacement):
    inbox.write("ada/q1.mp4", "broken")
    inbox.night(**{what: ["ada/q1.mp4"]})
    inbox.write(replacement, "mended film")
    assert tasks(inbox.night(), inbox.folder)[replacement][0] == 1
    inbox.write(replacement, "yet another film")
    assert tasks(inbox.night(), inbox.folder)[replacement][0] == 2


def test_a_failure_by_another_release_does_not_give_the_number_away(inbox):
    inbox.write("ada/q1.mp4", "film")
    inbox.night()
    inbox.scored.clear()  # another release has not scored it
    inbox.night(failing=["ada/q1.mp4"])
    inbox.write("ada/q1.mp4", "another film")
    assert tasks(inbox.night(), inbox.folder) == {"ada/q1.mp4": (2, "changed")}


def test_attempts_of_one_night_are_in_the_order_of_recording(inbox, tmp_path):
    for name in ("a/q.mp4", "b/q.mp4", "c/q.mp4"):
        inbox.write(name, name)
    manifest = tmp_path / "night.csv"
    rows = ["ada,q1,in/a/q.mp4,2026-03-01", "ada,q1,in/b/q.mp4,2026-01-01T12:00:00+02:00"]
    rows += ["ada,q1,in/c/q.mp4,2026-02-01"]
    manifest.write_text("\n".join(["candidate_id,question_id,uri,recorded_at", *rows]))
    plan = inbox.plan(manifest=str(manifest))
    attempts = {os.path.basename(os.path.dirname(f.uri)): f.attempt for f in plan.files}
    assert attempts == {"b": 1, "c": 2, "a": 3}


def test_a_transcript_has_the_number_of_the_recording_beside_it(inbox):
    inbox.write("x/ada/q1.mp4", "one")
    inbox.write("x/ada/q1.vtt", "words of one")
    inbox.write("y/ada/q1.mp4", "two")
    inbox.write("y/ada/q1.vtt", "words of two")
    found = {os.path.relpath(f.uri, inbox.folder): f for f in inbox.night().files}
    for folder, number in (("x", 1), ("y", 2)):
        transcript = found[f"{folder}/ada/q1.vtt"]
        assert (transcript.attempt, transcript.recording_id) == (number, "ada/q1.mp4")
    inbox.write("y/ada/q1.mp4", "three")
    inbox.write("y/ada/q1.vtt", "words of three")
    assert tasks(inbox.night(), inbox.folder) == {
        "y/ada/q1.mp4": (3, "changed"),
        "y/ada/q1.vtt": (3, "changed"),
    }


def test_a_second_transcript_of_one_name_for_a_recording_fails(inbox):
    inbox.write("x/ada/q1.mp4", "one")
    inbox.write("x/ada/q1.vtt", "words")
    inbox.write("y/ada/q1.vtt", "other words")
    plan = inbox.night()
    assert [failure.kind for failure in plan.failures] == ["duplicate_input"]
    assert plan.found == 3
    assert skipped(inbox.night(), inbox.folder)["y/ada/q1.vtt"] == "failed_before"


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


def test_batches_keep_candidates_together_and_put_suspects_last_and_alone(inbox):
    for name in ("ada/1.txt", "bob/1.txt", "x/ada/2.txt", "bob/2.txt", "eve/1.txt"):
        inbox.write(name, name)
    plan = inbox.plan()
    suspects = {"bob/2.txt": 1, "ada/1.txt": 2}
    planned = [
        task._replace(entry=task.entry._replace(tries=suspects.get(task.file.input_id, 0)))
        for task in plan.tasks
    ]
    found = [[t.file.input_id for t in b] for b in in_batches(planned, 2 * LEAST_SECONDS, {})]
    assert found == [["bob/1.txt", "eve/1.txt"], ["ada/2.txt"], ["bob/2.txt"], ["ada/1.txt"]]


def test_a_candidate_with_more_than_a_batch_is_cut(inbox):
    for number in range(5):
        inbox.write(f"ada/{number}.txt", str(number))
    found = [len(batch) for batch in in_batches(inbox.plan().tasks, 2 * LEAST_SECONDS, {})]
    assert found == [2, 2, 1]


def test_how_long_a_file_is_follows_from_its_size_and_what_is_known(inbox):
    inbox.write("ada/1.wav", "x" * 640_000)
    (task,) = inbox.plan().tasks
    assert media_seconds(task, {}) == 10.0
    assert media_seconds(task, {".wav": 32_000.0}) == 20.0
    assert media_seconds(task, {".wav": 1e9}) == LEAST_SECONDS


def test_the_second_try_is_at_once_and_later_ones_are_not():
    entry = LedgerEntry(*[""] * 24)._replace(tries=1, tried_at=NOW.isoformat())
    assert next_try(entry) is None
    for tries, times in ((2, 1), (3, 2), (4, 4)):
        assert next_try(entry._replace(tries=tries)) == NOW + FIRST_DISTANCE * times


def test_all_reasons_have_words():
    assert {"new", "changed", "retried", "interrupted", "again"} == set(WHY)
    assert {"settling", "retry_later", "same_bytes", "replaced"} <= set(IGNORED_REASONS)


def test_a_name_that_was_corrected_answers_its_own_question(inbox):
    inbox.write("ada/q1.txt", "the answer to q2")
    inbox.night()
    (inbox.folder / "ada/q1.txt").rename(inbox.folder / "ada/q2.txt")
    assert skipped(inbox.night(), inbox.folder) == {"ada/q2.txt": "same_bytes"}
    inbox.write("ada/q1.txt", "the true first answer")
    plan = inbox.night()
    assert tasks(plan, inbox.folder) == {"ada/q1.txt": (2, "changed"), "ada/q2.txt": (1, "changed")}
    assert moved(plan) == {("ada/q1.txt", 1)}
    again = inbox.plan()
    assert moved(again) == set(), "it is done with the scoring"


def test_two_names_that_were_swapped_are_scored_under_the_right_questions(inbox):
    inbox.write("ada/q1.txt", "to the second")
    inbox.write("ada/q2.txt", "to the first one")
    inbox.night()
    inbox.write("ada/q1.txt", "to the first one")
    inbox.write("ada/q2.txt", "to the second")
    plan = inbox.night()
    assert {name: number for name, (number, _) in tasks(plan, inbox.folder).items()} == {
        "ada/q1.txt": 2,
        "ada/q2.txt": 2,
    }
    assert moved(plan) == {("ada/q1.txt", 1), ("ada/q2.txt", 1)}


def test_an_earlier_attempt_that_is_put_aside_stays_one(inbox):
    inbox.write("ada/q1.txt", "first")
    inbox.night()
    (inbox.folder / "old/ada").mkdir(parents=True)
    (inbox.folder / "ada/q1.txt").rename(inbox.folder / "old/ada/q1.txt")
    inbox.write("ada/q1.txt", "second answer")
    plan = inbox.night()
    assert tasks(plan, inbox.folder) == {"ada/q1.txt": (2, "changed")}
    assert moved(plan) == set()


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


def test_what_is_retired_and_comes_back_elsewhere_has_its_number(inbox):
    inbox.write("ada/q1.txt", "first")
    inbox.night()
    inbox.write("ada/q1.txt", "the second")
    inbox.night()
    inbox.entries = {k: e._replace(state="retired") for k, e in inbox.entries.items()}
    (inbox.folder / "y/ada").mkdir(parents=True)
    (inbox.folder / "ada/q1.txt").rename(inbox.folder / "y/ada/q1.txt")
    inbox.scored.clear()
    assert tasks(inbox.night(), inbox.folder) == {"y/ada/q1.txt": (2, "new")}


def test_a_correction_that_was_not_scored_is_made_in_a_later_night(inbox):
    inbox.write("ada/q1.txt", "the answer to q2")
    inbox.night()
    (inbox.folder / "ada/q1.txt").rename(inbox.folder / "ada/q2.txt")
    inbox.write("ada/q1.txt", "the true first answer")
    plan = inbox.plan()
    inbox.entries |= {key(entry): entry for entry in plan.entries}  # and then it was killed
    inbox.now += DAY
    assert moved(inbox.night()) == {("ada/q1.txt", 1)}


def test_a_file_that_answered_two_questions_stays_the_first_ones_attempt(inbox):
    inbox.write("ada/q1.txt", "one answer to both")
    inbox.write("ada/q2.txt", "one answer to both")
    inbox.night()
    inbox.write("ada/q1.txt", "another first answer")
    plan = inbox.night()
    assert set(tasks(plan, inbox.folder)) == {"ada/q1.txt", "ada/q2.txt"}
    assert moved(plan) == set()
