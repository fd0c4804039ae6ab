"""Files that come under the wrong name, and are given the right one later."""

import pytest

from jobs import publishing
from schemas.datasets import INPUTS, TEXT_SCORES
from tests.nights import write

HEADER = "candidate_id,question_id,uri\n"


def answers(nights):
    """What each attempt holds, by the beginning of its SHA-256."""
    return {
        (row["document_id"], row["attempt"]): row["content_hash"][:6]
        for row in nights.rows(TEXT_SCORES)
    }


def renamed(nights, folder):
    """An answer to q2 was sent as q1; then it is renamed, and the true q1 is sent."""
    inbox = write(folder / "in", {"ada/q1.txt": "good to the second"})
    nights.run(inbox)
    (inbox / "ada/q1.txt").rename(inbox / "ada/q2.txt")
    return write(inbox, {"ada/q1.txt": "good to the first"})


def check(nights):
    keys = {tuple(row[name] for name in TEXT_SCORES.key) for row in nights.rows(TEXT_SCORES)}
    found = nights.keys_in_parquet(TEXT_SCORES)
    assert set(found) == keys
    assert set(found.values()) == {1}


def test_a_renamed_answer_moves_to_its_question(nights, tmp_path):
    inbox = renamed(nights, tmp_path)
    outcome = nights.run(inbox)
    assert (outcome.scored, outcome.removed) == (2, 1)
    assert set(answers(nights)) == {("ada/q1.txt", 2), ("ada/q2.txt", 1)}
    check(nights)


def test_the_old_name_keeps_the_score_until_the_new_one_has_it(nights, tmp_path):
    inbox = renamed(nights, tmp_path)
    before = answers(nights)[("ada/q1.txt", 1)]
    nights.run(inbox, limit=1)  # q1
    assert answers(nights)[("ada/q1.txt", 1)] == before
    nights.run(inbox, limit=1)
    assert answers(nights)[("ada/q2.txt", 1)] == before
    assert ("ada/q1.txt", 1) not in answers(nights)
    check(nights)


def test_a_move_that_breaks_off_is_made_by_the_next_night(nights, tmp_path, monkeypatch):
    inbox = renamed(nights, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "additions", broken_from_the_second(publishing.additions))
        with pytest.raises(OSError, match="no space"):
            nights.run(inbox)
    assert set(answers(nights)) == {("ada/q1.txt", 1)}
    nights.run(inbox)
    assert set(answers(nights)) == {("ada/q1.txt", 2), ("ada/q2.txt", 1)}
    check(nights)


def broken_from_the_second(function):
    """What is planned is published, and then no batch any more."""
    calls = []

    def breaking(*arguments):
        calls.append(arguments)
        if len(calls) > 1:
            raise OSError("no space")
        return function(*arguments)

    return breaking


def test_a_manifest_gives_a_file_to_somebody_else(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.txt": "good 1"})
    nights.run(inbox)
    manifest = tmp_path / "night.csv"
    manifest.write_text(f"{HEADER}grace,q1,in/ada/q1.txt\n")
    assert nights.run(manifest=str(manifest)).removed == 1
    assert set(answers(nights)) == {("grace/q1.txt", 1)}
    check(nights)


def test_a_night_over_the_folder_knows_what_the_manifest_named(nights, tmp_path):
    inbox = write(tmp_path / "in", {"a/1.txt": "good one", "b/2.txt": "good two"})
    manifest = tmp_path / "night.csv"
    manifest.write_text(f"{HEADER}ada,q1,in/a/1.txt\nada,q1,in/b/2.txt\n")
    assert nights.run(manifest=str(manifest)).scored == 2
    again = nights.run(inbox)
    assert (again.scored, len(again.skipped)) == (0, 2)
    before = answers(nights)
    write(inbox, {"a/1.txt": "good again"})
    assert nights.run(inbox / "a").scored == 1
    after = answers(nights)
    assert set(after) == {("ada/q1.txt", number) for number in (1, 2, 3)}
    assert after.items() > before.items()
    entries = [row for row in nights.rows(INPUTS) if row["state"] == "scored"]
    assert len({(row["input_id"], row["attempt"]) for row in entries}) == len(entries) == 3
    check(nights)
