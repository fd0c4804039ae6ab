"""Functionals of short-term features: what the SVM hears since 0.2.0."""

import numpy as np
import pytest

from models.voice.functionals import FUNCTIONALS, PERCENTILES, SERIES, functionals
from models.voice.preprocessing import sounding_frames, statistics
from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice

RNG = np.random.default_rng(0)
VOICE = synthetic_voice(WINDOW_SAMPLES / 16000)
SOUNDS = {
    "voice": VOICE,
    "noise": RNG.normal(0, 0.1, WINDOW_SAMPLES).astype(np.float32),
    "clipped": np.clip(VOICE * 10, -1, 1),
    "one frame": synthetic_voice(0.05),
    "two frames": synthetic_voice(0.075),
    "silence": np.zeros(WINDOW_SAMPLES, np.float32),
    "offset": np.full(WINDOW_SAMPLES, 0.3, np.float32),
    "click": np.eye(1, WINDOW_SAMPLES, 20000, dtype=np.float32)[0],
}


def parts(sound):
    return functionals(sound).reshape(FUNCTIONALS, SERIES)


@pytest.mark.parametrize("name", SOUNDS)
def test_functionals_are_finite(name):
    features = functionals(SOUNDS[name])
    assert features.shape == (420,)
    assert features.dtype == np.float32
    assert np.isfinite(features).all()


def test_the_first_two_are_the_statistics():
    mean, deviation, *_ = parts(VOICE)
    np.testing.assert_allclose(np.r_[mean[:34], deviation[:34]], statistics(VOICE), rtol=1e-6)


def test_percentiles_rise_and_hold_the_median_in_the_middle():
    percentiles = parts(VOICE)[2 : 2 + len(PERCENTILES)]
    assert (np.diff(percentiles, axis=0) >= 0).all()
    short_term, sounds = sounding_frames(VOICE)
    medians = np.median(short_term[:, sounds], axis=1)
    np.testing.assert_allclose(percentiles[2, :34], medians, rtol=1e-5, atol=1e-7)


def test_changes_are_the_library_s_deltas_and_weights_are_the_energy():
    short_term, sounds = sounding_frames(VOICE)
    deltas = np.diff(short_term, axis=1, prepend=short_term[:, :1])[:, sounds]
    mean, deviation, weighted = parts(VOICE)[7:10]
    np.testing.assert_allclose(mean[:34], np.abs(deltas).mean(axis=1), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(deviation[:34], np.abs(deltas).std(axis=1), rtol=1e-4, atol=1e-7)
    expected = np.average(short_term[:, sounds], axis=1, weights=short_term[1, sounds])
    np.testing.assert_allclose(weighted[:34], expected, rtol=1e-5, atol=1e-7)


def test_the_slope_tells_rising_from_falling():
    fade = np.linspace(0.1, 1, WINDOW_SAMPLES, dtype=np.float32)
    rising, falling = (parts(VOICE * ramp)[11, 34] for ramp in (fade, fade[::-1]))
    assert rising > 0.1 > -0.1 > falling


@pytest.mark.parametrize("gain", [0.5, 0.1, 0.01])
@pytest.mark.parametrize("offset", [0.0, 0.2])
def test_gain_and_offset_change_little(gain, offset):
    changed = VOICE * np.float32(gain) + np.float32(offset)
    np.testing.assert_allclose(functionals(changed), functionals(VOICE), rtol=0.02, atol=0.02)
