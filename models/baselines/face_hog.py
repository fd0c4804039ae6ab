"""Filters and a linear SVM for faces, on the same crops and split as the shipped CNN.

A floor is worth what it is measured against: a histogram of oriented gradients (HOG, Dalal &
Triggs, 2005) with a linear SVM. The interview simulator of 2019 (see README, "Where it comes from")
reports 49 % for filters + SVM on FER2013 without describing them in detail: this is ours of the
same kind, not a copy. Trained on Training, it is right on 46.0 % of PublicTest (balanced 39.5 %).
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import SGDClassifier

from models.baselines.face_parts import LabelledCrops, parts_of
from models.baselines.settings import Settings
from models.evaluation.metrics import classification_metrics
from models.labelled import FaceData
from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE

CELL = 6
"""Side of a HOG cell, pixels: eight cells across a crop."""

ORIENTATIONS = 9
"""Bins over 180 degrees: a gradient and its opposite count alike."""

PENALTY = 1e-4
"""Weight of the squared coefficients; scikit-learn's own default, not tuned."""

EPOCHS = 10
"""Passes over the crops; the coefficients are averaged over them."""


def hog_features(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Histograms of oriented gradients in blocks of 2 x 2 cells, each block of limited length.

    Args:
        crops: uint8, shape (n, 48, 48), grey levels.

    Returns:
        float32, shape (n, 1764), in [0, 1]: 49 overlapping blocks of 4 cells of 9 orientations.
        Indifferent to a crop's brightness and, block by block, to its contrast.

    Raises:
        ValueError: if the shape or type differs.
    """
    if crops.dtype != np.uint8 or crops.shape[1:] != (FACE_SIZE, FACE_SIZE):
        raise ValueError(
            f"expected uint8 (n, {FACE_SIZE}, {FACE_SIZE}), got {crops.dtype} {crops.shape}"
        )
    size, block, cell = (FACE_SIZE, FACE_SIZE), (2 * CELL, 2 * CELL), (CELL, CELL)
    histogram = cv2.HOGDescriptor(size, block, cell, cell, ORIENTATIONS)
    features = np.empty((len(crops), histogram.getDescriptorSize()), np.float32)
    for row, crop in zip(features, crops, strict=True):
        row[:] = np.ravel(histogram.compute(np.ascontiguousarray(crop)))
    return features


def fit_hog_svm(
    crops: NDArray[np.uint8],
    labels: NDArray[np.integer],
    penalty: float = PENALTY,
    seed: int = 2026,
) -> SGDClassifier:
    """Train seven linear SVMs, one emotion against the rest, on HOG features.

    Averaged stochastic gradient descent on the hinge loss: seconds for FER2013 on one core, where a
    batch solver takes minutes.

    Args:
        crops: uint8, shape (n, 48, 48).
        labels: index into EMOTIONS, shape (n,).
        penalty: weight of the squared coefficients.
        seed: of the order of the crops.

    Returns:
        Classifier from `hog_features` to labels.
    """
    machine = SGDClassifier(
        "hinge", alpha=penalty, max_iter=EPOCHS, tol=None, average=True, random_state=seed
    )
    return machine.fit(hog_features(crops), labels)


def run_hog_svm(faces: FaceData, settings: Settings) -> dict[str, Any]:
    """The row of the comparison."""
    return judge_hog_svm(*parts_of(faces, settings), settings.seed)


def judge_hog_svm(
    training: LabelledCrops,
    judged: LabelledCrops,
    seed: int = 2026,
) -> dict[str, Any]:
    """Train on one part of the data and judge on the other.

    Args:
        training, judged: two parts of the data.
        seed: of the order of the crops.

    Returns:
        Those of `models.evaluation.metrics.classification_metrics` that need no probabilities:
        a linear SVM gives none.
    """
    predicted = fit_hog_svm(*training, seed=seed).predict(hog_features(judged.crops))
    certain = np.eye(len(EMOTIONS))[predicted]
    metrics = classification_metrics(judged.labels, certain)
    return {key: value for key, value in metrics.items() if key not in ("log_loss", "brier", "ece")}
