"""Cheap voice baselines, on speaker-independent folds and on the speaker-dependent split.

The audiovisual thesis: 68 statistics over the clip, SVM with C by 100 shuffled 90/10 splits. The
library it used, pyAudioAnalysis (Giannakopoulos, 2015), also offers k-NN, random forest, extra
trees and gradient boosting; their sizes are scikit-learn's defaults unless said otherwise.
Statistics are taken over the first scored window (3.072 s) of a clip, which holds its speech.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.model_selection import ShuffleSplit
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from models.baselines.settings import Settings
from models.evaluation.metrics import classification_metrics
from models.labelled import VoiceData
from models.training.trial import Split
from models.training.voice.examples import Examples, windows_of
from models.training.voice.folds import actor_folds
from models.training.voice.speaker_dependent import random_split
from models.voice.preprocessing import statistics
from schemas.labels import EMOTIONS

logger = logging.getLogger(__name__)

FOLDS = 5
"""Grouped by actor, as of the trained voice models."""

SPLITS = 100
"""Shuffled 90/10 splits of the training clips that choose C."""

PENALTIES = (0.001, 0.01, 0.5, 1.0, 5.0, 10.0, 20.0)
"""Values of C that the library tries."""

Row = Callable[[NDArray[np.float32], NDArray[np.integer], int], Any]
"""From training features (n, 68), labels (n,) and a seed to a fitted classifier."""

Answer = Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.integer]]
"""From the numbers of the clips to train on and of the clips to judge to the latter's emotions."""


def thesis_svm(
    features: NDArray[np.float32], labels: NDArray[np.integer], seed: int, splits: int = SPLITS
) -> Pipeline:
    """Linear SVM (the library's default) with C by mean accuracy of shuffled 90/10 splits.

    The splits ignore who speaks, as the thesis's did; only training clips enter them.
    """
    scores = dict.fromkeys(PENALTIES, 0.0)
    shuffles = ShuffleSplit(splits, test_size=0.1, random_state=seed)
    for training, test in shuffles.split(features):
        # The scaler does not depend on C.
        scaler = StandardScaler().fit(features[training])
        x, held_out = scaler.transform(features[training]), scaler.transform(features[test])
        for penalty in PENALTIES:
            fitted = SVC(C=penalty, kernel="linear").fit(x, labels[training])
            scores[penalty] += float(fitted.score(held_out, labels[test]))
    best = max(PENALTIES, key=scores.__getitem__)
    return make_pipeline(StandardScaler(), SVC(C=best, kernel="linear")).fit(features, labels)


def nearest_neighbours(
    features: NDArray[np.float32], labels: NDArray[np.integer], seed: int
) -> Pipeline:
    """k-NN with the library's largest default, 15 neighbours; of fewer clips, all."""
    neighbours = KNeighborsClassifier(min(15, len(labels)))
    return make_pipeline(StandardScaler(), neighbours).fit(features, labels)


def random_forest(
    features: NDArray[np.float32], labels: NDArray[np.integer], seed: int
) -> RandomForestClassifier:
    """500 trees, the library's largest default."""
    return RandomForestClassifier(500, random_state=seed).fit(features, labels)


def extra_trees(
    features: NDArray[np.float32], labels: NDArray[np.integer], seed: int
) -> ExtraTreesClassifier:
    """500 trees, the library's largest default."""
    return ExtraTreesClassifier(500, random_state=seed).fit(features, labels)


def gradient_boosting(
    features: NDArray[np.float32], labels: NDArray[np.integer], seed: int
) -> HistGradientBoostingClassifier:
    """100 rounds on histograms, which find nearly the same trees much faster."""
    return HistGradientBoostingClassifier(max_iter=100, random_state=seed).fit(features, labels)


def run_thesis_svm(voices: VoiceData, settings: Settings) -> dict[str, Any]:
    """The thesis's row."""
    row = partial(thesis_svm, splits=settings.splits)
    return {"splits": settings.splits, **_run(row, voices, settings)}


def run_nearest_neighbours(voices: VoiceData, settings: Settings) -> dict[str, Any]:
    """The row of k-NN."""
    return _run(nearest_neighbours, voices, settings)


