"""Judges a voice model per clip, with the actors of the test part held out."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from models.calibration import fit_temperature, temper
from models.evaluation.metrics import classification_metrics
from models.evaluation.predictions import Validation
from models.training.voice.examples import Examples
from schemas.labels import EMOTIONS

Predict = Callable[[NDArray[np.float32]], NDArray[np.floating]]
"""From features (n, ...) to probabilities (n, 7)."""


class Judgement(NamedTuple):
    """What held-out predictions say about a model."""

    temperature: float
    """Fitted on the held-out windows of all folds; belongs to the model trained on all."""
    means: NDArray[np.float64]
    """Calibrated probabilities per clip, shape (clips, 7); NaN where no window holds speech."""
    metrics: dict[str, Any]
    """Per clip, ready for JSON."""

    def validation(self, labels: NDArray[np.integer], actors: NDArray[np.integer]) -> Validation:
        """The held-out predictions of the clips that have one, for choosing the fusion."""
        return validation_of(labels, actors, self.means)


def validation_of(
    labels: NDArray[np.integer], actors: NDArray[np.integer], means: NDArray[np.float64]
) -> Validation:
    """Predictions of the clips that have one, in the order of the clips."""
    scored = np.isfinite(means).all(axis=1)
    who = actors[scored].astype(np.int64)
    return Validation(labels[scored].astype(np.int64), means[scored], sexes(who), who)


def sexes(actors: NDArray[np.integer]) -> NDArray[np.str_]:
    """ "male" or "female" for RAVDESS's actors: odd numbers are men."""
    return np.where(actors % 2 == 1, "male", "female")


def actor_folds(
    actors: NDArray[np.integer], folds: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs (training, test) of indices; nobody is in both.

    With fewer actors than folds, each actor is a fold.

    Raises:
        ValueError: if there are fewer than two actors.
    """
    people = len(np.unique(actors))
    if people < 2:
        raise ValueError(f"{people} actor(s): at least two are needed to hold one out")
    yield from GroupKFold(min(folds, people)).split(actors, groups=actors)


def clip_means(
    probabilities: NDArray[np.floating], clips: NDArray[np.integer], count: int
) -> NDArray[np.float64]:
    """Mean over the windows of each clip: float64, shape (count, 7); NaN for a clip without."""
    sums = np.zeros((count, probabilities.shape[1]))
    np.add.at(sums, clips, probabilities)
    windows = np.bincount(clips, minlength=count)[:, np.newaxis]
    return np.asarray(np.where(windows > 0, sums / np.maximum(windows, 1), np.nan))


def clip_metrics(
    labels: NDArray[np.integer], actors: NDArray[np.integer], means: NDArray[np.float64]
) -> dict[str, Any]:
    """Metrics per clip, the spread between actors, and UAR by sex.

    Clips without a score are counted apart.

    Args:
        labels: int, shape (n,), index into EMOTIONS.
        actors: int, shape (n,).
        means: float64, shape (n, 7), from `clip_means`.
    """
    scored = np.isfinite(means).all(axis=1)
    correct, who = means[scored].argmax(axis=1) == labels[scored], actors[scored]
    per_actor = [float(correct[who == actor].mean()) for actor in np.unique(who)]
    sex = sexes(who)
    by_sex = {
        str(name): recall_of_classes(labels[scored][sex == name], means[scored][sex == name])
        for name in np.unique(sex)
    }
    return {
        **classification_metrics(labels[scored], means[scored]),
        "classes": list(EMOTIONS),
        "clips": int(scored.sum()),
        "clips_without_score": int((~scored).sum()),
        "accuracy_of_actors": {"lowest": min(per_actor), "highest": max(per_actor)},
        "balanced_accuracy_by_sex": by_sex,
    }


def recall_of_classes(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """Unweighted average recall (UAR) over the classes that occur, in [0, 1]."""
    return float(classification_metrics(labels, probabilities)["balanced_accuracy"])


def judge(
    examples: Examples,
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    folds: int,
    train: Callable[[NDArray[np.intp], int], Predict],
) -> Judgement:
    """Train once per fold and score the clips of the actors left out.

    In the metrics each fold is calibrated by the temperature of the other folds, so that they
    hold for people neither the model nor its calibration has heard.

    Args:
        examples: windows of all clips.
        labels: int, shape (clips,), index into EMOTIONS.
        actors: int, shape (clips,).
        folds: number of folds; fewer if there are fewer actors.
        train: from the training clips and the number of the fold to a predictor.
    """
    truth = labels[examples.clips]
    raw = np.zeros((len(examples.clips), len(EMOTIONS)))
    fold_of = np.zeros(len(examples.clips), np.int64)
    splits = list(actor_folds(actors, folds))
    for fold, (training, test) in enumerate(splits):
        rows = np.isin(examples.clips, test)
        fold_of[rows] = fold
        raw[rows] = train(training, fold)(examples.features[rows])
    calibrated = np.zeros_like(raw)
    for fold in np.unique(fold_of):
        rows = fold_of == fold
        calibrated[rows] = temper(raw[rows], fit_temperature(truth[~rows], raw[~rows]))
    means = clip_means(calibrated, examples.clips, len(labels))
    metrics = clip_metrics(labels, actors, means)
    parts = [validation_of(labels[test], actors[test], means[test]) for _, test in splits]
    metrics["balanced_accuracy_of_folds"] = [
        recall_of_classes(part.labels, part.probabilities) for part in parts if len(part.labels)
    ]
    return Judgement(fit_temperature(truth, raw), means, metrics)
