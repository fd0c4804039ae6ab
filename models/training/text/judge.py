"""Judges a text model on every essay, each predicted by a model that has not seen it."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from models.calibration import temper_traits
from models.evaluation.predictions import HeldOut
from models.training.calibration import cross_calibrate, fit_temperatures
from models.training.text.folds import Fold, Labels, Probabilities, trait_metrics
from schemas.labels import TRAITS

logger = logging.getLogger(__name__)

Input = TypeVar("Input")

Predict = Callable[[Sequence[Input], Labels, Sequence[Input]], Probabilities]
"""From training essays, their labels (n, 5) and m other essays to probabilities (m, 5)."""


class Judgement(NamedTuple):
    """What held-out predictions say about a model."""

    temperatures: dict[str, float]
    """By trait, fitted on the predictions of all folds; they belong to the model trained on
    all essays."""
    held_out: HeldOut
    """Calibrated, a fold by the temperatures of the others."""
    metrics: dict[str, Any]
    """Ready for JSON."""


def judge(
    essays: Sequence[Input],
    labels: Labels,
    folds: Sequence[Fold],
    predict: Predict[Input],
    checkpoint: Path,
) -> Judgement:
    """Train once per fold and predict the essays left out.

    Args:
        essays: n essays, as `predict` takes them.
        labels: 0 or 1, shape (n, 5).
        folds: from `stratified_folds`.
        predict: trains and predicts; not calibrated.
        checkpoint: folder of this very training, where finished folds are kept and read again.
    """
    checkpoint.mkdir(parents=True, exist_ok=True)
    probabilities = np.zeros(labels.shape)
    for number, (train, test) in enumerate(folds):
        file = checkpoint / f"fold-{number + 1}-of-{len(folds)}.npy"
        if file.exists():
            probabilities[test] = np.load(file)
        else:
            probabilities[test] = predict(
                [essays[i] for i in train], labels[train], [essays[i] for i in test]
            )
            np.save(file, probabilities[test])
        accuracy = ((probabilities[test] > 0.5) == labels[test]).mean()
        logger.info("fold %d of %d: macro accuracy %.3f", number + 1, len(folds), accuracy)
    tests = [test for _, test in folds]
    calibrated = cross_calibrate(labels, probabilities, tests, fit_temperatures, temper_traits)
    temperatures = fit_temperatures(labels, probabilities)
    return Judgement(
        dict(zip(TRAITS, temperatures, strict=True)),
        HeldOut(labels.astype(np.int64), calibrated),
        trait_metrics(labels, calibrated, len(folds)),
    )