def run_random_forest(voices: VoiceData, settings: Settings) -> dict[str, Any]:
    """The row of the random forest."""
    return _run(random_forest, voices, settings)


def run_extra_trees(voices: VoiceData, settings: Settings) -> dict[str, Any]:
    """The row of the extra trees."""
    return _run(extra_trees, voices, settings)


def run_gradient_boosting(voices: VoiceData, settings: Settings) -> dict[str, Any]:
    """The row of gradient boosting."""
    return _run(gradient_boosting, voices, settings)


def _run(row: Row, voices: VoiceData, settings: Settings) -> dict[str, Any]:
    examples = windows_of(voices.clips, statistics)
    features, clips = first_windows(examples.features, examples.clips)
    labels = voices.labels[clips]
    answer = classical(row, features, labels, settings.seed)
    return {**judge_voices(answer, labels, voices.actors[clips], settings)}


def classical(
    row: Row, features: NDArray[np.float32], labels: NDArray[np.integer], seed: int
) -> Answer:
    """Answers by a classifier of one vector a clip.

    Args:
        row: one of this module's classifiers.
        features: float32, shape (n, 68), one row a clip: see `first_windows`.
        labels: int, shape (n,).
        seed: of the classifier.
    """
    return lambda training, test: np.asarray(
        row(features[training], labels[training], seed).predict(features[test])
    )


def judge_voices(
    answer: Answer, labels: NDArray[np.integer], actors: NDArray[np.integer], settings: Settings
) -> dict[str, dict[str, float]]:
    """Accuracy and balanced_accuracy (UAR) of a baseline on people it knows and does not know.

    Args:
        answer: trains on some clips and answers for others.
        labels: int, shape (n,).
        actors: who speaks, shape (n,).
        settings: how much of each split is run.

    Returns:
        "unseen actors": folds by actor, nobody on both sides; "speaker-dependent split": a random
        80/20 split, the same actors on both sides. Each with the number of folds and of judged
        clips.

    Raises:
        InsufficientDataError: if there are fewer than two actors.
    """
    folds = settings.smaller(list(actor_folds(actors, FOLDS)))
    (mixed,) = settings.smaller([random_split(len(actors), settings.seed)])
    return {
        "unseen actors": judge_splits("fold", answer, labels, folds),
        "speaker-dependent split": judge_splits("random split", answer, labels, [mixed]),
    }


def first_windows(
    features: NDArray[np.float32], clips: NDArray[np.integer]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The first window of each clip that has one: features (m, ...) and numbers of the clips."""
    numbers, rows = np.unique(clips, return_index=True)
    return features[rows], numbers.astype(np.int64)


def spoken_only(examples: Examples) -> tuple[Examples, NDArray[np.int64]]:
    """Number the clips that have a window from 0, without gaps: examples and the old numbers."""
    numbers, clips = np.unique(examples.clips, return_inverse=True)
    return Examples(examples.features, clips.astype(np.int64)), numbers.astype(np.int64)


def judge_splits(
    name: str, answer: Answer, labels: NDArray[np.integer], splits: Sequence[Split]
) -> dict[str, float]:
    """Train on each split's first part and judge on its second.

    Args:
        name: of a split, for the log.
        answer, labels: as for `judge_voices`.
        splits: each item is judged at most once.

    Returns:
        folds, clips (judged ones), accuracy and balanced_accuracy over the judged clips.
    """
    predicted = np.zeros(len(labels), np.int64)
    for number, (training, test) in enumerate(splits, start=1):
        predicted[test] = answer(training, test)
        right = float((predicted[test] == labels[test]).mean())
        logger.info("%s %d of %d: accuracy %.3f", name, number, len(splits), right)
    judged = np.concatenate([test for _, test in splits])
    metrics = classification_metrics(labels[judged], np.eye(len(EMOTIONS))[predicted[judged]])
    figures = {key: float(metrics[key]) for key in ("accuracy", "balanced_accuracy")}
    return {"folds": len(splits), "clips": len(judged), **figures}
