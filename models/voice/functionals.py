"""Twelve functionals of pyAudioAnalysis's short-term features: what the SVM hears.

Mean and deviation forget order and shape. The library's own deltas (Giannakopoulos, 2015) and
functionals as in openSMILE's sets (Eyben et al., 2010: percentiles, slope) keep some of both.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.voice.preprocessing import sounding_frames, statistics

PERCENTILES = (5, 25, 50, 75, 95)
SERIES = 35
"""The 34 short-term features and the level in relation to the loudest frame."""

FUNCTIONALS = 12
QUIETEST = 1e-8
"""Energy, relative to the loudest frame, below which the level is not told apart: -80 dB."""


def functionals(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Functionals of 35 series over the frames that sound; the short-term matrix is made once.

    Args:
        sound: float32, shape (n,), n >= 800, 16 kHz mono; padding does not count.

    Returns:
        float32, shape (420,): for all series in turn the mean, deviation, five percentiles,
        mean and deviation of the size of the change from frame to frame, mean and deviation
        weighted by energy, and slope over the frames that sound. Finite for any finite sound,
        the same at any gain.

    Raises:
        ValueError: if the sound is shorter than one frame.
    """
    short_term, sounds = sounding_frames(sound)
    energy = short_term[1]
    level = np.log10(np.maximum(energy / max(energy.max(), QUIETEST), QUIETEST))
    series = np.vstack([short_term, level])
    # Changes are taken before pauses are dropped: across a pause there is none.
    changes = np.abs(np.diff(series, axis=1, prepend=series[:, :1]))[:, sounds]
    series, energy = series[:, sounds], energy[sounds]
    total = energy.sum()
    weights = energy / total if total > 0 else np.full(len(energy), 1 / len(energy))
    mean = series @ weights
    variance = np.square(series - mean[:, np.newaxis]) @ weights
    return np.concatenate(
        [
            series.mean(axis=1),
            series.std(axis=1),
            *np.percentile(series, PERCENTILES, axis=1),
            changes.mean(axis=1),
            changes.std(axis=1),
            mean,
            np.sqrt(variance),
            _slope(series),
        ]
    ).astype(np.float32)


def _slope(series: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least-squares slope of each row over its length, from -1 to 1; 0 for a single frame."""
    time = np.linspace(-1, 1, series.shape[1])
    if series.shape[1] < 2:
        return np.zeros(len(series))
    slope: NDArray[np.float64] = series @ time / (time @ time)
    return slope


Feature = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""From a window's samples to its features."""

FEATURES: dict[str, Feature] = {"statistics": statistics, "functionals": functionals}
"""By the key `features` of an SVM's card."""
