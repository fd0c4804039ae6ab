"""Aggregates per candidate."""

import numpy as np
import pytest

from schemas.columns import to_record
from schemas.elements import InputFile, Recording, ScoredFace, key_of
from schemas.failures import Failure
from schemas.rows import TextScore
from schemas.usability import DEFAULT_LIMITS, USABILITY_REASONS, in_words
from tests.selections import BOTH
from transforms.candidates import aggregate_candidate
from transforms.fuse import fuse_recording

HAPPY, ANGRY = (tuple(np.eye(7)[i]) for i in (3, 0))


def recording(name, frames, emotions, truncated=False):
    file = InputFile(
        f"ada/{name}", "ada", name, f"/{name}", "recording", None, "spring", None, None
    )
    seconds = frames / 5
    known = Recording(
        file, "00", seconds, truncated, True, False, 0, 25.0, False, frames, 0, eyes_read=False
    )
    faces = [
        ScoredFace(
            key_of(file),
            n,
            n / 5,
            1,
            "scored",
            0,
            99.0,
            (0.1,) * 4,
            (0.1,) * 10,
            1.0,
            0.0,
            {"cnn": emotions},
        )
        for n in range(frames)
    ]
    return fuse_recording(known, faces, [], BOTH).score


def text(name, traits):
    return TextScore(
        "ada", f"ada/{name}", 1, None, name, None, None, None, "essay", f"/{name}", "00", "words",
        "scored" if traits else "no_text", 100 if traits else 0, traits, (), (),
    )  # fmt: skip


FAILURE = Failure(
    "ada",
    "ada/x.mp4",
    1,
    "x",
    "/x.mp4",
    "probe",
    "unreadable_media",
    "Export again.",
    "autumn",
    None,
)


def test_recordings_count_the_same_whatever_their_length():
    row = aggregate_candidate(
        "ada", [recording("long.mp4", 300, ANGRY), recording("short.mp4", 20, HAPPY)], [], []
    )
    assert row.emotions[0] == row.emotions[3] == pytest.approx(0.5)
    assert row.deviation[0] == pytest.approx(0.5)
    assert (row.recordings, row.frames, row.frames_scored) == (2, 320, 320)
    assert row.cohort == "spring"
    assert row.usable
    assert (row.reasons, row.reason_values) == (("no_voice_score",), (2.0,))


def test_order_does_not_matter():
    a, b = recording("a.mp4", 12, ANGRY), recording("b.mp4", 20, HAPPY)
    texts = [text("1.txt", (0.1,) * 5), text("2.txt", (0.4,) * 5)]
    assert aggregate_candidate("ada", [a, b], texts, []) == aggregate_candidate(
        "ada", [b, a], texts[::-1], []
    )


def test_essays_only_is_usable_and_has_no_emotions():
    row = aggregate_candidate("ada", [], [text("1.txt", (0.2,) * 5), text("2.txt", (0.4,) * 5)], [])
    assert row.usable
    assert row.reasons == ()
    assert row.emotions is None
    assert row.traits == pytest.approx((0.3,) * 5)
    assert row.face_coverage is None


def test_traits_are_independent():
    row = aggregate_candidate("ada", [], [text("1.txt", (0.9, 0.9, 0.1, 0.5, 0.5))], [])
    assert sum(row.traits) == pytest.approx(2.9)


def test_a_candidate_whose_inputs_all_failed_is_not_lost():
    row = aggregate_candidate("ada", [], [], [FAILURE])
    assert not row.usable
    assert row.reasons == ("too_little_scored", "failed_inputs")
    assert row.reason_values == (0.0, 1.0)
    assert in_words(row.reasons, row.reason_values) == "too little was scored; 1 input failed"
    assert row.cohort == "autumn"
    assert to_record(row)["happy"] is None


def test_too_little_is_not_usable():
    row = aggregate_candidate("ada", [recording("a.mp4", 3, ANGRY, truncated=True)], [], [])
    assert not row.usable
    said = dict(zip(row.reasons, row.reason_values, strict=True))
    assert said == {"too_little_scored": 3.0, "no_voice_score": 1.0, "truncated_recording": 1.0}


def test_thresholds_decide_what_is_usable():
    recordings = [recording("a.mp4", 3, ANGRY)]
    low = {**DEFAULT_LIMITS, "minimum_scored_frames": 3.0}
    assert aggregate_candidate("ada", recordings, [], [], limits=low).usable
    high = {**low, "minimum_face_coverage": 1.1}
    row = aggregate_candidate("ada", recordings, [], [], limits=high)
    assert row.reasons == ("face_rarely_seen", "no_voice_score")
    assert row.reason_values == (1.0, 1.0)
    assert set(row.reasons) <= set(USABILITY_REASONS)


def test_every_reason_has_words():
    for reason in USABILITY_REASONS:
        assert "{" not in in_words([reason], [0.25])
    assert in_words(["face_rarely_seen"], [0.314]) == "face seen in 31% of the frames"
