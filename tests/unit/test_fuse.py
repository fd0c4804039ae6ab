"""One recording: its rows, its states, exactly one score."""

import dataclasses

import numpy as np
import pytest

from models.calibration import temper
from models.selection import Ensemble
from schemas.columns import to_record
from schemas.elements import InputFile, Recording, ScoredFace, ScoredWindow
from schemas.states import BLINK_STATES
from tests.selections import BOTH
from transforms.fuse import fuse_recording

HAPPY, ANGRY, SAD = (tuple(np.eye(7)[i]) for i in (3, 0, 4))
FILE = InputFile("ada/q.mp4", "ada", "q", "/in/ada/q.mp4", "recording", None, None, None, None)


def recording(picture=True, sound=True):
    return Recording(FILE, "00", 2.0, False, picture, sound, 0, 25.0, False, 0, 0, True)


def face(frame, track=0, size=100.0, emotions=HAPPY, state="scored"):
    box, points = (0.1, 0.1, 0.3, 0.3), (0.5,) * 10
    return ScoredFace(
        "ada/q.mp4", frame, frame / 5, 1, state, track, size, box, points, 0.9, 3.0,
        None if emotions is None else {"cnn": emotions},
    )  # fmt: skip


def empty(frame):
    return ScoredFace("ada/q.mp4", frame, frame / 5, 0, "no_face")


def window(number, emotions=ANGRY, state="scored", other=None):
    spoken = emotions is not None
    return ScoredWindow(
        "ada/q.mp4",
        number,
        float(number),
        number + 3.072,
        state,
        0.8 if spoken else 0.0,
        {"first": emotions, "second": other or emotions} if spoken else None,
    )


def fuse(faces, windows, known=None, voices=("first", "second")):
    selection = dataclasses.replace(BOTH, voice=Ensemble(voices))
    return fuse_recording(known or recording(), faces, windows, selection)


def test_face_and_voice_are_fused_with_equal_weights():
    score = fuse([face(0), face(1)], [window(0)]).score
    assert score.modalities == "face+voice"
    assert score.emotions == pytest.approx((0.5, 0, 0, 0.5, 0, 0, 0))
    assert score.face_emotions == HAPPY
    assert score.voice_emotions == ANGRY
    assert (score.frames, score.frames_scored, score.windows, score.windows_scored) == (2, 2, 1, 1)


def test_rows_do_not_depend_on_the_order_of_arrival():
    faces = [face(0), face(1, emotions=SAD), empty(2), face(1, track=1, size=20.0)]
    windows = [window(0), window(1, SAD)]
    forward, backward = fuse(faces, windows), fuse(faces[::-1], windows[::-1])
    assert forward == backward


def test_a_bystander_is_not_the_candidate():
    faces = [face(number) for number in range(5)]
    faces += [face(number, track=1, size=30.0, emotions=ANGRY) for number in range(6)]
    fused = fuse(faces, [])
    assert fused.score.face_emotions == HAPPY
    assert [frame.state for frame in fused.frames] == ["scored"] * 5 + ["other_face"]
    last = fused.frames[-1]
    assert last.emotions is None
    assert last.box is None


def test_frames_without_a_usable_face_have_a_state_and_no_score():
    fused = fuse([face(0), empty(1), face(2, emotions=SAD, state="face_turned")], [])
    assert [frame.state for frame in fused.frames] == ["scored", "no_face", "face_turned"]
    assert [frame.emotions for frame in fused.frames] == [HAPPY, None, None]
    assert (fused.score.frames_scored, fused.score.face_emotions) == (1, HAPPY)


def test_gated_frames_are_kept_apart_and_can_be_compared_with():
    faces = [face(0), face(1, emotions=SAD, state="face_turned"), empty(2)]
    fused = fuse(faces, [window(0)])
    assert [frame.gated_emotions for frame in fused.frames] == [None, SAD, None]
    assert fused.score.frames_gated == 1
    assert fused.score.ungated_face_emotions == pytest.approx(np.add(HAPPY, SAD) / 2)
    without = fuse([face(0), empty(1), empty(2)], [window(0)]).score
    counted = without._replace(frames_gated=1, ungated_face_emotions=(0, 0, 0, 0.5, 0.5, 0, 0))
    assert fused.score == counted, "no other column knows of them"


