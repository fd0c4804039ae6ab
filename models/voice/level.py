"""How loud a recording's speech is, and the gain that brings it to a level one can work at."""

import math

import numpy as np
from numpy.typing import NDArray

from models.voice.windows import VAD_FRAME_SAMPLES

QUIET_DB = -40.0
"""Speech below this level (dB of full scale, RMS) is brought to it before it is looked for."""

SPEECH_PERCENTILE = 95
"""What is taken for the level of speech: that of the loudest twentieth of all 30 ms frames but
those of zeros. A click, however loud, is above it; a slammed door or a louder speaker may set it,
and the windows of a quieter one are then looked at as quiet as they are."""

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
        count = len(sound) // VAD_FRAME_SAMPLES
        whole, self._rest = np.split(sound, [count * VAD_FRAME_SAMPLES])
        frames = whole.reshape(count, VAD_FRAME_SAMPLES).astype(np.float64)
        self._powers.append(frames.var(axis=1))

    def gain(self) -> float:
        """What the sound is to be multiplied by, > 0: 1 for ordinary recordings.

        Above full scale it is brought down as a whole, not clipped; speech below QUIET_DB is
        brought up to it, and only a click 40 dB above the speech is clipped then.
        """
        gain = 1.0 / max(1.0, self.peak)
        powers = np.concatenate([*self._powers, np.zeros(0)])
        heard = powers[powers > 0]
        if len(heard) == 0:
            return gain
        level = 10 * math.log10(np.percentile(heard, SPEECH_PERCENTILE)) + decibels(gain)
        louder = max(0.0, QUIET_DB - level)
        return min(gain * 10 ** (louder / 20), 10 ** (MAXIMUM_GAIN_DB / 20))


def decibels(gain: float) -> float:
    """A factor > 0 as decibels of level."""
    return 20 * math.log10(gain)
