"""Earlier ways to read emotions from faces, on the same crops and split as the shipped CNN.

A floor is worth what it is measured against: a histogram of oriented gradients (HOG, Dalal &
Triggs, 2005) with a linear SVM, and a plain convolutional network. The interview simulator of 2019
(see README, "Where it comes from") reports 49 % for filters + SVM and 59 % for its plain CNN on
FER2013 without describing either in detail: these are ours of the same kind, not copies. HOG + SVM,
trained on Training, is right on 46.0 % of PublicTest (balanced 39.5 %).
"""

import cv2
import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray
from sklearn.linear_model import SGDClassifier

from models.metrics import classification_metrics
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


def judge_hog_svm(
    training: tuple[NDArray[np.uint8], NDArray[np.integer]],
    judged: tuple[NDArray[np.uint8], NDArray[np.integer]],
) -> dict[str, object]:
    """Train on one part of the data and judge on the other.

    Args:
        training: crops (n, 48, 48) and labels (n,).
        judged: crops and labels of another part.

    Returns:
        Those of `models.metrics.classification_metrics` that need no probabilities: a linear SVM
        gives none.
    """
    predicted = fit_hog_svm(*training).predict(hog_features(judged[0]))
    certain = np.eye(len(EMOTIONS))[predicted]
    metrics = classification_metrics(judged[1], certain)
    return {key: value for key, value in metrics.items() if key not in ("log_loss", "ece")}


def build_plain_cnn(
    filters: tuple[int, ...] = (32, 64, 128), dense: int = 256, dropout: float = 0.4
) -> keras.Model:
    """Build an untrained plain network: convolutions, pooling, two dense layers (LeCun, 1998).

    The plain CNN of 2019 is not described beyond its kind; this is the textbook's: no shortcut, no
    separable convolution, most weights behind the flattening.

    Args:
        filters: width of each stage of two 3x3 convolutions and a pooling by 2.
        dense: width of the hidden dense layer.
        dropout: share of activations dropped in training, behind each stage half as much.

    Returns:
        Keras model: float32 (n, 48, 48, 1) from `prepare_crops` -> probabilities (n, 7)
        in the order of EMOTIONS; trained as `train_face_cnn` trains.
    """
    inputs = keras.Input((FACE_SIZE, FACE_SIZE, 1), name="crops")
    x = inputs
    for width in filters:
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        x = layers.Dropout(dropout / 2)(layers.MaxPooling2D(2)(x))
    x = layers.Dropout(dropout)(layers.Dense(dense, activation="relu")(layers.Flatten()(x)))
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions")(x)
    return keras.Model(inputs, outputs, name="plain_cnn")
