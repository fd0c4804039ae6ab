"""What is gone keeps its scores until they are removed on purpose."""

import shutil

import pytest

from jobs.options import CommandError
from schemas.datasets import CANDIDATE_SCORES, INPUTS, RECORDING_SCORES
from tests.nights import write


def test_a_mount_that_is_away_loses_nothing_and_retiring_is_on_purpose(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1", "bob/q1.wav": "good 2"})
    other = write(tmp_path / "other", {"eve/q1.wav": "good 3"})
    nights.run(inbox, other)
    nights.run(other, release="b")
    away = inbox.rename(tmp_path / "away")
    inbox.mkdir()
    nights.run(inbox)
    assert [row["candidate_id"] for row in nights.rows(RECORDING_SCORES)] == [
        "ada", "bob", "eve", "eve",
    ]  # fmt: skip
    with pytest.raises(CommandError, match="is empty, and had inputs before"):
        nights.run(inbox, retire_missing=True)
    (inbox / "link").symlink_to(tmp_path / "nowhere", target_is_directory=True)
    write(inbox, {"dan/q1.wav": "good 4"})
    outcome = nights.run(inbox, retire_missing=True)
    assert outcome.removed == 2
    for dataset in (RECORDING_SCORES, CANDIDATE_SCORES):
        left = nights.rows(dataset)
        assert {row["candidate_id"] for row in left} == {"dan", "eve"}, "not of another folder"
        keys = {tuple(row[name] for name in dataset.key) for row in left}
        assert set(nights.keys_in_parquet(dataset)) == keys
    states = {row["candidate_id"]: row["state"] for row in nights.rows(INPUTS)}
    assert states == {"ada": "retired", "bob": "retired", "dan": "scored", "eve": "scored"}
    shutil.rmtree(inbox)
    away.rename(inbox)
    assert nights.run(inbox).scored == 2
    attempts = [row["attempt"] for row in nights.rows(RECORDING_SCORES)]
    assert attempts == [1, 1, 1, 1, 1], "what returns has its number again"


def test_retiring_one_answer_aggregates_the_candidate_anew_in_every_release(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1", "ada/q2.wav": "good 2"})
    nights.run(inbox, release="a")
    nights.run(inbox, release="b")
    runs = {row["model_release"]: row["run_id"] for row in nights.rows(CANDIDATE_SCORES)}
    (inbox / "ada/q2.wav").unlink()
    nights.run(inbox, release="b", retire_missing=True)
    rows = nights.rows(CANDIDATE_SCORES)
    assert [row["recordings"] for row in rows] == [1, 1]
    assert rows[0]["run_id"] == runs[rows[0]["model_release"]], "scored by its own run still"
    assert [row["is_current"] for row in rows] == [False, True]
    assert sum(nights.keys_in_parquet(CANDIDATE_SCORES).values()) == 2


def test_nothing_below_a_link_that_is_passed_over_is_retired(nights, tmp_path):
    inbox = write(tmp_path / "in", {"ada/q1.wav": "good 1"})
    write(tmp_path / "share", {"bob/q1.wav": "good 2"})
    (inbox / "bob").symlink_to(tmp_path / "share/bob")
    nights.run(inbox, follow_links=True)
    outcome = nights.run(inbox, retire_missing=True)
    assert outcome.removed == 0
    assert {row["candidate_id"] for row in nights.rows(RECORDING_SCORES)} == {"ada", "bob"}
