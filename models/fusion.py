"""Decision-level fusion: a weighted sum of the face's and the voice's score vectors.

Three weightings, after the audiovisual thesis (see README, "Where it comes from"): equal; a
weight per emotion that prefers the face; one that prefers the voice. The preferred modality's
weight for an emotion is how often it recognised that emotion in validation (its recall, read
off the confusion matrix); the other modality gets the rest.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.store import Artefact
from schemas.labels import EMOTIONS

FUSIONS = ("equal", "prefer_face", "prefer_voice")

Scores = NDArray[np.float64]


def recalls(confusion_matrix: Sequence[Sequence[float]]) -> Scores:
    """Share of each class that was recognised.

    Args:
        confusion_matrix: shape (7, 7), true class by row, predicted by column, counts.

    Returns:
        Shape (7,), in [0, 1]; 0 for a class that never occurred.
    """
    matrix = np.asarray(confusion_matrix, dtype=np.float64)
    totals = matrix.sum(axis=1)
    shares: Scores = np.divide(
        matrix.diagonal(), totals, out=np.zeros(len(matrix)), where=totals > 0
    )
    return shares


def face_weights(
    fusion: str,
    face_confusion: Sequence[Sequence[float]],
    voice_confusion: Sequence[Sequence[float]],
) -> Scores:
    """Weight of the face per emotion; the voice's is one minus it.

    Args:
        fusion: one of FUSIONS.
        face_confusion: validation confusion matrix of the face model.
        voice_confusion: validation confusion matrix of the voice model.

    Returns:
        Shape (7,), in [0, 1].

    Raises:
        ValueError: if the fusion is unknown.
    """
    if fusion == "equal":
        return np.full(len(EMOTIONS), 0.5)
    if fusion == "prefer_face":
        return recalls(face_confusion)
    if fusion == "prefer_voice":
        return 1 - recalls(voice_confusion)
    raise ValueError(f"unknown fusion {fusion!r}; choose one of {', '.join(FUSIONS)}")


def fuse(face: Scores | None, voice: Scores | None, weights: Scores) -> Scores | None:
    """Fuse score vectors; an absent modality leaves its weight to the other.

    Args:
        face: shape (..., 7), rows sum to one, or None if no face was scored.
        voice: likewise for the voice.
        weights: weight of the face per emotion, shape (7,), in [0, 1].

    Returns:
        Shape (..., 7), rows sum to one; None if both are absent.
    """
    if face is None or voice is None:
        return face if voice is None else voice
    mixed = weights * face + (1 - weights) * voice
    total = mixed.sum(axis=-1, keepdims=True)
    # All weight may fall on classes that the favoured modality rules out: then they count alike.
    return np.where(total > 1e-12, mixed / np.maximum(total, 1e-12), (face + voice) / 2)


class Fusion(NamedTuple):
    """The weighting of one run."""

    name: str
    weights: tuple[float, ...]

    @classmethod
    def load(cls, artefact: Artefact, name: str | None = None) -> "Fusion":
        """Read a weighting from its artefact; the one that won in validation by default."""
        table = json.loads(artefact.read("weights.json"))
        chosen = name or table["default"]
        return cls(chosen, tuple(table["face_weights"][chosen]))

    def fuse(self, face: Scores | None, voice: Scores | None) -> Scores | None:
        """See `fuse`."""
        return fuse(face, voice, np.asarray(self.weights))
