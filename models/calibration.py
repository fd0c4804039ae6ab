"""Temperature scaling (Guo et al., 2017): one number that makes confidence match accuracy."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

FLOOR = 1e-9
"""Probabilities are clipped here before their logarithm."""


def temper(probabilities: NDArray[np.floating], temperature: float) -> NDArray[np.float64]:
    """Divide log probabilities by a temperature and normalise again.

    Args:
        probabilities: shape (..., k), rows sum to one.
        temperature: > 0; above 1 softens, below 1 sharpens.

    Returns:
        float64, shape (..., k); rows sum to one.
    """
    logits = np.log(np.clip(probabilities.astype(np.float64), FLOOR, 1.0)) / temperature
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    scaled: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return scaled


def fit_temperature(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """Temperature with the lowest log loss on held-out predictions, in [0.2, 5]."""

    def log_loss(log_temperature: float) -> float:
        scaled = temper(probabilities, float(np.exp(log_temperature)))
        return float(-np.log(np.maximum(scaled[np.arange(len(labels)), labels], FLOOR)).mean())

    best = minimize_scalar(log_loss, bounds=(np.log(0.2), np.log(5.0)), method="bounded")
    return float(np.exp(best.x))
