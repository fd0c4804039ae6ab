"""How the channels of a sound become one, without losing the voice."""

import numpy as np
from numpy.typing import NDArray

from models.voice.level import Level, gain_for
from models.voice.windows import SILENCE_LEVEL, speech_share

LITTLE_SPEECH = 0.2
"""A channel with less than this share of the speech of the best one holds none: hum, noise."""

OPPOSITE = -0.5
"""Correlation with the loudest channel below which a channel is its opposite."""


def mix(windows: NDArray[np.float32]) -> str | None:
    """How to mix the channels.

    Args:
        windows: float32, shape (windows, samples, channels), a few seconds of the sound or more.

    Returns:
        For ffmpeg's `pan`, which knows channels of any number and layout; None for its plain
        mix, which suits mono and ordinary stereo.
    """
    count = windows.shape[2]
    if count == 1:
        return None
    # Above two channels no plain mix is sure: layouts differ, and some it leaves out.
    weights = mix_weights(windows)
    if count == 2 and np.all(weights > 0):
        return None
    terms = [f"{weight:+.6f}*c{number}" for number, weight in enumerate(weights) if weight]
    return "mono|c0<" + "".join(terms).lstrip("+")


def mix_weights(windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """What each channel counts in the mix.

    Silent channels, and those without speech beside channels with speech, count nothing; one
    whose phase is opposite to the loudest of the rest counts negatively. All others count alike.

    Returns:
        float64, shape (channels,), absolute values with sum 1.
    """
    flat = windows.reshape(-1, windows.shape[2]).astype(np.float64)
    flat -= flat.mean(axis=0)
    level = np.sqrt(np.square(flat).mean(axis=0))
    heard = level >= SILENCE_LEVEL
    if not heard.any():
        heard[:] = True
    speech = np.where(heard, channels_speech(windows), 0.0)
    if speech.max() > 0:
        heard &= speech >= LITTLE_SPEECH * speech.max()
    loudest = int(np.argmax(np.where(heard, level, -1.0)))
    products = flat.T @ flat[:, loudest]
    lengths = np.sqrt(np.square(flat).sum(axis=0)) * np.sqrt(np.square(flat[:, loudest]).sum())
    correlation = products / np.maximum(lengths, 1e-12)
    return np.where(correlation < OPPOSITE, -1.0, 1.0) * heard / heard.sum()


def channels_speech(windows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Share of speech in each channel, whatever its level.

    Args:
        windows: as for `mix`.

    Returns:
        float64, shape (channels,), in [0, 1].
    """
    return np.array([_speech(windows[:, :, channel]) for channel in range(windows.shape[2])])


def _speech(windows: NDArray[np.float32]) -> float:
    level, sound = Level(), windows.reshape(-1)
    level.add(sound)
    gain = np.float32(gain_for(sound, level))
    return float(np.mean([speech_share(gain * window) for window in windows]))
