"""Which attempt at a question a file is."""

import os

import pytest

from tests.inbox import DAY, key, moved, skipped, tasks


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
