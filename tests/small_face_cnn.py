"""A face CNN with the shipped head and random weights, exported as a release ships it."""

import shutil
from pathlib import Path

import keras
import numpy as np

from models.store import ARTEFACTS, save_artefact, save_release
from models.training.export import to_onnx
from models.training.face.architecture import Size, Stage
from models.training.face.graph import scoring_model

TINY = Size(8, (Stage(8, 1, 2), Stage(12, 1, 2)), dropout=0.0)
"""Of `build_face_cnn`, to be built and trained in seconds."""


def small_network():
    """The head of `build_face_cnn` on one convolution."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    inputs = keras.Input((48, 48, 1), name="crops")
    x = layers.Conv2D(16, 9, strides=8, padding="same", activation="relu")(inputs)
    x = layers.Identity(name="features")(x)
    x = layers.GlobalAveragePooling2D(name="embedding")(x)
    x = layers.Dropout(0.3, name="dropout")(x)
    x = layers.Dense(
        7, activation="softmax", name="emotions", bias_initializer="random_normal", dtype="float32"
    )(x)
    return keras.Model(inputs, x, name="small")


def save_small_release(root: Path) -> str:
    """Write a release with the shipped face mesh and a small face CNN with activation maps.

    Returns:
        Its version.
    """
    examples = np.random.default_rng(0).normal(size=(4, 48, 48, 1)).astype(np.float32)
    graph = to_onnx(scoring_model(small_network()), examples)
    save_artefact("face_cnn", "9.0.0", {"face_cnn.onnx": graph}, {"temperature": 1.0}, root)
    shutil.copytree(ARTEFACTS / "face_mesh-0.1.0", root / "face_mesh-0.1.0")
    save_release("9.0.0", "2026-11-21", {"face_cnn": "9.0.0", "face_mesh": "0.1.0"}, root)
    return "9.0.0"
