"""Metrics of a classifier."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.evaluation.metrics import (
    classification_metrics,
    confusion_matrix,
    expected_calibration_error,
)


def test_perfect_predictions():
    metrics = classification_metrics(np.arange(7), np.eye(7))
    assert metrics["confusion_matrix"] == np.eye(7, dtype=int).tolist()
    assert {metrics[key] for key in ("accuracy", "balanced_accuracy", "macro_f1")} == {1.0}
    assert metrics["ece"] == 0
    assert metrics["log_loss"] == pytest.approx(0, abs=1e-12)


def test_worked_example():
    labels = np.array([0, 0, 0, 1, 2])
    probabilities = np.array(
        [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2]]
    )
    metrics = classification_metrics(labels, probabilities)
    assert metrics["confusion_matrix"] == [[2, 1, 0], [0, 1, 0], [1, 0, 0]]
    assert metrics["accuracy"] == pytest.approx(3 / 5)
    assert metrics["balanced_accuracy"] == pytest.approx((2 / 3 + 1 + 0) / 3)
    assert metrics["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert metrics["log_loss"] == pytest.approx(-np.log([0.8, 0.6, 0.2, 0.8, 0.2]).mean())
    # Squared distances: 0.06, 0.26, 1.14, 0.06 and 0.98; half of their mean.
    assert metrics["brier"] == pytest.approx(0.25)
    json.dumps(metrics)


def test_the_brier_score_of_a_yes_or_no_is_the_squared_error_of_its_probability():
    high = np.array([0.9, 0.4, 0.2])
    metrics = classification_metrics(np.array([1, 0, 1]), np.column_stack([1 - high, high]))
    assert metrics["brier"] == pytest.approx((0.01 + 0.16 + 0.64) / 3)


def test_a_confusion_matrix_counts_items_as_often_as_they_are_taken():
    labels, predicted = np.array([0, 0, 2]), np.array([0, 2, 2])
    assert confusion_matrix(labels, predicted, 3).tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 1]]
    taken = confusion_matrix(labels, predicted, 3, np.array([2, 0, 5]))
    assert taken.tolist() == [[2, 0, 0], [0, 0, 0], [0, 0, 5]]


def test_calibration_error_is_the_gap_between_confidence_and_accuracy():
    probabilities = np.tile([0.75, 0.25], (4, 1))
    assert expected_calibration_error(np.array([0, 0, 0, 1]), probabilities) == pytest.approx(0)
    assert expected_calibration_error(np.array([1, 1, 1, 1]), probabilities) == pytest.approx(0.75)
    # Two bins of two: |0.9 - 1/2| and |0.6 - 1|, each with half of the weight.
    mixed = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]])
    assert expected_calibration_error(np.array([0, 1, 0, 0]), mixed) == pytest.approx(0.4)


def test_classes_that_do_not_occur_still_have_a_row():
    metrics = classification_metrics(np.array([0, 0]), np.tile([0.6, 0.3, 0.1], (2, 1)))
    assert metrics["confusion_matrix"] == [[2, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert metrics["balanced_accuracy"] == 1.0
    assert metrics["macro_f1"] == pytest.approx(1 / 3)


@given(
    hnp.arrays(np.float64, (12, 7), elements=st.floats(0.01, 1)),
    hnp.arrays(np.int64, 12, elements=st.integers(0, 6)),
)
def test_every_figure_is_in_range(raw, labels):
    metrics = classification_metrics(labels, raw / raw.sum(axis=1, keepdims=True))
    for key in ("accuracy", "balanced_accuracy", "macro_f1", "ece"):
        assert 0 <= metrics[key] <= 1
    assert np.sum(metrics["confusion_matrix"]) == 12
    assert metrics["log_loss"] > 0


@pytest.mark.parametrize(
    ("labels", "probabilities"),
    [
        (np.array([], int), np.empty((0, 7))),
        (np.array([0]), np.full((1, 2), 0.7)),
        (np.array([0]), np.array([[np.nan, 0.5]])),
        (np.array([0]), np.array([[1.5, -0.5]])),
        (np.array([0, 1]), np.array([[0.5, 0.5]])),
    ],
)
def test_what_is_no_distribution_is_refused(labels, probabilities):
    with pytest.raises(ValueError, match="probabilities"):
        classification_metrics(labels, probabilities)
