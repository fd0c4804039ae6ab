"""Which channels are mixed to one, and how."""

import numpy as np
import pytest

from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice
from transforms.media.channels import mix, mix_weights

SECONDS = 2 * WINDOW_SAMPLES / 16000
VOICE = synthetic_voice(SECONDS)
OTHER = synthetic_voice(SECONDS, pitch=210.0, seed=1)
TIME = np.arange(len(VOICE)) / 16000
HUM = 0.4 * np.sin(2 * np.pi * 50 * TIME)
HISS = np.random.default_rng(3).normal(0, 0.05, len(VOICE))
SILENCE = np.zeros_like(VOICE)


def windows(*channels):
    sound = np.stack(channels, axis=1).astype(np.float32)
    return sound.reshape(2, WINDOW_SAMPLES, len(channels))


@pytest.mark.parametrize(
    ("channels", "weights"),
    [
        ((VOICE, VOICE), (0.5, 0.5)),
        ((VOICE, 0.3 * VOICE + 0.2 * HISS), (0.5, 0.5)),
        ((VOICE, OTHER), (0.5, 0.5)),
        ((VOICE, -VOICE), (0.5, -0.5)),
        ((0.9 * VOICE, -VOICE), (-0.5, 0.5)),
        ((SILENCE, VOICE), (0, 1)),
        ((HUM, VOICE), (0, 1)),
        ((VOICE, HISS), (1, 0)),
        ((HUM, HUM, HUM, 0.1 * VOICE), (0, 0, 0, 1)),
        ((SILENCE, VOICE, SILENCE, -VOICE), (0, 0.5, 0, -0.5)),
        ((SILENCE, SILENCE), (0.5, 0.5)),
        ((HUM, HUM), (0.5, 0.5)),
    ],
)
def test_what_carries_the_voice_counts(channels, weights):
    np.testing.assert_allclose(mix_weights(windows(*channels)), weights)


def test_mono_and_ordinary_stereo_are_mixed_as_ever():
    assert mix(windows(VOICE)) is None
    assert mix(windows(VOICE, 0.5 * VOICE)) is None
    assert mix(windows(SILENCE, SILENCE)) is None


def test_a_mix_names_its_channels():
    assert mix(windows(VOICE, -VOICE)) == "mono|c0<0.500000*c0-0.500000*c1"
    many = [SILENCE] * 18
    many[11] = VOICE
    assert mix(windows(*many)) == "mono|c0<1.000000*c11"
