"""The level of speech, and the gain that brings it where it can be scored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.voice.level import (
    DITHER,
    LEVEL_STEP_SECONDS,
    LOWEST_DB,
    QUIET_DB,
    Level,
    decibels,
    gain_for,
    levels_over_time,
)
from tests.synthetic_voice import synthetic_voice
from transforms.media.sound import LARGEST, samples_from

VOICE = synthetic_voice(6.0)
"""Peak 0.5: its speech is some 14 dB below full scale."""


def gain(sound, block=5000):
    level = Level()
    for start in range(0, len(sound), block):
        level.add(sound[start : start + block])
    return gain_for(sound, level)


def speech_level(sound):
    powers = sound[: len(sound) // 480 * 480].reshape(-1, 480).var(axis=1)
    return 10 * np.log10(np.percentile(powers, 95))


@pytest.mark.parametrize("factor", [1.0, 0.1, 1.9])
def test_ordinary_sound_is_left_alone(factor):
    assert gain(np.float32(factor) * VOICE) == 1


@pytest.mark.parametrize("decibel", [-40, -60, -75])
def test_quiet_speech_is_brought_to_its_level(decibel):
    quiet = np.float32(10 ** (decibel / 20)) * VOICE
    assert speech_level(gain(quiet) * quiet) == pytest.approx(QUIET_DB, abs=0.1)


@pytest.mark.parametrize("peak", [1.01, 4.0, 32768.0])
def test_sound_above_full_scale_is_brought_to_it(peak):
    loud = np.float32(peak / np.abs(VOICE).max()) * VOICE
    assert gain(loud) * np.abs(loud).max() == pytest.approx(1.0, abs=1e-6)


def test_a_click_does_not_drown_the_voice():
    """It may be clipped; the speech keeps a level at which it is heard."""
    sound = VOICE.copy()
    sound[1000] = 1e6
    assert speech_level(gain(sound) * sound) == pytest.approx(QUIET_DB, abs=1)


def test_pauses_of_zeros_do_not_count():
    quiet = np.float32(1e-3) * VOICE
    pauses = np.zeros(40 * len(quiet), np.float32)
    pauses[: len(quiet)] = quiet
    assert gain(pauses) == pytest.approx(gain(quiet), rel=0.05)


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(16000), np.full(16000, 0.25)])
def test_silence_stays_silence(sound):
    assert gain(sound.astype(np.float32)) == 1


@pytest.mark.parametrize("noise", [1e-3, 1e-4, 1e-5])
def test_sparse_speech_of_ordinary_level_is_left_alone(noise):
    """Less than a twentieth of the recording: the rest is the noise of a room."""
    room = np.random.default_rng(1).normal(0, noise, 40 * len(VOICE)).astype(np.float32)
    room[: len(VOICE)] += VOICE
    assert gain(room) == 1


def test_noise_is_not_made_louder():
    assert gain(np.random.default_rng(1).normal(0, 1e-4, 10**5).astype(np.float32)) == 1


@pytest.mark.parametrize("offset", [0.02, 0.2, -0.5])
def test_an_offset_changes_no_gain(offset):
    quiet = np.float32(1e-3) * VOICE
    assert gain(quiet + np.float32(offset)) == pytest.approx(gain(quiet), rel=1e-3)


def test_the_gain_has_an_end():
    assert decibels(gain(np.float32(1e-9) * VOICE)) == pytest.approx(70)


@given(st.lists(st.integers(0, 3000), max_size=20))
def test_blocks_do_not_matter(lengths):
    level = Level()
    start = 0
    for length in lengths:
        level.add(VOICE[start : start + length] * np.float32(1e-4))
        start += length
    heard = VOICE[: min(start, len(VOICE))] * np.float32(1e-4)
    assert gain_for(heard, level) == gain(heard, 10**6)


def test_damaged_samples_are_silent():
    damaged = np.array([0.5, np.nan, np.inf, -np.inf, 2 * LARGEST, -2.0], "<f4")
    np.testing.assert_array_equal(samples_from(damaged.tobytes()), [0.5, 0, 0, 0, 0, -2.0])


def test_dithering_is_three_steps_of_sixteen_bits():
    assert pytest.approx(-80.8, abs=0.1) == decibels(DITHER)


def test_levels_over_time_are_those_of_thirty_milliseconds():
    seconds = 7.0
    time = np.arange(round(seconds * 16_000)) / 16_000
    sound = np.where(time < 3.6, 0.1, 0.001) * np.sin(2 * np.pi * 1000 * time) + 0.2
    sound[time >= 6] = 0.2
    levels = levels_over_time(sound.astype(np.float32))
    assert len(levels) == int(seconds / LEVEL_STEP_SECONDS)
    np.testing.assert_allclose(levels[:120], 20 * np.log10(0.1 / np.sqrt(2)), atol=1e-3)
    np.testing.assert_allclose(levels[121:200], 20 * np.log10(0.001 / np.sqrt(2)), atol=1e-2)
    np.testing.assert_array_equal(levels[200:], LOWEST_DB)
    assert len(levels_over_time(sound[:479].astype(np.float32))) == 0
