"""Ten seconds at a time: every reading counts once, and in its bin."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.fusion import Fusion
from models.timeline import Reading, timeline_of, timelines_of
from schemas.states import FRAME_STATES, TIMELINE_STATES, VOICE_STATES

EQUAL = Fusion("equal", (0.5,) * 7)
HAPPY, SAD = (tuple(np.eye(7)[i].tolist()) for i in (3, 4))

scores = st.lists(st.floats(0.01, 1), min_size=7, max_size=7).map(
    lambda values: tuple((np.array(values) / sum(values)).tolist())
)


def readings(states):
    missing = sorted(set(states) - {"scored"})
    return st.lists(
        st.one_of(
            st.builds(Reading, st.floats(0, 60), st.just("scored"), scores),
            st.builds(Reading, st.floats(0, 60), st.sampled_from(missing), st.none()),
        ),
        max_size=30,
    )


@given(readings(FRAME_STATES), st.floats(0.1, 60))
def test_every_reading_is_counted_once_and_means_are_those_of_the_bin(found, duration):
    bins = timeline_of(found, duration)
    assert sum(each.readings for each in bins) == len(found)
    assert sum(each.scored for each in bins) == sum(r.scores is not None for r in found)
    assert [each.number for each in bins] == sorted({each.number for each in bins})
    last = max(math.ceil(duration / 10) - 1, 0)
    for each in bins:
        inside = [r for r in found if min(int(r.seconds // 10), last) == each.number]
        assert sum(each.counts) == len(inside)
        assert each.start_seconds == each.number * 10 < each.end_seconds <= max(duration, 10)
        scored = [r.scores for r in inside if r.scores is not None]
        if scored:
            assert each.state == "scored"
            np.testing.assert_allclose(each.emotions, np.mean(scored, axis=0), atol=1e-12)
        else:
            assert each.emotions is None
            assert each.state == each.states[0] in FRAME_STATES


@given(readings(FRAME_STATES), readings(VOICE_STATES))
def test_fused_bins_are_where_either_is_and_score_where_either_does(face, voice):
    fused = {each.number: each for each in timelines_of(face, voice, 60.0, EQUAL)["fused"]}
    alone = [{b.number: b for b in timeline_of(found, 60.0)} for found in (face, voice)]
    assert set(fused) == set(alone[0]) | set(alone[1])
    for number, each in fused.items():
        means = [b[number].emotions for b in alone if number in b and b[number].emotions]
        assert set(each.states) <= {"scored", "not_scored"} <= set(TIMELINE_STATES)
        if means:
            np.testing.assert_allclose(each.emotions, np.mean(means, axis=0), atol=1e-12)
        else:
            assert (each.emotions, each.state) == (None, "not_scored")


def test_what_comes_after_the_end_counts_to_the_last_bin():
    (only,) = timeline_of([Reading(9.9, "scored", HAPPY), Reading(10.1, "scored", SAD)], 10.0)
    assert (only.number, only.end_seconds, only.readings) == (0, 10.0, 2)


def test_nothing_gives_nothing():
    assert timelines_of([], [], 30.0, EQUAL) == {"face": [], "voice": [], "fused": []}


def test_the_state_of_a_bin_without_a_score_is_the_most_frequent_then_the_first_by_name():
    states = ("no_face", "other_face", "face_turned", "no_face", "other_face")
    (only,) = timeline_of([Reading(1, state, None) for state in states], 5.0)
    assert only.states == ("no_face", "other_face", "face_turned")
    assert (only.counts, only.state, only.end_seconds) == ((2, 2, 1), "no_face", 5.0)
