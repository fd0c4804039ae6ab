"""Folds of essays with five yes/no traits, and what predictions of all folds score."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from models.calibration import both_answers
from models.evaluation.metrics import classification_metrics
from models.training.trainer import InsufficientDataError
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
        InsufficientDataError: if a trait has fewer than two high or two low essays.
    """
    high = labels.sum(axis=0)
    rarest = int(min(high.min(), (len(labels) - high).min()))
    if rarest < 2:
        raise InsufficientDataError("every trait needs at least two high and two low essays")
    folds = min(folds, rarest)
    combinations = labels @ (1 << np.arange(labels.shape[1]))
    counts = np.bincount(combinations, minlength=1 << labels.shape[1])
    # Combinations too rare to be in every fold are one class of their own.
    classes = np.where(counts[combinations] >= folds, combinations, -1)
    if 0 < (classes == -1).sum() < folds:
        classes[classes == -1] = np.bincount(combinations).argmax()
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(classes, classes))


def trait_metrics(labels: Labels, probabilities: Probabilities, folds: int) -> dict[str, Any]:
    """Metrics of five independent probabilities.

    Args:
        labels: 0 or 1, shape (n, 5).
        probabilities: calibrated, shape (n, 5), for texts that were not trained on.
        folds: how many there were, for the record.

    Returns:
        "traits": {trait: accuracy, balanced_accuracy, macro_f1, log_loss, brier, ece,
        confusion_matrix}, and "macro_accuracy", "macro_log_loss", "macro_ece" over them.
    """
    traits = {
        trait: classification_metrics(labels[:, i], both_answers(probabilities[:, i]))
        for i, trait in enumerate(TRAITS)
    }
    macro = {
        f"macro_{name}": float(np.mean([metrics[name] for metrics in traits.values()]))
        for name in ("accuracy", "log_loss", "ece")
    }
    return {"folds": folds, "essays": len(labels), **macro, "traits": traits}
