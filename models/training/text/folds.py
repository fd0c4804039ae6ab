"""Folds, metrics and calibration of five yes/no traits."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from models.calibration import fit_temperature, temper
from models.evaluation.metrics import classification_metrics
from schemas.labels import TRAITS

Labels = NDArray[np.integer]
Probabilities = NDArray[np.float64]
Fold = tuple[NDArray[np.intp], NDArray[np.intp]]


def stratified_folds(labels: Labels, folds: int, seed: int) -> list[Fold]:
    """Split essays so that every fold has about the same mix of trait combinations.

    Args:
        labels: 0 or 1, shape (n, 5).
        folds: wanted number; fewer when a trait has fewer high or low essays than that.
        seed: of the shuffle.

    Returns:
        (training rows, test rows) of each fold; every row is tested once.

    Raises:
        ValueError: if a trait has fewer than two high or two low essays.
    """
    high = labels.sum(axis=0)
    rarest = int(min(high.min(), (len(labels) - high).min()))
    if rarest < 2:
        raise ValueError("every trait needs at least two high and two low essays")
    folds = min(folds, rarest)
    combinations = labels @ (1 << np.arange(labels.shape[1]))
    counts = np.bincount(combinations, minlength=1 << labels.shape[1])
    # Combinations too rare to be in every fold are one class of their own.
    classes = np.where(counts[combinations] >= folds, combinations, -1)
    if 0 < (classes == -1).sum() < folds:
        classes[classes == -1] = np.bincount(combinations).argmax()
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(classes, classes))


def calibrate(probabilities: Probabilities, temperatures: Sequence[float]) -> Probabilities:
    """Divide each trait's logit by its temperature.

    Args:
        probabilities: shape (n, 5), in [0, 1].
        temperatures: one per trait, > 0.

    Returns:
        float64, shape (n, 5), in [0, 1]; the order of essays within a trait stays.
    """
    columns = [
        temper(_both(probabilities[:, trait]), temperature)[:, 1]
        for trait, temperature in enumerate(temperatures)
    ]
    return np.stack(columns, axis=1)


def fit_temperatures(labels: Labels, probabilities: Probabilities) -> list[float]:
    """One temperature per trait, from predictions for essays that were not trained on."""
    return [
        fit_temperature(labels[:, trait], _both(probabilities[:, trait]))
        for trait in range(labels.shape[1])
    ]


def calibrate_out_of_fold(
    labels: Labels, probabilities: Probabilities, folds: Sequence[Fold]
) -> Probabilities:
    """Calibrate out-of-fold predictions without looking at their own labels.

    Args:
        labels: 0 or 1, shape (n, 5).
        probabilities: out-of-fold and not yet calibrated, shape (n, 5).
        folds: as they were predicted. Each is calibrated with temperatures of the other folds.

    Returns:
        float64, shape (n, 5), in [0, 1].
    """
    calibrated = np.empty_like(probabilities)
    for _, test in folds:
        others = np.setdiff1d(np.arange(len(labels)), test)
        temperatures = fit_temperatures(labels[others], probabilities[others])
        calibrated[test] = calibrate(probabilities[test], temperatures)
    return calibrated


def trait_metrics(labels: Labels, probabilities: Probabilities, folds: int) -> dict[str, Any]:
    """Metrics of five independent probabilities.

    Args:
        labels: 0 or 1, shape (n, 5).
        probabilities: calibrated, shape (n, 5), for texts that were not trained on.
        folds: how many there were, for the record.

    Returns:
        "traits": {trait: accuracy, balanced_accuracy, macro_f1, log_loss, ece,
        confusion_matrix}, and "macro_accuracy", "macro_log_loss", "macro_ece" over them.
    """
    traits = {
        trait: classification_metrics(labels[:, i], _both(probabilities[:, i]))
        for i, trait in enumerate(TRAITS)
    }
    macro = {
        f"macro_{name}": float(np.mean([metrics[name] for metrics in traits.values()]))
        for name in ("accuracy", "log_loss", "ece")
    }
    return {"folds": folds, "essays": len(labels), **macro, "traits": traits}


def _both(high: Probabilities) -> Probabilities:
    return np.stack([1 - high, high], axis=1)
