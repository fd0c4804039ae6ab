"""Earlier systems' cheap voice rows, under the honest and under their own protocol.

The audiovisual thesis: 68 statistics over the clip, SVM with C by 100 shuffled 90/10 splits. The
library it used, pyAudioAnalysis (Giannakopoulos, 2015), also offers k-NN, random forest, extra
trees and gradient boosting; their sizes are scikit-learn's defaults unless said otherwise.
Statistics are taken over the first scored window (3.072 s) of a clip, which holds its speech.
"""

from collections.abc import Callable
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

from models.metrics import classification_metrics
from models.voice.evaluation import actor_folds
from models.voice.seed_protocol import random_split
from schemas.labels import EMOTIONS

PENALTIES = (0.001, 0.01, 0.5, 1.0, 5.0, 10.0, 20.0)
"""Values of C that the library tries."""

Row = Callable[[NDArray[np.float32], NDArray[np.integer], int], Any]
"""From training features (n, 68), labels (n,) and a seed to a fitted classifier."""


def thesis_svm(
    features: NDArray[np.float32], labels: NDArray[np.integer], seed: int, splits: int = 100
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
    """k-NN with the library's largest default, 15 neighbours."""
    return make_pipeline(StandardScaler(), KNeighborsClassifier(15)).fit(features, labels)


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


EARLIER: dict[str, Row] = {
    "svm": thesis_svm,
    "knn": nearest_neighbours,
    "randomforest": random_forest,
    "extratrees": extra_trees,
    "gradientboosting": gradient_boosting,
}
"""Rows by the library's own names."""


def grouped_predictions(
    row: Row,
    features: NDArray[np.float32],
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    folds: int = 5,
    seed: int = 2026,
) -> NDArray[np.int64]:
    """Out-of-fold predictions, shape (n,), for clips by actors left out of training."""
    predicted = np.zeros(len(labels), np.int64)
    for training, test in actor_folds(actors, folds):
        predicted[test] = row(features[training], labels[training], seed).predict(features[test])
    return predicted


def judge_earlier(
    row: Row,
    features: NDArray[np.float32],
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    folds: int = 5,
    seed: int = 2026,
) -> dict[str, dict[str, float]]:
    """Accuracy and balanced_accuracy (UAR) of a row under both protocols.

    Args:
        row: one of EARLIER.
        features: float32, shape (n, 68), one row a clip: see `first_windows`.
        labels, actors: int, shape (n,).
        folds, seed: of the splits; the same as the shipped models'.

    Returns:
        "unseen actors" and "seed protocol" (random 80/20, the same actors on both sides).
    """
    grouped = grouped_predictions(row, features, labels, actors, folds, seed)
    training, test = random_split(len(labels), seed)
    mixed = row(features[training], labels[training], seed).predict(features[test])
    return {
        "unseen actors": _figures(labels, grouped),
        "seed protocol": _figures(labels[test], mixed),
    }


def first_windows(
    features: NDArray[np.float32], clips: NDArray[np.integer]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The first window of each clip that has one: features (m, ...) and numbers of the clips."""
    numbers, rows = np.unique(clips, return_index=True)
    return features[rows], numbers.astype(np.int64)


def _figures(labels: NDArray[np.integer], predicted: NDArray[np.integer]) -> dict[str, float]:
    metrics = classification_metrics(labels, np.eye(len(EMOTIONS))[predicted])
    return {name: float(metrics[name]) for name in ("accuracy", "balanced_accuracy")}
