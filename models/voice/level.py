"""How loud a recording's speech is, and the gain that brings it to a workable level."""

import math

import numpy as np
from numpy.typing import NDArray

from models.voice.windows import (
    MINIMUM_SPEECH_SHARE,
    VAD_FRAME_SAMPLES,
    WINDOW_SAMPLES,
    Samples,
    speech_share,
)
from schemas.sampling import SAMPLE_RATE

QUIET_DB = -40.0
"""Speech below this level (dB of full scale, RMS) is brought to it before it is looked for."""

LOUDEST = 95
"""Percentile of the levels of all 30 ms frames but those of zeros: a click is above it."""

LEVEL_STEP_SECONDS = VAD_FRAME_SAMPLES / SAMPLE_RATE
"""Between two levels: 30 ms."""

LOWEST_DB = -90.0
"""Level of what is silent for 16 bits."""

TOLD_DB = 0.1
"""A smaller gain is not told to whoever looks at a voice."""

MAXIMUM_GAIN_DB = 70.0
"""What would need more is the noise of a converter."""

DITHER = 3 / 32768
"""Largest sample of the silence that 16-bit sound is dithered with."""


class Level:
    """Follows the level of sound that comes block by block."""

    def __init__(self) -> None:
        self.peak = 0.0
        """Largest absolute sample so far, full scale 1."""
        self._powers: list[NDArray[np.float64]] = []
        self._rest = np.zeros(0, np.float32)

    def add(self, sound: NDArray[np.float32]) -> None:
        """Take the next samples, float32, shape (n,), finite."""
        self.peak = max(self.peak, float(np.abs(sound).max(initial=0.0)))
        sound = np.concatenate([self._rest, sound])
        whole = len(sound) // VAD_FRAME_SAMPLES * VAD_FRAME_SAMPLES
        self._rest = sound[whole:]
        self._powers.append(_frame_powers(sound[:whole]))

    def loudest(self) -> float:
        """Level of the loudest frames, dB of full scale; -inf if there are only zeros."""
        return _loudest(np.concatenate([*self._powers, np.zeros(0)]))


def levels_over_time(samples: Samples) -> NDArray[np.float32]:
    """How loud sound is every 30 ms: dB of full scale, at least LOWEST_DB, shape (n,).

    Args:
        samples: mono sound at 16 kHz, floating point; read window by window.
    """
    powers = [np.zeros(0)]
    whole = WINDOW_SAMPLES // VAD_FRAME_SAMPLES * VAD_FRAME_SAMPLES
    for start in range(0, len(samples), whole):
        powers.append(_frame_powers(np.asarray(samples[start : start + whole], np.float32)))
    floor = 10 ** (LOWEST_DB / 10)
    return (10 * np.log10(np.maximum(np.concatenate(powers), floor))).astype(np.float32)


def gain_for(samples: Samples, level: Level) -> float:
    """What sound is to be multiplied by, > 0: 1 for ordinary recordings.

    Above full scale it is brought down as a whole, not clipped. Where even the loudest frames are
    below QUIET_DB, speech is looked for as if they were not, and brought up to it; noise stays
    as it is.

    Args:
        samples: mono sound at 16 kHz, floating point; read window by window.
        level: of the whole of it.
    """
    gain = 1.0 / max(1.0, level.peak)
    loudest = level.loudest() + decibels(gain)
    if loudest >= QUIET_DB or not math.isfinite(loudest):
        return gain
    spoken = _speech_level(samples, gain * _factor(QUIET_DB - loudest))
    if not math.isfinite(spoken):
        return gain
    louder = max(0.0, QUIET_DB - spoken - decibels(gain))
    return min(gain * _factor(louder), _factor(MAXIMUM_GAIN_DB))


def _speech_level(samples: Samples, look: float) -> float:
    """Level of the loudest frames of the windows that hold speech when multiplied by `look`, dB;
    -inf if none does."""
    powers = [np.zeros(0)]
    for start in range(0, len(samples), WINDOW_SAMPLES):
        window = np.asarray(samples[start : start + WINDOW_SAMPLES], np.float32)
        if speech_share(np.float32(look) * window) >= MINIMUM_SPEECH_SHARE:
            powers.append(_frame_powers(window))
    return _loudest(np.concatenate(powers))


def _frame_powers(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Power of each whole frame without its offset."""
    frames = sound[: len(sound) // VAD_FRAME_SAMPLES * VAD_FRAME_SAMPLES]
    framed = frames.reshape(-1, VAD_FRAME_SAMPLES).astype(np.float64)
    return np.asarray(framed.var(axis=1))


def _loudest(powers: NDArray[np.float64]) -> float:
    heard = powers[powers > 0]
    return 10 * math.log10(np.percentile(heard, LOUDEST)) if len(heard) else -math.inf


def _factor(decibel: float) -> float:
    return float(10 ** (decibel / 20))


def decibels(gain: float) -> float:
    """A factor > 0 as decibels of level."""
    return 20 * math.log10(gain)
