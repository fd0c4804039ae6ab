"""The development clips, real people on real cameras; skipped where they are absent."""

import numpy as np
import pytest

from models.claims import limit
from models.selection import select
from schemas.datasets import FAILURES, FRAME_SCORES, RECORDING_SCORES, VOICE_SCORES
from schemas.labels import EMOTIONS
from tests.marked_clips import CLIPS, clip_names, needs_clips
from tests.runs import all_rows, score

pytestmark = needs_clips


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    output = tmp_path_factory.mktemp("clips")
    assert score(CLIPS, output=output) == 0
    return all_rows(output)


def test_every_clip_is_scored(rows):
    assert rows[FAILURES.name] == {}
    assert {key for (key,) in rows[RECORDING_SCORES.name]} == set(clip_names())
    for row in rows[RECORDING_SCORES.name].values():
        assert row["happy"] is not None


@pytest.mark.parametrize("candidate", ["GRID", "MEAD"])
def test_faces_are_found_in_talking_heads(rows, candidate):
    frames = [r for r in rows[FRAME_SCORES.name].values() if r["candidate_id"] == candidate]
    scored = [frame for frame in frames if frame["state"] == "scored"]
    assert len(frames) > 100
    assert len(scored) >= 0.97 * len(frames)


def test_silent_clips_have_no_voice_and_say_so(rows):
    silent = [
        row
        for row in rows[RECORDING_SCORES.name].values()
        if row["voice_state"] in ("no_sound", "silent")
    ]
    heard = {row["recording_id"] for row in rows[VOICE_SCORES.name].values()}
    assert len(silent) == 6
    for row in silent:
        assert row["candidate_id"] == "MEAD"
        assert row["modalities"] == "face"
        face = np.array([row[f"face_{emotion}"] for emotion in EMOTIONS])
        expected = limit(face, select().fusion.ceilings.face)
        assert [row[emotion] for emotion in EMOTIONS] == pytest.approx(expected, abs=1e-12)
        assert row["voice_happy"] is None
        assert row["recording_id"] not in heard


def test_a_smile_is_read_as_one(rows):
    assert rows[RECORDING_SCORES.name][("MEAD/happy.mp4",)]["dominant"] == "happy"
