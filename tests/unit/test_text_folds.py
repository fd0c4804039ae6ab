"""Folds of essays, and what their predictions score."""

import numpy as np
import pytest

from models.calibration import temper_traits
from models.training.calibration import cross_calibrate, fit_temperatures
from models.training.text.folds import stratified_folds, trait_metrics
from schemas.labels import TRAITS
from tests.synthetic_essays import synthetic_essays


def test_folds_test_every_essay_once_and_hold_both_classes() -> None:
    _, labels = synthetic_essays(90)
    folds = stratified_folds(labels, 10, 1)
    assert len(folds) == 10
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(90))
    for train, test in folds:
        assert not set(train) & set(test)
        assert set(labels[train].sum(axis=0) > 0) == {True}
    again = stratified_folds(labels, 10, 1)
    assert all((a[1] == b[1]).all() for a, b in zip(folds, again, strict=True))


def test_folds_shrink_with_the_rarest_class() -> None:
    labels = np.zeros((12, 5), dtype=int)
    labels[:3] = 1
    assert len(stratified_folds(labels, 10, 0)) == 3
    with pytest.raises(ValueError, match="every trait"):
        stratified_folds(np.zeros((12, 5), dtype=int), 10, 0)


def test_metrics_of_a_perfect_prediction() -> None:
    _, labels = synthetic_essays(40)
    parts = [test for _, test in stratified_folds(labels, 4, 0)]
    raw = np.where(labels, 0.9, 0.1)
    calibrated = cross_calibrate(labels, raw, parts, fit_temperatures, temper_traits)
    metrics = trait_metrics(labels, calibrated, len(parts))
    assert metrics["macro_accuracy"] == 1.0
    assert (metrics["folds"], metrics["essays"]) == (4, 40)
    assert list(metrics["traits"]) == list(TRAITS)
    assert set(metrics["traits"]["openness"]) >= {
        "accuracy", "balanced_accuracy", "macro_f1", "log_loss", "brier", "ece",
        "confusion_matrix",
    }  # fmt: skip


def test_each_fold_is_calibrated_by_the_others() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 2, (60, 5))
    raw = np.clip(labels * 0.4 + rng.random(labels.shape) * 0.6, 0.01, 0.99)
    parts = [np.arange(20), np.arange(20, 45), np.arange(45, 60)]
    found = cross_calibrate(labels, raw, parts, fit_temperatures, temper_traits)
    for part in parts:
        others = np.setdiff1d(np.arange(60), part)
        temperatures = fit_temperatures(labels[others], raw[others])
        np.testing.assert_array_equal(found[part], temper_traits(raw[part], temperatures))
