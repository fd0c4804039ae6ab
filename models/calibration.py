"""Temperature scaling (Guo et al., 2017): one number that makes confidence match accuracy.

The temperatures are fitted by `models.training.calibration`; those of voices, which differ from
window to window (`models.voice.temperature`), by `models.training.voice.temperature`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

FLOOR = 1e-9
"""Probabilities are clipped here before their logarithm."""


def temper(
    probabilities: NDArray[np.floating], temperature: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Divide log probabilities by a temperature and normalise again.

    Args:
        probabilities: shape (..., k), rows sum to one.
        temperature: > 0; above 1 softens, below 1 sharpens. One for all, or shape (..., 1).

    Returns:
        float64, shape (..., k); rows sum to one.
    """
    logits = np.log(np.clip(probabilities.astype(np.float64), FLOOR, 1.0)) / temperature
    return np.asarray(softmax(logits, axis=-1))


def temper_traits(
    probabilities: NDArray[np.float64], temperatures: Sequence[float]
) -> NDArray[np.float64]:
    """Divide each trait's logit by its temperature.

    Args:
        probabilities: shape (n, traits), in [0, 1]; independent of each other.
        temperatures: one per trait, > 0.

    Returns:
        float64, shape (n, traits), in [0, 1]; the order of texts within a trait stays.
    """
    columns = [
        temper(both_answers(probabilities[:, trait]), temperature)[:, 1]
        for trait, temperature in enumerate(temperatures)
    ]
    return np.stack(columns, axis=1)


def both_answers(high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of low and high, shape (n, 2), from those of high, shape (n,)."""
    return np.stack([1 - high, high], axis=1)
