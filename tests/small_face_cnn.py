"""A face CNN with the shipped head and random weights, exported as a release ships it."""

import shutil
from pathlib import Path

import keras
import numpy as np

from models.card import Card
from models.face.cnn import GRAPH
from models.store import default_store, load_release
from models.training.export import to_onnx
from models.training.face.architecture import Size, Stage
from models.training.face.graph import EMOTIONS_OUTPUT, scoring_model
from models.training.publish import save_artefact, save_release

TINY = Size(8, (Stage(8, 1, 2), Stage(12, 1, 2)), dropout=0.0)
"""Of `build_face_cnn`, to be built and trained in seconds."""

SMALL_CARD = Card(
    scoring={
        "mirrored": False,
        "labels": {"ferplus": {"output": EMOTIONS_OUTPUT, "temperature": 1.0}},
    }
)
"""Of an artefact with the graph of `small_network`."""


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
    """Write the shipped release with a small face CNN with activation maps in its place.

    Returns:
        Its version.
    """
    examples = np.random.default_rng(0).normal(size=(4, 48, 48, 1)).astype(np.float32)
    graph = to_onnx(scoring_model(small_network()), examples)
    save_artefact("face_cnn", "9.0.0", {GRAPH: graph}, SMALL_CARD, root)
    shipped = load_release(root=default_store())
    versions = {name: artefact.version for name, artefact in shipped.artefacts.items()}
    for name in versions.keys() - {"face_cnn"}:
        folder = shipped.artefacts[name].folder
        shutil.copytree(folder, root / folder.name)
    save_release(
        "9.0.0",
        "2026-11-21",
        {**versions, "face_cnn": "9.0.0"},
        shipped.ensembles,
        {**shipped.defaults, "face_labels": "ferplus"},
        root,
    )
    return "9.0.0"
