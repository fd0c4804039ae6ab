"""How far frames of a clip agree."""

import numpy as np
import pytest

from models.evaluation.agreement import (
    agreement_of,
    effective_frames,
    effective_number,
    intraclass_correlation,
)


def drawn_clips(shared, seed=0, clips=400, frames=20):
    """Frames with this share of a variance of one in common."""
    rng = np.random.default_rng(seed)
    offsets = rng.normal(0, np.sqrt(shared), (clips, 1, 7))
    return list(offsets + rng.normal(0, np.sqrt(1 - shared), (clips, frames, 7)))


@pytest.mark.parametrize("shared", [0.0, 0.3, 0.8])
def test_the_share_in_common_is_found(shared):
    clips = drawn_clips(shared)
    assert intraclass_correlation(clips) == pytest.approx(shared, abs=0.03)
    uneven = [clip[: 5 + number % 15] for number, clip in enumerate(clips)]
    assert intraclass_correlation(uneven) == pytest.approx(shared, abs=0.03)
    # What it is for: so much the mean over a clip varies.
    varies = np.var([clip.mean(axis=0) for clip in clips])
    assert varies == pytest.approx(1 / effective_frames(20, shared), rel=0.1)


def test_intraclass_correlation_of_shrout_and_fleiss():
    # Table 2 of Shrout and Fleiss (1979): six targets, four judges; ICC(1,1) is 0.17.
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = intraclass_correlation([np.array([row], np.float64).T for row in ratings])
    assert found == pytest.approx(0.1657, abs=1e-4)


def test_frames_that_agree_wholly_count_as_one():
    rng = np.random.default_rng(1)
    still = [np.repeat(rng.normal(size=(1, 7)), 50, axis=0) for _ in range(5)]
    assert intraclass_correlation(still) == pytest.approx(1)
    assert effective_frames(50, 1.0) == pytest.approx(1)
    assert effective_number(still[0]) == 1
    assert effective_frames(50, 0.0) == effective_frames(50, -0.1) == 50
    assert effective_frames(1, 0.5) == 1
    assert effective_frames(10_000, 0.5) == pytest.approx(2, abs=1e-3)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_frames_that_follow_one_another_count_less(correlation):
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(4000, 7))
    series = noise.copy()
    for frame in range(1, len(series)):
        series[frame] = correlation * series[frame - 1] + noise[frame]
    # Of a first-order autoregression n_eff tends to n (1 - r) / (1 + r).
    expected = len(series) * (1 - correlation) / (1 + correlation)
    assert effective_number(series) == pytest.approx(expected, rel=0.2)
    assert effective_number(series[:1]) == 1


def test_what_cannot_be_told_is_left_out():
    one = np.zeros((3, 7))
    assert np.isnan(intraclass_correlation([]))
    assert np.isnan(intraclass_correlation([one]))
    assert np.isnan(intraclass_correlation([one, one]))
    assert np.isnan(intraclass_correlation([one[:1], one[:1] + 1]))
    assert agreement_of([one, np.empty((0, 7))]) is None
    said = agreement_of(drawn_clips(0.5, clips=40))
    assert "intraclass correlation of 0.5" in said
    assert "over 40 clips. The mean over 20 frames" in said
