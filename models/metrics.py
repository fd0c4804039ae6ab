"""Metrics of a classifier with probabilities, the same for every modality."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, f1_score, log_loss, recall_score

CALIBRATION_BINS = 15


def classification_metrics(
    labels: NDArray[np.integer], probabilities: NDArray[np.floating]
) -> dict[str, Any]:
    """Score probabilities against true classes.

    Args:
        labels: int, shape (n,), classes 0 .. k-1; n > 0.
        probabilities: float, shape (n, k), rows sum to one.

    Returns:
        accuracy, balanced_accuracy (unweighted average recall over the classes that occur),
        macro_f1 (over all k classes), log_loss (nats), ece and confusion_matrix
        (k x k counts, rows are true classes). Plain numbers and lists, ready for JSON.

    Raises:
        ValueError: if shapes disagree, n is 0, or a row is not a finite distribution.
    """
    if len(labels) == 0 or probabilities.ndim != 2 or len(labels) != len(probabilities):
        raise ValueError(f"{len(labels)} labels for probabilities of shape {probabilities.shape}")
    if not np.allclose(probabilities.sum(axis=1), 1, atol=1e-6) or probabilities.min() < 0:
        raise ValueError("probabilities must be finite, not negative, and sum to one per row")
    classes = list(range(probabilities.shape[1]))
    predicted = probabilities.argmax(axis=1)
    exact = probabilities.astype(np.float64)
    return {
        "accuracy": float((predicted == labels).mean()),
        "balanced_accuracy": float(
            recall_score(labels, predicted, labels=np.unique(labels), average="macro")
        ),
        "macro_f1": float(
            f1_score(labels, predicted, labels=classes, average="macro", zero_division=0)
        ),
        "log_loss": float(
            log_loss(labels, exact / exact.sum(axis=1, keepdims=True), labels=classes)
        ),
        "ece": expected_calibration_error(labels, probabilities),
        "confusion_matrix": confusion_matrix(labels, predicted, labels=classes).tolist(),
    }


def expected_calibration_error(
    labels: NDArray[np.integer], probabilities: NDArray[np.floating]
) -> float:
    """Expected calibration error of the top class (Guo et al., 2017), 15 bins of equal width.

    Args:
        labels: int, shape (n,), n > 0.
        probabilities: float, shape (n, k).

    Returns:
        Mean distance between confidence and accuracy over the bins, weighted by their size,
        in [0, 1].
    """
    confidence = probabilities.max(axis=1).astype(np.float64)
    correct = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = np.bincount(bins, weights=confidence - correct, minlength=CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / len(labels))
