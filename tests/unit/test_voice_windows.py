"""Windows of sound and the speech decision."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.voice.windows import WINDOW_SAMPLES, count_windows, cut_windows, speech_share
from schemas.sampling import SAMPLE_RATE, VOICE_STEP_SECONDS, VOICE_WINDOW_SECONDS
from tests.synthetic_voice import synthetic_voice

RNG = np.random.default_rng(0)
TIME = np.arange(WINDOW_SAMPLES) / SAMPLE_RATE


class Tape:
    """Silence of any length that notes how much of it is read at a time."""

    def __init__(self, length):
        self.length, self.longest = length, 0

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        count = len(range(*index.indices(self.length)))
        self.longest = max(self.longest, count)
        return np.zeros(count, np.int16)


def coloured_noise(slope, level):
    spectrum = RNG.normal(size=(2, WINDOW_SAMPLES // 2 + 1)).T @ [1, 1j]
    bins = np.maximum(np.arange(len(spectrum)), 60)
    noise = np.fft.irfft(spectrum / bins**slope, WINDOW_SAMPLES)
    return (noise / noise.std() * level).astype(np.float32)


@given(st.integers(0, 12 * SAMPLE_RATE))
def test_windows_lie_on_the_grid_and_inside_the_sound(length):
    windows = list(cut_windows(Tape(length)))
    assert len(windows) == count_windows(length) >= 1
    assert [window.index for window in windows] == list(range(len(windows)))
    for window in windows:
        assert window.start_seconds == window.index * VOICE_STEP_SECONDS
        assert window.end_seconds <= length / SAMPLE_RATE
        assert window.samples.shape == (WINDOW_SAMPLES,)
    if length >= WINDOW_SAMPLES:
        lengths = [window.end_seconds - window.start_seconds for window in windows]
        np.testing.assert_allclose(lengths, VOICE_WINDOW_SECONDS, rtol=1e-12)
        assert length / SAMPLE_RATE - windows[-1].end_seconds < VOICE_STEP_SECONDS
    else:
        assert windows[-1].end_seconds == length / SAMPLE_RATE


def test_an_hour_is_never_in_memory():
    tape = Tape(3600 * SAMPLE_RATE)
    assert sum(1 for _ in cut_windows(tape)) == 3597
    assert tape.longest == WINDOW_SAMPLES


def test_exactly_one_window_and_one_sample_less_or_a_step_more():
    voice = synthetic_voice(5)
    (window,) = cut_windows(voice[:WINDOW_SAMPLES])
    np.testing.assert_array_equal(window.samples, voice[:WINDOW_SAMPLES])
    assert (window.start_seconds, window.end_seconds, window.state) == (0, 3.072, "scored")
    (shorter,) = cut_windows(voice[: WINDOW_SAMPLES - 1])
    assert shorter.end_seconds == (WINDOW_SAMPLES - 1) / SAMPLE_RATE
    assert len(list(cut_windows(voice[: WINDOW_SAMPLES + SAMPLE_RATE - 1]))) == 1
    assert len(list(cut_windows(voice[: WINDOW_SAMPLES + SAMPLE_RATE]))) == 2


def test_a_window_does_not_depend_on_what_surrounds_it():
    voice = synthetic_voice(8)
    whole = list(cut_windows(voice))[2]
    (alone,) = cut_windows(voice[2 * SAMPLE_RATE : 2 * SAMPLE_RATE + WINDOW_SAMPLES])
    np.testing.assert_array_equal(whole.samples, alone.samples)
    assert whole.speech_share == alone.speech_share


def test_a_fifth_of_a_second_is_too_short_and_half_a_second_is_not():
    assert [w.state for w in cut_windows(synthetic_voice(0.2))] == ["too_short"]
    assert [w.state for w in cut_windows(synthetic_voice(0.5))] == ["scored"]
    (nothing,) = cut_windows(np.zeros(0, np.int16))
    assert (nothing.state, nothing.end_seconds, nothing.speech_share) == ("too_short", 0, 0)


def test_padding_is_silence_also_with_an_offset():
    voice = synthetic_voice(1) + np.float32(0.25)
    (window,) = cut_windows(voice)
    np.testing.assert_array_equal(window.samples[: len(voice)], voice)
    assert np.unique(window.samples[len(voice) :]) == pytest.approx(voice.mean())
    assert window.state == "scored"


def test_int16_and_float_give_the_same_windows(tmp_path):
    pcm = (synthetic_voice(4.5) * 32767).astype(np.int16)
    pcm.tofile(tmp_path / "sound.raw")
    mapped = np.memmap(tmp_path / "sound.raw", np.int16, "r")
    for ours, theirs in zip(
        cut_windows(mapped), cut_windows(pcm.astype(np.float32) / 32768), strict=True
    ):
        np.testing.assert_array_equal(ours.samples, theirs.samples)
        assert ours.samples.dtype == np.float32
        assert ours.speech_share == theirs.speech_share


def test_broken_samples_are_refused():
    with pytest.raises(ValueError, match="NaN"):
        list(cut_windows(np.array([0, np.nan, 0], np.float32)))


@pytest.mark.parametrize("level", [0.9, 0.1, 1e-2, 1e-3, 1e-4])
@pytest.mark.parametrize("slope", [0, 0.5, 1], ids=["white", "pink", "brown"])
def test_noise_of_any_level_is_not_speech(slope, level):
    assert speech_share(coloured_noise(slope, level)) < 0.25


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(WINDOW_SAMPLES),
        np.full(WINDOW_SAMPLES, 0.3),
        RNG.integers(-1, 2, WINDOW_SAMPLES) / 32768,
        0.05 * np.sin(2 * np.pi * 50 * TIME) + 0.02 * np.sin(2 * np.pi * 150 * TIME),
        0.8 * (np.arange(WINDOW_SAMPLES) % 16000 == 0),
    ],
    ids=["silence", "offset", "dither", "hum", "clicks"],
)
def test_what_is_not_a_voice_is_not_speech(sound):
    (window,) = cut_windows(sound.astype(np.float32))
    assert window.state == "no_speech"


def test_the_decision_ignores_gain_offset_and_survives_clipping():
    voice = synthetic_voice(3)
    share = speech_share(voice)
    assert 0.5 < share < 0.9
    for changed in (voice * np.float32(0.1), voice * np.float32(0.01), voice + np.float32(0.2)):
        # One frame in a hundred may fall to the other side by rounding.
        assert speech_share(changed) == pytest.approx(share, abs=0.011)
    assert speech_share(np.clip(voice * 10, -1, 1)) == pytest.approx(share, abs=0.1)


def test_speech_over_noise_is_heard_down_to_ten_decibels():
    voice = synthetic_voice(3)
    noise = RNG.normal(0, voice.std() * 10 ** (-10 / 20), len(voice))
    assert speech_share((voice + noise).astype(np.float32)) >= 0.25