def test_only_gated_frames_give_no_score():
    score = fuse([face(0, emotions=SAD, state="face_too_small")], []).score
    assert (score.face_state, score.face_emotions, score.dominant) == ("no_face", None, None)
    assert (score.frames_gated, score.ungated_face_emotions) == (1, SAD)


def test_gated_faces_of_a_bystander_are_not_the_candidates():
    faces = [face(n) for n in range(5)]
    faces += [face(5, track=1, size=30.0, emotions=ANGRY, state="face_turned")]
    fused = fuse(faces, [])
    assert (fused.score.frames_gated, fused.frames[-1].gated_emotions) == (0, None)


def test_a_timeline_has_a_row_for_each_modality_and_ten_seconds():
    known = recording()._replace(duration_seconds=21.0)
    faces = [
        face(0),
        face(1, emotions=SAD),
        empty(2),
        face(60, emotions=SAD),
    ]  # at 0 to 0.4 and 12 s
    fused = fuse(faces, [window(0), window(8, None, "no_speech")], known)
    found = {(row.modality, row.bin): row for row in fused.timeline}
    assert list(found) == [
        ("face", 0), ("face", 1), ("voice", 0), ("fused", 0), ("fused", 1)
    ]  # fmt: skip
    first = found["face", 0]
    assert (first.start_seconds, first.end_seconds, first.readings, first.scored) == (0, 10, 3, 2)
    assert first.scored_share == pytest.approx(2 / 3)
    assert (first.state, first.states, first.state_counts) == (
        "scored", ("scored", "no_face"), (2, 1)
    )  # fmt: skip
    assert first.emotions == pytest.approx((0, 0, 0, 0.5, 0.5, 0, 0))
    # Half face (happy and sad), half voice (angry).
    assert found["fused", 0].emotions == pytest.approx((0.5, 0, 0, 0.25, 0.25, 0, 0))
    assert found["fused", 1].emotions == pytest.approx(SAD)
    assert found["fused", 1].end_seconds == 20.0
    # Seconds 0 and 1 (the window's centre is 1.536 s) are scored, second 9 is not.
    assert (found["fused", 0].states, found["fused", 0].state_counts) == (
        ("scored", "not_scored"), (2, 1)
    )  # fmt: skip


def test_no_face_and_no_speech_is_null_with_reasons():
    score = fuse([empty(0)], [window(0, None, "no_speech")]).score
    assert score.emotions is None
    assert score.dominant is None
    assert score.modalities == "none"
    assert (score.face_state, score.voice_state) == ("no_face", "no_speech")


def test_absent_picture_or_sound_is_said():
    silent = fuse([face(0)], [], recording(sound=False)).score
    assert (silent.modalities, silent.voice_state) == ("face", "no_sound")
    assert silent.emotions == HAPPY
    assert fuse([face(0)], []).score.voice_state == "silent"
    blind = fuse([], [window(0)], recording(picture=False)).score
    assert (blind.modalities, blind.face_state) == ("voice", "no_picture")
    assert blind.emotions == ANGRY


def test_a_short_sound_is_too_short():
    assert fuse([], [window(0, None, "too_short")]).score.voice_state == "too_short"


def test_voice_models_can_be_chosen():
    windows = [window(0, ANGRY, other=SAD)]
    assert fuse([], windows).score.voice_emotions == pytest.approx((0.5, 0, 0, 0, 0.5, 0, 0))
    assert fuse([], windows, voices=("first",)).score.voice_emotions == ANGRY
    assert fuse([], windows, voices=("second",)).score.voice_emotions == SAD
    tempered = dataclasses.replace(BOTH, voice=Ensemble(("first", "second"), 2.0))
    score = fuse_recording(recording(), [], windows, tempered).score
    expected = temper(np.array((0.5, 0, 0, 0, 0.5, 0, 0)), 2.0)
    assert score.voice_emotions == pytest.approx(tuple(expected))


