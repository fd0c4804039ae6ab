"""The spectrogram that Whisper's encoder hears."""

import librosa
import numpy as np
import pytest

from models.voice.whisper_mel import LEVEL, WHISPER_BANDS, WHISPER_COLUMNS, whisper_mel
from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice

VOICE = synthetic_voice(WINDOW_SAMPLES / 16000)

STEP = 2**-10
"""Of half precision between 1 and 2, where the highest values are."""


def by_librosa(sound):
    """As openai-whisper computes it, of sound that is at its level already."""
    spectra = librosa.stft(sound, n_fft=400, hop_length=160, window="hann", pad_mode="reflect")
    bands = librosa.filters.mel(sr=16000, n_fft=400, n_mels=80)
    level = np.log10(np.maximum(bands @ np.abs(spectra[:, :306]) ** 2, 1e-10))
    return ((np.maximum(level, level.max() - 8) + 4) / 4).T


def levelled(sound):
    centred = sound - sound.mean()
    powers = np.square(centred[: 153 * 320].reshape(-1, 320)).mean(axis=1)
    loud = powers >= powers.max() / 10_000
    return centred * LEVEL / np.sqrt(powers[loud].mean())


@pytest.mark.parametrize("offset", [0.0, 0.1])
def test_it_is_that_of_librosa(offset):
    found = whisper_mel(VOICE + np.float32(offset))
    assert found.shape == (WHISPER_COLUMNS, WHISPER_BANDS)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, by_librosa(levelled(VOICE)), atol=STEP / 2 + 2e-4)
    np.testing.assert_array_equal(found.astype(np.float16), found)


@pytest.mark.parametrize("gain", [1e-3, 0.1, 1.9])
def test_a_microphone_s_gain_changes_nothing(gain):
    found, expected = whisper_mel(VOICE * np.float32(gain)), whisper_mel(VOICE)
    np.testing.assert_allclose(found, expected, atol=STEP)
    # Samples are rounded anew, and here and there a value falls on the other side of a step.
    assert (found != expected).mean() < 0.002


def test_a_pause_does_not_change_the_level_of_what_sounds():
    """But for the frame in which the sound breaks off."""
    pause = VOICE.copy()
    pause[WINDOW_SAMPLES // 2 :] = pause[: WINDOW_SAMPLES // 2].mean()
    half = np.tile(VOICE[: WINDOW_SAMPLES // 2], 2)
    found, expected = whisper_mel(pause), whisper_mel(half)
    np.testing.assert_allclose(found[:150], expected[:150], atol=0.01)


@pytest.mark.parametrize("sound", [np.zeros(WINDOW_SAMPLES), np.full(WINDOW_SAMPLES, 0.3)])
def test_silence_is_finite_and_even(sound):
    found = whisper_mel(sound.astype(np.float32))
    np.testing.assert_allclose(found, -1.5, atol=0)  # 1e-10, the least power that is told apart
