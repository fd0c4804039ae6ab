"""Under which conditions voices are judged."""

import numpy as np
import pytest

from models.training.voice.conditions import CONDITIONS, by_telephone, clipped, under
from tests.synthetic_voice import synthetic_voice

CLIPS = [synthetic_voice(2.0, 130.0), (synthetic_voice(1.0, 220.0) * 20000).astype(np.int16)]


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_repeatable_and_keeps_length_and_type(name):
    before = [clip.copy() for clip in CLIPS]
    changed = under(CONDITIONS[name], CLIPS, seed=3)
    again = under(CONDITIONS[name], CLIPS, seed=3)
    for clip, sound, same, kept in zip(CLIPS, changed, again, before, strict=True):
        assert (sound.shape, sound.dtype) == (clip.shape, np.float32)
        assert np.isfinite(sound).all()
        np.testing.assert_array_equal(sound, same)
        np.testing.assert_array_equal(clip, kept)
        assert np.abs(sound - (clip - clip.mean())).max() > 0


def test_noise_is_other_noise_with_another_seed():
    first, second = (under(CONDITIONS["noise_and_rooms"], CLIPS, seed=s)[0] for s in (1, 2))
    assert np.abs(first - second).max() > 0.001


def test_a_telephone_has_a_narrow_band_and_256_steps():
    sound = by_telephone(CLIPS[0], np.random.default_rng(0))
    assert len(np.unique(sound)) <= 255
    before, after = (np.square(np.abs(np.fft.rfft(each))) for each in (CLIPS[0], sound))
    hertz = np.fft.rfftfreq(len(sound), 1 / 16000)
    low, band = hertz < 150, (hertz > 500) & (hertz < 2500)
    assert after[low].sum() / before[low].sum() < 0.1 * after[band].sum() / before[band].sum()


def test_clipping_cuts_between_a_tenth_and_half_of_the_peak():
    sound = clipped(CLIPS[0], np.random.default_rng(0))
    share = np.abs(sound).max() / np.abs(CLIPS[0]).max()
    assert 0.1 <= share <= 0.5
    below = np.abs(CLIPS[0]) < np.abs(sound).max()
    np.testing.assert_array_equal(sound[below], CLIPS[0][below])
    assert (~below).mean() > 0.001
