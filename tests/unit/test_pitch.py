"""How high a voice is."""

import librosa
import numpy as np
import pytest

from models.training.voice.augmentation import with_noise
from models.training.voice.conditions import by_telephone
from models.voice.pitch import HIGHEST_HZ, LOWEST_HZ, median_pitch
from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice

SECONDS = np.arange(WINDOW_SAMPLES) / 16000


def tone(hertz, lowest=1, highest=12):
    """Harmonics, the higher ones weaker."""
    parts = [np.sin(2 * np.pi * hertz * n * SECONDS) / n for n in range(lowest, highest)]
    return (0.1 * np.sum(parts, axis=0)).astype(np.float32)


@pytest.mark.parametrize("hertz", [75, 100, 143.7, 180, 233, 310, 390])
def test_a_tone_has_its_pitch(hertz):
    assert median_pitch(tone(hertz)) == pytest.approx(hertz, rel=0.01)


@pytest.mark.parametrize("hertz", [100, 150, 220])
def test_it_is_heard_without_its_fundamental_in_noise_and_by_telephone(hertz):
    rng = np.random.default_rng(0)
    for sound in (
        tone(hertz, lowest=3),
        with_noise(tone(hertz), 10, 0, rng),
        by_telephone(tone(hertz), rng),
    ):
        assert median_pitch(sound) == pytest.approx(hertz, rel=0.02)


@pytest.mark.parametrize("gain", [1e-3, 0.1, 1.9])
def test_gain_and_offset_change_nothing(gain):
    voice = synthetic_voice(WINDOW_SAMPLES / 16000)
    expected = median_pitch(voice)
    assert median_pitch(voice * np.float32(gain)) == pytest.approx(expected, rel=1e-4)
    assert median_pitch(voice + np.float32(0.1)) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("hertz", [110.0, 210.0])
def test_it_is_near_that_of_librosa(hertz):
    voice = synthetic_voice(WINDOW_SAMPLES / 16000, hertz)
    pitches, voiced, _ = librosa.pyin(voice, fmin=LOWEST_HZ, fmax=HIGHEST_HZ, sr=16000)
    assert median_pitch(voice) == pytest.approx(np.median(pitches[voiced]), rel=0.03)


def test_what_has_no_pitch_is_nan():
    noise = np.random.default_rng(0).normal(0, 0.1, WINDOW_SAMPLES).astype(np.float32)
    for sound in (noise, np.zeros(WINDOW_SAMPLES, np.float32), np.ones(WINDOW_SAMPLES, np.float32)):
        assert np.isnan(median_pitch(sound))
