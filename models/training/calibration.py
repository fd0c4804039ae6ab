"""Fits temperatures (Guo et al., 2017) and ceilings; calibrates by other people's predictions."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from models.calibration import FLOOR, both_answers, temper
from models.evaluation.metrics import wilson_interval

Temperature = TypeVar("Temperature")

LOWEST, HIGHEST = 0.2, 5.0
"""Between which a temperature is looked for."""

TOP_SHARE = 0.1
"""Share of the predictions, those with the highest claims, that a ceiling is worked out from."""


def fit_temperature(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """Temperature with the lowest log loss on held-out predictions, in [0.2, 5].

    Args:
        labels: int, shape (n,).
        probabilities: shape (n, k), rows sum to one.
    """

    def log_loss(log_temperature: float) -> float:
        scaled = temper(probabilities, float(np.exp(log_temperature)))
        return float(-np.log(np.maximum(scaled[np.arange(len(labels)), labels], FLOOR)).mean())

    bounds = (np.log(LOWEST), np.log(HIGHEST))
    return float(np.exp(minimize_scalar(log_loss, bounds=bounds, method="bounded").x))


def fit_temperatures(
    labels: NDArray[np.integer], probabilities: NDArray[np.float64]
) -> list[float]:
    """One temperature per trait, from predictions for texts that were not trained on.

    Args:
        labels: 0 or 1, shape (n, traits).
        probabilities: of 1, shape (n, traits).
    """
    return [
        fit_temperature(labels[:, trait], both_answers(probabilities[:, trait]))
        for trait in range(labels.shape[1])
    ]


def fit_ceiling(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """Most that a model may claim: how often it is surely right where it claims most.

    Args:
        labels: int, shape (n,); n > 0.
        probabilities: of held-out items, calibrated, shape (n, k), rows sum to one.

    Returns:
        Low end of the 95 % interval (Wilson, 1927) of the accuracy among the TOP_SHARE of the items
        with the highest claims, equal claims included, as if the items were independent; at least
        1 / k, the share that guessing gets right.
    """
    claims = probabilities.max(axis=1)
    top = claims >= np.quantile(claims, 1 - TOP_SHARE, method="higher")
    right = (probabilities.argmax(axis=1) == labels)[top]
    low, _ = wilson_interval(np.array([right.sum()], np.float64), np.array([right.size]))
    return float(max(low[0], 1 / probabilities.shape[1]))


def cross_calibrate(
    labels: NDArray[np.integer],
    probabilities: NDArray[np.floating],
    parts: Iterable[NDArray[np.integer] | NDArray[np.bool_]],
    fit: Callable[..., Temperature] = fit_temperature,  # type: ignore[assignment]
    apply: Callable[..., NDArray[np.float64]] = temper,
) -> NDArray[np.float64]:
    """Calibrate each part by the temperature of all others.

    So the figures hold for people whom neither the model nor its calibration knows.

    Args:
        labels: shape (n,) or (n, traits).
        probabilities: not yet calibrated, shape (n, k).
        parts: numbers of the items of each part, or a mask; together all items, each once.
        fit, apply: `fit_temperature` and `temper`, or for traits `fit_temperatures` and
            `temper_traits`.

    Returns:
        float64, shape (n, k).
    """
    calibrated = np.zeros(probabilities.shape)
    for part in parts:
        others = np.ones(len(labels), dtype=np.bool_)
        others[part] = False
        calibrated[part] = apply(probabilities[part], fit(labels[others], probabilities[others]))
    return calibrated
