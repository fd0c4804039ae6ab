"""Figures of a model on labelled data, with intervals and by subgroup."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibration import both_answers
from models.evaluation.metrics import FIGURES, classification_metrics, judge_items
from schemas.labels import TRAITS

DRAWS = 1000
LEVEL = 0.95


def evaluate(
    labels: NDArray[np.integer],
    probabilities: NDArray[np.floating],
    groups: NDArray[np.str_] | None = None,
    people: NDArray[np.integer] | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Measure a classifier.

    Args:
        labels: int, shape (n,), classes 0 .. k-1; n > 0.
        probabilities: shape (n, k), rows sum to one.
        groups: subgroup of each item, shape (n,), if the data name one; "" for none.
        people: who is in each item, shape (n,), if known: intervals then resample people, since
            two clips of one person are not two independent observations.
        seed: of the bootstrap.

    Returns:
        `items`, FIGURES, `confusion_matrix`; `intervals`: 95 % bootstrap interval of each of
        FIGURES, None if there is but one person or item; `subgroups`: group to its items, FIGURES
        and confusion matrix. Ready for JSON.

    Raises:
        ValueError: as `models.evaluation.metrics.classification_metrics`.
    """
    named = [] if groups is None else [name for name in np.unique(groups).tolist() if name]
    return {
        "items": len(labels),
        **classification_metrics(labels, probabilities),
        "intervals": bootstrap_intervals(labels, probabilities, people, seed),
        "subgroups": {
            group: {
                "items": int((groups == group).sum()),
                **classification_metrics(labels[groups == group], probabilities[groups == group]),
            }
            for group in named
        },
    }


def evaluate_traits(
    labels: NDArray[np.integer], probabilities: NDArray[np.float64], seed: int = 0
) -> dict[str, Any]:
    """Measure five independent yes/no predictions.

    Args:
        labels: 0 or 1, shape (n, 5), columns TRAITS; n > 0.
        probabilities: of 1, shape (n, 5).
        seed: of the bootstrap.

    Returns:
        `items`; `macro_` and each of FIGURES, the mean over the traits; `majority_accuracy`, what
        always giving the commoner answer reaches; `intervals` of `macro_accuracy`; `traits`:
        trait to what `evaluate` returns. Ready for JSON.
    """
    traits = {
        trait: evaluate(labels[:, t], both_answers(probabilities[:, t]))
        for t, trait in enumerate(TRAITS)
    }
    means = {
        f"macro_{name}": float(np.mean([t[name] for t in traits.values()])) for name in FIGURES
    }
    correct = ((probabilities > 0.5) == labels).mean(axis=1)
    rows = np.random.default_rng(seed).integers(len(correct), size=(DRAWS, len(correct)))
    high = labels.mean(axis=0)
    return {
        "items": len(labels),
        **means,
        "majority_accuracy": float(np.maximum(high, 1 - high).mean()),
        "intervals": {
            "macro_accuracy": _interval(correct[rows].mean(axis=1)) if len(labels) > 1 else None
        },
        "traits": traits,
    }


def bootstrap_intervals(
    labels: NDArray[np.integer],
    probabilities: NDArray[np.floating],
    people: NDArray[np.integer] | None,
    seed: int,
) -> dict[str, list[float] | None]:
    """Percentile bootstrap (Efron and Tibshirani, 1993) of each of FIGURES: [low, high].

    One person or item says nothing of how others would differ: None.
    """
    rng = np.random.default_rng(seed)
    judged = judge_items(labels, probabilities)
    units = np.arange(len(labels)) if people is None else np.unique(people, return_inverse=True)[1]
    total = int(units.max()) + 1
    if total == 1:
        return dict.fromkeys(FIGURES)
    draws = []
    for _ in range(DRAWS):
        taken = np.bincount(rng.integers(total, size=total), minlength=total)
        draws.append(tuple(judged.figures(taken[units]).values()))
    low, high = np.quantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    return {name: [float(a), float(b)] for name, a, b in zip(FIGURES, low, high, strict=True)}


def _interval(draws: NDArray[np.floating]) -> list[float]:
    low, high = np.quantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return [float(low), float(high)]
