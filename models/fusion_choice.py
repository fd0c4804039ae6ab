"""Chooses the fusion weights on validation data."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fusion import FUSIONS, face_weights, fuse
from models.metrics import classification_metrics
from schemas.labels import EMOTIONS

PAIRS_PER_CLASS = 2000
FACES_PER_PAIR = 5
"""A clip shows a face more than once: one second of frames at the default rate."""


class Validation(NamedTuple):
    """A modality's predictions on people it was not trained on."""

    labels: NDArray[np.int64]
    """Shape (n,), index into EMOTIONS."""
    probabilities: NDArray[np.float64]
    """Shape (n, 7)."""
    groups: NDArray[np.str_] | None = None
    """Subgroup of each item where the data name one ("male", "female"), shape (n,)."""
    people: NDArray[np.int64] | None = None
    """Who is seen or heard in each item, where known, shape (n,)."""

    def save(self, work: Path, name: str) -> None:
        """Keep the predictions of an artefact for `choose_fusion` and the evaluation."""
        known = {field: values for field, values in self._asdict().items() if values is not None}
        np.savez_compressed(work / f"{name}_validation.npz", **known)

    @classmethod
    def load(cls, work: Path, name: str) -> "Validation":
        """Read what `save` kept.

        Raises:
            FileNotFoundError: if the artefact was not trained with this folder.
        """
        with np.load(work / f"{name}_validation.npz", allow_pickle=False) as data:
            return cls(*(data.get(field) for field in cls._fields))

    @property
    def confusion_matrix(self) -> list[list[int]]:
        """True class by row, predicted by column, counts."""
        matrix = np.zeros((len(EMOTIONS), len(EMOTIONS)), dtype=int)
        np.add.at(matrix, (self.labels, self.probabilities.argmax(axis=1)), 1)
        return [[int(count) for count in row] for row in matrix]


def choose_fusion(
    face: Validation, voice: Validation, seed: int
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Work out the three weightings and choose the one that recognises most pairs.

    No clips with labelled picture and sound are at hand: faces and a voice of the same class are
    drawn at random and paired, every class as often, so accuracy is the mean recall (UAR).

    Args:
        face, voice: validation predictions.
        seed: of the draw.

    Returns:
        Files and card of the fusion artefact.
    """
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(EMOTIONS)), PAIRS_PER_CLASS)
    faces = np.concatenate(
        [_draw(face, label, (PAIRS_PER_CLASS, FACES_PER_PAIR), rng) for label in range(7)]
    ).mean(axis=1)
    voices = np.concatenate([_draw(voice, label, (PAIRS_PER_CLASS,), rng) for label in range(7)])
    matrices = face.confusion_matrix, voice.confusion_matrix
    weights = {name: face_weights(name, *matrices) for name in FUSIONS}
    metrics = {
        "face alone": classification_metrics(labels, faces),
        "voice alone": classification_metrics(labels, voices),
    }
    for name in FUSIONS:
        fused = fuse(faces, voices, weights[name])
        assert fused is not None
        metrics[name] = classification_metrics(labels, fused)
    best = max(FUSIONS, key=lambda name: float(metrics[name]["accuracy"]))
    table = {
        "default": best,
        "labels": list(EMOTIONS),
        "face_weights": {name: values.tolist() for name, values in weights.items()},
    }
    card = {
        "purpose": "Weight of the face per emotion in fusion; the voice has the rest",
        "data": "validation predictions of the face and voice models of this release",
        "split": f"{PAIRS_PER_CLASS} random pairs a class of {FACES_PER_PAIR} faces (FER2013 "
        "PublicTest) and one voice (RAVDESS, out of fold) of the same class; not real clips",
        "licence_of_data": "FER2013: research use; RAVDESS: CC BY-NC-SA 4.0",
        "options": {"seed": seed},
        "face_confusion_matrix": matrices[0],
        "voice_confusion_matrix": matrices[1],
        "metrics": metrics,
        "must_not_be_used_for": ["deciding about a person", "inferring what somebody feels"],
    }
    return {"weights.json": json.dumps(table, indent=2).encode()}, card


def _draw(
    of: Validation, label: int, shape: tuple[int, ...], rng: np.random.Generator
) -> NDArray[np.float64]:
    rows = rng.choice(np.flatnonzero(of.labels == label), shape)
    drawn: NDArray[np.float64] = of.probabilities[rows]
    return drawn
