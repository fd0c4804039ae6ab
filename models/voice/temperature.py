"""The temperature of a voice model, which depends on a window's pitch and on the answer's spread.

Temperature scaling (Guo et al., 2017) whose temperature depends on the window, as in Joy et al.
(2023). Models are right less often about low voices than they say, and more often about high ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from models.calibration import temper
from models.voice.pitch import median_pitch
from models.voice.windows import Window

MIDDLE_HZ = 180.0
"""Between most men's pitch and most women's; of a window in which none is found."""

LARGEST_CHANGE = 2.0
"""Of the logarithm of a temperature, by both causes together."""


class VoiceTemperature(NamedTuple):
    """A temperature for each window; the logarithms of its causes add up."""

    usual: float = 1.0
    """Of a voice at MIDDLE_HZ about which the model is certain; > 0."""
    by_pitch: float = 0.0
    """What an octave adds to the logarithm."""
    by_spread: float = 0.0
    """What the logarithm gains from a certain answer to one that is spread evenly."""

    @classmethod
    def of_card(cls, scoring: Mapping[str, Any]) -> "VoiceTemperature":
        """As a card has it; up to 0.5.1 cards have the usual one only."""
        usual, *changes = KEYS
        return cls(float(scoring[usual]), *(float(scoring.get(name, 0.0)) for name in changes))

    def to_card(self) -> dict[str, float]:
        """For a card's `scoring`."""
        return dict(zip(KEYS, self, strict=True))

    def temper(
        self, probabilities: NDArray[np.floating], pitches: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Calibrated probabilities; the order of a window's emotions stays.

        Args:
            probabilities: shape (n, k), rows sum to one.
            pitches: Hz, shape (n,); NaN where none was found.

        Returns:
            float64, shape (n, k); rows sum to one.
        """
        octaves, spread = causes(probabilities, pitches)
        changes = self.by_pitch * octaves + self.by_spread * spread
        factors = np.exp(np.clip(changes, -LARGEST_CHANGE, LARGEST_CHANGE))
        return temper(probabilities, self.usual * factors[:, np.newaxis])

    def temper_windows(
        self, probabilities: NDArray[np.floating], windows: Sequence[Window]
    ) -> NDArray[np.float64]:
        """`temper` with the pitches of these windows, which are looked for only if they matter."""
        pitches = np.full(len(windows), np.nan)
        if self.by_pitch:
            pitches[:] = [median_pitch(window.samples) for window in windows]
        return self.temper(probabilities, pitches)


KEYS = ("temperature", "temperature_by_pitch", "temperature_by_spread")
"""In a card, in the order of VoiceTemperature."""


def causes(
    probabilities: NDArray[np.floating], pitches: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What temperatures depend on, shape (n,) each: octaves above MIDDLE_HZ, and spread in [0, 1].

    Args:
        probabilities: shape (n, k), rows sum to one.
        pitches: Hz, shape (n,); NaN where none was found.
    """
    octaves = np.log2(np.where(np.isnan(pitches), MIDDLE_HZ, pitches) / MIDDLE_HZ)
    spread = entr(probabilities).sum(axis=1) / np.log(probabilities.shape[1])
    return octaves, spread
