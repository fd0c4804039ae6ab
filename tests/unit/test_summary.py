"""Means, deviations and shares over time and over recordings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.fusion import Fusion
from models.summary import Summary, summarise, summarise_fused, summarise_recordings

EQUAL = Fusion("equal", (0.5,) * 7)
ANGRY, HAPPY, NEUTRAL = np.eye(7)[0], np.eye(7)[3], np.eye(7)[6]
series = arrays(np.float64, (5, 7), elements=st.floats(0.001, 1.0)).map(
    lambda rows: rows / rows.sum(axis=1, keepdims=True)
)


def test_nothing_scored_is_none_not_zero():
    none = np.empty((0, 7))
    assert summarise(none) is None
    assert summarise_fused(np.empty(0), none, np.empty(0), none, EQUAL) is None
    assert summarise_recordings([]) is None


def test_summarises_by_hand():
    summary = summarise(np.array([HAPPY, HAPPY, HAPPY, NEUTRAL]))
    assert summary.mean == pytest.approx((0, 0, 0, 0.75, 0, 0, 0.25))
    assert summary.deviation == pytest.approx((0, 0, 0, np.sqrt(3) / 4, 0, 0, np.sqrt(3) / 4))
    assert summary.share == (0, 0, 0, 0.75, 0, 0, 0.25)
    assert summary.dominant == "happy"


def test_fused_mean_fuses_the_means_and_the_timeline_fuses_second_by_second():
    # Face happy in second 0 (five frames) and neutral in second 1 (one frame); the voice is angry
    # in second 1 and alone in second 3.
    summary = summarise_fused(
        np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        np.array([HAPPY] * 5 + [NEUTRAL]),
        np.array([1.5, 3.5]),
        np.array([ANGRY, ANGRY]),
        EQUAL,
    )
    assert summary.mean == pytest.approx((0.5, 0, 0, 5 / 12, 0, 0, 1 / 12))
    # Timeline: happy; half angry, half neutral (the first in order wins the tie); angry.
    assert summary.share == pytest.approx((2 / 3, 0, 0, 1 / 3, 0, 0, 0))
    assert summary.deviation[0] == pytest.approx(np.std([0, 0.5, 1]))


def test_a_long_recording_does_not_weigh_more():
    short = summarise(np.array([HAPPY]))
    long = summarise(np.array([ANGRY] * 1000))
    both = summarise_recordings([short, long])
    assert both.mean[0] == both.mean[3] == 0.5
    assert both.share[0] == both.share[3] == 0.5


@given(series, series)
def test_candidate_deviation_is_that_of_a_reading_at_random(first, second):
    # Recordings of equal length: the law of total variance must give the pooled deviation.
    combined = summarise_recordings([summarise(first), summarise(second)])
    pooled = summarise(np.vstack([first, second]))
    np.testing.assert_allclose(combined.mean, pooled.mean, atol=1e-12)
    np.testing.assert_allclose(combined.deviation, pooled.deviation, atol=1e-9)
    assert sum(combined.share) == pytest.approx(1)


def test_order_of_recordings_does_not_matter():
    a, b = summarise(np.array([HAPPY, ANGRY])), summarise(np.array([NEUTRAL]))
    assert summarise_recordings([a, b]).mean == summarise_recordings([b, a]).mean


def test_dominant_tie_goes_to_the_first_label():
    assert Summary((0.3, 0.3, 0, 0, 0, 0, 0.4 - 1e-9), (0,) * 7, (0,) * 7).dominant == "neutral"
    assert Summary((0.5, 0.5, 0, 0, 0, 0, 0), (0,) * 7, (0,) * 7).dominant == "angry"
