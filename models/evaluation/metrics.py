"""Metrics of a classifier with probabilities, the same for every modality."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

CALIBRATION_BINS = 15

FIGURES = ("accuracy", "balanced_accuracy", "macro_f1", "log_loss", "brier", "ece")
"""The single numbers of a classifier."""

NORMAL_95 = 1.959964
"""Two-sided quantile of the normal distribution."""


class Judged(NamedTuple):
    """What each item adds to the figures, so that thousands of resamples cost little."""

    classes: int
    labels: NDArray[np.int64]
    """Shape (n,)."""
    predicted: NDArray[np.int64]
    """The class with the highest probability, shape (n,)."""
    losses: NDArray[np.float64]
    """Negative log probability of the true class, nats, shape (n,)."""
    squares: NDArray[np.float64]
    """Half of the squared distance between probabilities and truth, 0-1, shape (n,)."""
    bins: NDArray[np.int64]
    """Bin of the confidence, shape (n,)."""
    gaps: NDArray[np.float64]
    """Confidence minus correctness, shape (n,)."""

    def figures(self, counts: NDArray[np.integer]) -> dict[str, float]:
        """FIGURES when each item is taken `counts` times, shape (n,); at least one is."""
        matrix = confusion_matrix(self.labels, self.predicted, self.classes, counts)
        hits, true, predicted = matrix.diagonal(), matrix.sum(axis=1), matrix.sum(axis=0)
        gaps = np.bincount(self.bins, weights=counts * self.gaps, minlength=CALIBRATION_BINS)
        total = counts.sum()
        return {
            "accuracy": float(hits.sum() / total),
            "balanced_accuracy": float((hits[true > 0] / true[true > 0]).mean()),
            "macro_f1": float((2 * hits / np.maximum(true + predicted, 1)).mean()),
            "log_loss": float(counts @ self.losses / total),
            "brier": float(counts @ self.squares / total),
            "ece": float(np.abs(gaps).sum() / total),
        }


def confusion_matrix(
    labels: NDArray[np.integer],
    predicted: NDArray[np.integer],
    classes: int,
    counts: NDArray[np.integer] | None = None,
) -> NDArray[np.float64]:
    """True class by row, predicted by column.

    Args:
        labels, predicted: int, shape (n,), classes 0 .. classes-1.
        classes: number of classes; one that does not occur still has a row and a column.
        counts: how often each item is taken, shape (n,); once by default.

    Returns:
        float64, shape (classes, classes): counts.
    """
    cells = np.bincount(labels * classes + predicted, weights=counts, minlength=classes**2)
    return cells.reshape(classes, classes).astype(np.float64)


def judge_items(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> Judged:
    """Compare probabilities with true classes, item by item.

    Args:
        labels: int, shape (n,), classes 0 .. k-1; n > 0.
        probabilities: float, shape (n, k), rows sum to one.

    Raises:
        ValueError: if shapes disagree, n is 0, or a row is not a finite distribution.
    """
    if len(labels) == 0 or probabilities.ndim != 2 or len(labels) != len(probabilities):
        raise ValueError(f"{len(labels)} labels for probabilities of shape {probabilities.shape}")
    if not np.allclose(probabilities.sum(axis=1), 1, atol=1e-6) or probabilities.min() < 0:
        raise ValueError("probabilities must be finite, not negative, and sum to one per row")
    exact = probabilities.astype(np.float64)
    exact /= exact.sum(axis=1, keepdims=True)
    predicted, confidence = exact.argmax(axis=1), exact.max(axis=1)
    truth = np.eye(exact.shape[1])[labels]
    smallest = np.finfo(np.float64).eps
    return Judged(
        exact.shape[1],
        labels.astype(np.int64),
        predicted,
        -np.log(np.maximum(exact[np.arange(len(labels)), labels], smallest)),
        ((exact - truth) ** 2).sum(axis=1) / 2,
        np.minimum((confidence * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1),
        confidence - (predicted == labels),
    )


def classification_metrics(
    labels: NDArray[np.integer], probabilities: NDArray[np.floating]
) -> dict[str, Any]:
    """Score probabilities against true classes.

    Args:
        labels: int, shape (n,), classes 0 .. k-1; n > 0.
        probabilities: float, shape (n, k), rows sum to one.

    Returns:
        accuracy, balanced_accuracy (unweighted average recall over the classes that occur),
        macro_f1 (over all k classes), log_loss (nats), brier (half of Brier's score, 1950: of a
        yes/no answer the mean squared error of its probability), ece (expected calibration error
        of the top class, Guo et al., 2017, 15 bins of equal width) and confusion_matrix (k x k
        counts, rows are true classes). Plain numbers and lists, ready for JSON.

    Raises:
        ValueError: if shapes disagree, n is 0, or a row is not a finite distribution.
    """
    judged = judge_items(labels, probabilities)
    once = np.ones(len(labels), np.int64)
    matrix = confusion_matrix(judged.labels, judged.predicted, judged.classes)
    return {**judged.figures(once), "confusion_matrix": matrix.astype(int).tolist()}


def expected_calibration_error(
    labels: NDArray[np.integer], probabilities: NDArray[np.floating]
) -> float:
    """Mean distance between confidence and accuracy over the bins, weighted by size, in [0, 1].

    Arguments and errors as for `classification_metrics`.
    """
    return judge_items(labels, probabilities).figures(np.ones(len(labels), np.int64))["ece"]


def wilson_interval(
    right: NDArray[np.floating], items: NDArray[np.integer]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high end of the 95 % interval of a share (Wilson, 1927); items > 0."""
    share, square = right / items, NORMAL_95**2
    middle = (share + square / (2 * items)) / (1 + square / items)
    spread = np.sqrt(share * (1 - share) / items + square / (4 * items**2))
    half = NORMAL_95 / (1 + square / items) * spread
    return middle - half, middle + half
