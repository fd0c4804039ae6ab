"""What the CNN-LSTM hears in training."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.voice.augmentation import (
    at_speed,
    band_limited,
    compressed,
    in_room,
    with_noise,
)
from models.training.voice.rendering import Distortion, distort
from models.voice.preprocessing import log_mel
from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice

VOICE = synthetic_voice(WINDOW_SAMPLES / 16000)
SPECTROGRAM = log_mel(VOICE)


def rng(seed=0):
    return np.random.default_rng(seed)


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_a_distorted_spectrogram_is_one(seed):
    distorted = distort(SPECTROGRAM, Distortion(), rng(seed))
    assert distorted.shape == (384, 64)
    assert distorted.dtype == np.float32
    assert distorted.min() >= 0
    assert distorted.max() <= 1
    np.testing.assert_array_equal(distorted, distort(SPECTROGRAM, Distortion(), rng(seed)))


def test_distorting_does_not_touch_its_input_and_silence_stays_in_range():
    before = SPECTROGRAM.copy()
    distort(SPECTROGRAM, Distortion(), rng())
    np.testing.assert_array_equal(SPECTROGRAM, before)
    silence = distort(np.zeros((384, 64), np.float32), Distortion(), rng())
    assert np.isfinite(silence).all()


@pytest.mark.parametrize("colour", [0, 0.5, 1])
@pytest.mark.parametrize("decibels", [10, 30])
def test_noise_lies_as_far_below_as_asked(colour, decibels):
    noise = with_noise(VOICE, decibels, colour, rng()) - VOICE
    assert 20 * np.log10(VOICE.std() / noise.std()) == pytest.approx(decibels, abs=0.3)


def test_every_change_keeps_type_and_length_but_speed():
    for changed in (
        with_noise(VOICE, 20, 0.0, rng()),
        in_room(VOICE, 0.3, 0.5, rng()),
        band_limited(VOICE, 300, 3400),
        compressed(VOICE, 0.7),
    ):
        assert changed.shape == VOICE.shape
        assert changed.dtype == np.float32
        assert np.isfinite(changed).all()
        assert np.abs(changed - VOICE).max() > 1e-3
    assert len(at_speed(VOICE, 1.1)) == pytest.approx(len(VOICE) / 1.1, abs=2)


def test_speed_raises_the_pitch_and_a_band_takes_what_is_outside():
    time = np.arange(16000) / 16000
    tone = np.sin(2 * np.pi * 1000 * time).astype(np.float32)
    faster = at_speed(tone, 1.1)
    assert np.abs(np.fft.rfft(faster)).argmax() * 16000 / len(faster) == pytest.approx(1100, abs=2)
    assert band_limited(tone, 2000, 7000)[8000:].std() < 0.3 * tone.std()
