"""Which voice models score together, judged on clips by actors that none of them has heard."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.evaluation.metrics import classification_metrics, expected_calibration_error
from models.evaluation.predictions import HeldOut, PredictionsError
from models.training.calibration import cross_calibrate, fit_temperature
from models.training.voice.folds import actor_folds
from models.training.voice.judge import balanced_accuracy, balanced_accuracy_by_group
from models.training.voice.speaker_dependent import speaker_dependent_figures

FOLDS = 5
"""Grouped by actor: each is calibrated by the others."""

GAIN = 0.01
"""UAR that more models must bring: each costs the night its time."""


def mean_of(models: Mapping[str, HeldOut]) -> HeldOut:
    """Mean of the models' probabilities, item by item, not calibrated again.

    Args:
        models: model to its held-out predictions, at least one.

    Raises:
        PredictionsError: if they are not about the same items in the same order.
    """
    first, *others = models.values()
    for other in others:
        same = np.array_equal(first.labels, other.labels)
        if first.people is not None and other.people is not None:
            same = same and np.array_equal(first.people, other.people)
        if not same:
            raise PredictionsError(
                f"{' and '.join(models)} were judged on different items: train them again with "
                "the same --data, --fraction, --seed and --work"
            )
    total = sum((other.probabilities for other in others), first.probabilities)
    return first._replace(probabilities=total / len(models))


def ensemble_temperature(models: Mapping[str, HeldOut]) -> float:
    """Temperature of the mean, fitted on all clips; 1 for a single model.

    The mean of calibrated models that err differently is right more often than it says. A
    temperature below 1 mends that.

    Raises:
        PredictionsError: as `mean_of`.
    """
    mean = mean_of(models)
    return 1.0 if len(models) == 1 else fit_temperature(mean.labels, mean.probabilities)


def calibrated_mean(models: Mapping[str, HeldOut]) -> HeldOut:
    """The mean with a temperature of its own, each fold's from the other folds' clips.

    What the night scores, seen on people whom neither the models nor the temperature knows.

    Raises:
        PredictionsError: as `mean_of`, or if `people` is missing.
    """
    mean = mean_of(models)
    if len(models) == 1:
        return mean
    parts = [test for _, test in actor_folds(_people(mean), FOLDS)]
    return mean._replace(probabilities=cross_calibrate(mean.labels, mean.probabilities, parts))


def choose_ensemble(
    models: Mapping[str, HeldOut], rows: NDArray[np.bool_] | None = None
) -> tuple[str, ...]:
    """The fewest models whose mean has a UAR within GAIN of the highest; of as many, the best.

    Args:
        models: model to its held-out predictions, at least one.
        rows: by which clips it is chosen, a mask; None for all.

    Raises:
        PredictionsError: as `mean_of`.
    """
    everything = mean_of(models)
    rows = np.ones(len(everything.labels), np.bool_) if rows is None else rows
    recalls: dict[tuple[str, ...], float] = {}
    for size in range(1, len(models) + 1):
        for subset in combinations(models, size):
            mean = mean_of({name: models[name] for name in subset})
            recalls[subset] = balanced_accuracy(mean.labels[rows], mean.probabilities[rows])
    enough = max(recalls.values()) - GAIN
    good = [subset for subset, recall in recalls.items() if recall >= enough]
    return min(good, key=lambda subset: (len(subset), -recalls[subset]))


def chosen_mean(models: Mapping[str, HeldOut]) -> HeldOut:
    """What the choice of an ensemble is worth: each fold by the models chosen on the others.

    Raises:
        PredictionsError: as `mean_of`, or if `people` is missing.
    """
    mean = mean_of(models)
    people = _people(mean)
    scores = np.zeros_like(mean.probabilities)
    for _, test in actor_folds(people, FOLDS):
        others = np.ones(len(people), np.bool_)
        others[test] = False
        chosen = {name: models[name] for name in choose_ensemble(models, others)}
        scores[test] = calibrated_mean(chosen).probabilities[test]
    return mean._replace(probabilities=scores)


def judge_ensemble(
    models: Mapping[str, HeldOut], speaker_dependent: Mapping[str, HeldOut] | None = None
) -> dict[str, Any]:
    """Metrics of the mean, as it is and with a temperature of its own.

    Args:
        models: model to its held-out predictions, which name the people.
        speaker_dependent: likewise on the speaker-dependent split, if all models have them.

    Returns:
        Metrics of `classification_metrics`, balanced_accuracy_by_group if the groups are known,
        temperature (fitted on all clips), ece_with_temperature (cross-fitted), and
        speaker_dependent: accuracy and balanced_accuracy of the mean on that split. Ready for
        JSON.

    Raises:
        PredictionsError: if the clips differ, or `people` is missing.
    """
    mean, calibrated = mean_of(models), calibrated_mean(models)
    judged = classification_metrics(mean.labels, mean.probabilities)
    if by_group := balanced_accuracy_by_group(mean):
        judged["balanced_accuracy_by_group"] = by_group
    judged["temperature"] = ensemble_temperature(models)
    judged["ece_with_temperature"] = expected_calibration_error(
        calibrated.labels, calibrated.probabilities
    )
    if speaker_dependent:
        judged["speaker_dependent"] = speaker_dependent_figures(mean_of(speaker_dependent))
    return judged


def _people(held_out: HeldOut) -> NDArray[np.int64]:
    if held_out.people is None:
        raise PredictionsError("the predictions do not say whose they are: train the models again")
    return held_out.people
