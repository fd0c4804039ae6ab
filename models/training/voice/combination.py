"""Judges the mean of both voice models on clips by actors that neither has heard."""

from pathlib import Path
from typing import Any

import numpy as np

from models.calibration import fit_temperature, temper
from models.evaluation.metrics import classification_metrics, expected_calibration_error
from models.evaluation.predictions import Validation
from models.training.voice.folds import actor_folds, recall_of_classes
from models.training.voice.seed_protocol import NAME

MODELS = ("voice_svm", "voice_cnn_lstm")


def combine(svm: Validation, cnn_lstm: Validation) -> Validation:
    """Mean of the probabilities, clip by clip.

    Raises:
        ValueError: if the two are not about the same clips in the same order.
    """
    same = np.array_equal(svm.labels, cnn_lstm.labels)
    if svm.people is not None and cnn_lstm.people is not None:
        same = same and np.array_equal(svm.people, cnn_lstm.people)
    if not same:
        raise ValueError(
            "the two models were judged on different clips: train both again with the same "
            "--data, --fraction and --work"
        )
    return svm._replace(probabilities=(svm.probabilities + cnn_lstm.probabilities) / 2)


def combine_calibrated(svm: Validation, cnn_lstm: Validation, folds: int = 5) -> Validation:
    """The mean with a temperature of its own, each fold's from the other folds' clips.

    The way `models.fusion.Fusion.combine_voices` scores, seen on people whom neither the models nor
    the temperature knows.

    Raises:
        ValueError: if the clips differ, or `people` is missing.
    """
    both = combine(svm, cnn_lstm)
    if both.people is None:
        raise ValueError("the predictions do not say whose they are: train the models again")
    tempered = np.zeros_like(both.probabilities)
    for others, test in actor_folds(both.people, folds):
        temperature = fit_temperature(both.labels[others], both.probabilities[others])
        tempered[test] = temper(both.probabilities[test], temperature)
    return both._replace(probabilities=tempered)


def judge_combination(svm: Validation, cnn_lstm: Validation, folds: int = 5) -> dict[str, Any]:
    """Metrics of the combination, as it is and with a temperature of its own.

    The mean of two calibrated models that err differently is right more often than it says. A
    temperature below 1 mends that; in the metrics each fold takes the one of the other folds.

    Args:
        svm, cnn_lstm: held-out predictions that name the people.
        folds: grouped by actor.

    Returns:
        metrics of `classification_metrics`, balanced_accuracy_by_group if the groups are known,
        temperature (fitted on all clips) and ece_with_temperature (cross-fitted).

    Raises:
        ValueError: if the clips differ, or `people` is missing.
    """
    both, tempered = combine(svm, cnn_lstm), combine_calibrated(svm, cnn_lstm, folds)
    judged = classification_metrics(both.labels, both.probabilities)
    if both.groups is not None:
        judged["balanced_accuracy_by_group"] = {
            str(name): recall_of_classes(
                both.labels[both.groups == name], both.probabilities[both.groups == name]
            )
            for name in np.unique(both.groups)
        }
    return {
        **judged,
        "temperature": fit_temperature(both.labels, both.probabilities),
        "ece_with_temperature": expected_calibration_error(both.labels, tempered.probabilities),
    }


def combination_in(work: Path) -> dict[str, Any] | None:
    """Judge what both trainings kept in a folder; None until both have, on the same clips.

    Returns:
        `judge_combination`, and seed_protocol: accuracy and balanced_accuracy of the mean on the
        random 80/20 split, the same actors on both sides.
    """
    try:
        svm, cnn_lstm = (Validation.load(work, name) for name in MODELS)
        judged = judge_combination(svm, cnn_lstm)
        svm, cnn_lstm = (Validation.load(work, f"{name}_seed_protocol") for name in MODELS)
        mixed = combine(svm, cnn_lstm)
    except (FileNotFoundError, ValueError):
        return None
    figures = classification_metrics(mixed.labels, mixed.probabilities)
    named = {key: figures[key] for key in ("accuracy", "balanced_accuracy")}
    return {**judged, "seed_protocol": {"name": NAME, **named}}