def test_voice_rows_tell_the_model():
    rows = fuse([], [window(1), window(0)]).voices
    assert [(row.model, row.window) for row in rows] == [
        ("first", 0),
        ("first", 1),
        ("second", 0),
        ("second", 1),
    ]
    assert [row.emotions for row in rows] == [ANGRY] * 4


def test_the_label_scheme_of_the_faces_is_in_the_row():
    assert fuse([face(0)], []).score.face_labels == "ferplus"
    assert fuse([empty(0)], [window(0)]).score.face_labels is None


def test_every_row_can_be_written():
    fused = fuse([face(0), empty(1)], [window(0), window(1, None, "no_speech")])
    for row in (fused.score, *fused.frames, *fused.voices):
        record = to_record(row)
        assert record["candidate_id"] == "ada"
        assert record["recording_id"] == "ada/q.mp4"
    assert to_record(fused.score)["happy"] == pytest.approx(0.5)


def blinking(rate=25.0, seconds=4.0, starts=(1.0, 2.5), openness=0.4):
    """Faces whose eyes close for 0.28 s at each start; openness None: unread."""
    for number in range(round(rate * seconds)):
        time = number / rate
        shut = any(start <= time < start + 0.28 for start in starts)
        read = openness and (0.15 if shut else openness)
        yield face(number)._replace(time_seconds=time, eye_openness=read)


def test_blinks_are_the_candidates():
    faces = list(blinking())
    bystander = [
        face(number, track=1, size=30.0)._replace(time_seconds=number / 25, eye_openness=0.4)
        for number in range(100)
    ]
    score = fuse(bystander + faces, []).score
    assert (score.blink_state, score.blinks, score.blink_coverage) == ("counted", 2, 1.0)
    assert score.blinks_per_minute == pytest.approx(30, abs=0.5)
    assert fuse(faces, []).frames[0].eye_openness == 0.4


@pytest.mark.parametrize(
    ("faces", "known", "state"),
    [
        ([], recording(picture=False), "no_picture"),
        (blinking(rate=5), recording(), "frames_too_few"),
        (blinking(openness=None), recording(), "eyes_unreadable"),
        (blinking(openness=None), recording()._replace(eyes_read=False), "not_read"),
        ([empty(0)], recording(), "frames_too_few"),
    ],
)
def test_blinks_that_cannot_be_told_are_null_with_a_reason(faces, known, state):
    score = fuse(list(faces), [], known).score
    assert score.blink_state == state
    assert state in BLINK_STATES
    assert (score.blinks, score.blinks_per_minute, score.blink_coverage) == (None, None, None)


def test_eyes_that_stay_open_are_no_blinks_rather_than_null():
    score = fuse(list(blinking(starts=())), []).score
    assert (score.blinks, score.blinks_per_minute) == (0, 0.0)


def test_a_picture_that_cannot_be_read_leaves_the_voice():
    known = recording(picture=False)._replace(picture_trouble="unreadable")
    fused = fuse([face(0)], [window(0)], known)
    assert (fused.score.face_state, fused.score.voice_state) == ("unreadable", "scored")
    assert (fused.score.modalities, fused.frames) == ("voice", ())
    assert fused.score.emotions == ANGRY
    assert fused.score.blink_state == "no_picture"


def test_a_sound_that_cannot_be_read_leaves_the_face():
    known = recording(sound=False)._replace(sound_trouble="timed_out")
    fused = fuse([face(0)], [window(0)], known)
    assert (fused.score.face_state, fused.score.voice_state) == ("scored", "timed_out")
    assert (fused.score.modalities, fused.voices) == ("face", ())


def test_the_row_names_the_tracks_that_were_read():
    known = recording()._replace(
        video_stream=1, audio_stream=3, video_streams=2, audio_streams=4, time_discontinuities=5
    )
    score = fuse([face(0)], [window(0)], known).score
    assert (score.video_stream, score.audio_stream) == (1, 3)
    assert (score.video_streams, score.audio_streams, score.time_discontinuities) == (2, 4, 5)
