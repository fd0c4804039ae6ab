"""Decision-level fusion of the face's and the voice's score vectors.

Three weighted sums, after the audiovisual thesis (see models/README.md): equal; a
weight per emotion that prefers the face; one that prefers the voice. The preferred modality's
weight for an emotion is how often it recognised that emotion in validation (its recall, read
off the confusion matrix); the other modality gets the rest. And one that is learned: stacking
(Wolpert, 1992), a multinomial logistic regression on both modalities' log probabilities.

Before, each modality's claim is limited to its ceiling, and after, the fused claim to the bound
that both give (see `models.claims`).
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from models.calibration import FLOOR, temper
from models.claims import Ceilings, bound, limit, within
from models.store import Artefact, ArtefactError
from schemas.labels import EMOTIONS, FUSIONS, GUESSED_EMOTION, WEIGHTINGS

WEIGHTS = "weights.json"
"""File of the artefact: under `labels` every fusion for each label scheme of faces, under `voice`
the models whose mean was fused, with its temperature; under both the `ceiling` of the claims, which
artefacts up to 0.5.1 do not have."""

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
        fusion: one of WEIGHTINGS.
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
    raise ValueError(f"unknown fusion {fusion!r}; choose one of {', '.join(WEIGHTINGS)}")


def fuse(face: Scores, voice: Scores, weights: Scores) -> Scores:
    """Weighted sum of score vectors.

    Args:
        face, voice: shape (..., 7), rows sum to one.
        weights: weight of the face per emotion, shape (7,), in [0, 1].

    Returns:
        Shape (..., 7), rows sum to one.
    """
    mixed = weights * face + (1 - weights) * voice
    total = mixed.sum(axis=-1, keepdims=True)
    # All weight may fall on classes that the favoured modality rules out: then they count alike.
    return np.where(total > 1e-12, mixed / np.maximum(total, 1e-12), (face + voice) / 2)


def log_scores(scores: Scores) -> Scores:
    """Log probabilities less their mean over the classes: shape (..., 7), each row sums to 0."""
    logs = np.log(np.maximum(scores, FLOOR))
    centred: Scores = logs - logs.mean(axis=-1, keepdims=True)
    return centred


def stack(face: Scores, voice: Scores, table: Scores, bias: Scores) -> Scores:
    """Fuse by a learned table.

    Args:
        face, voice: shape (..., 7), rows sum to one.
        table: shape (7, 14): what each class of face, then voice, adds to a class's logit.
        bias: shape (7,).

    Returns:
        Shape (..., 7), rows sum to one.
    """
    logits = np.concatenate([log_scores(face), log_scores(voice)], axis=-1) @ table.T + bias
    return np.asarray(softmax(logits, axis=-1))


class Fusion(NamedTuple):
    """The fusion of one run."""

    name: str
    weights: tuple[float, ...] = ()
    """Weight of the face per emotion, in a weighted sum."""
    table: tuple[tuple[float, ...], ...] = ()
    """Of the stacked fusion: see `stack`."""
    bias: tuple[float, ...] = ()
    temperature: float = 1.0
    """Of the weighted sum of a face and a voice: two calibrated models that agree are right more
    often than their mean says."""
    ceilings: Ceilings | None = None
    """Releases up to 0.5.1 have none: their scores claim what they claimed."""

    def fuse(self, face: Scores | None, voice: Scores | None) -> Scores | None:
        """Fuse score vectors, and claim no more than the two support if there are ceilings.

        Args:
            face: shape (..., 7), rows sum to one, or None if no face was scored.
            voice: likewise for the voice.

        Returns:
            Shape (..., 7), rows sum to one, nowhere above the `models.claims.bound` of the limited
            scores; one modality's limited scores if the other is absent, None if both are.
        """
        if self.ceilings is None:
            return self._combined(face, voice)
        seen = None if face is None else limit(face, self.ceilings.face)
        heard = None if voice is None else limit(voice, self.ceilings.voice)
        fused = self._combined(seen, heard)
        if seen is None or heard is None or fused is None:
            return fused
        return within(fused, bound(seen, heard))

    def _combined(self, face: Scores | None, voice: Scores | None) -> Scores | None:
        """What is learned, or the calibrated sum; alone, a modality as it is."""
        if face is None or voice is None:
            return face if voice is None else voice
        if not self.weights:
            return stack(face, voice, np.asarray(self.table), np.asarray(self.bias))
        fused = fuse(face, voice, np.asarray(self.weights))
        return fused if self.temperature == 1.0 else temper(fused, self.temperature)


class FusionTable:
    """Every fusion of a release's artefact."""

    def __init__(self, artefact: Artefact) -> None:
        """Read the table.

        Raises:
            ArtefactError: if the file is missing or altered.
        """
        self._label = artefact.label
        self._content = json.loads(artefact.read(WEIGHTS))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Every fusion with the label scheme of the faces that it fuses."""
        return [(name, labels) for labels in self._content["labels"] for name in FUSIONS]

    def voice_temperature(self, models: Sequence[str]) -> float:
        """Temperature of the mean of these voice models; 1 if it was not fitted to just them."""
        fitted = self._content["voice"]
        return float(fitted["temperature"]) if sorted(models) == sorted(fitted["models"]) else 1.0

    def fusion(self, name: str, face_labels: str) -> Fusion:
        """One fusion.

        Args:
            name: one of FUSIONS.
            face_labels: label scheme of the faces that it fuses.

        Raises:
            ArtefactError: if the artefact has no such fusion.
        """
        by_name = self._content["labels"].get(face_labels, {})
        limits = by_name.get("ceiling"), self._content["voice"].get("ceiling")
        ceilings = None if None in limits else Ceilings(*map(float, limits))
        if name in by_name.get("face_weights", ()):
            weights = tuple(by_name["face_weights"][name])
            return Fusion(name, weights, (), (), float(by_name["temperatures"][name]), ceilings)
        if name not in by_name or name not in FUSIONS or name in WEIGHTINGS:
            known = ", ".join(f"{fusion} of {labels}" for fusion, labels in self.choices)
            raise ArtefactError(
                f"{self._label} has no fusion {name!r} for faces labelled {face_labels!r}; it has "
                f"{known}"
            )
        learned = by_name[name]
        table, bias = tuple(map(tuple, learned["table"])), tuple(learned["bias"])
        return Fusion(name, (), table, bias, 1.0, ceilings)


def fuse_example(artefact: Artefact) -> str:
    """Fuse a certain face with a voice that says nothing, in every way.

    Raises:
        ValueError: if a weight or a fused score is no probability, or a ceiling below chance.
    """
    face, voice = np.eye(len(EMOTIONS))[:1], np.full((1, len(EMOTIONS)), 1 / len(EMOTIONS))
    table = FusionTable(artefact)
    for name, labels in table.choices:
        fusion = table.fusion(name, labels)
        if not all(0 <= weight <= 1 for weight in fusion.weights):
            raise ValueError(f"weights of {name} outside [0, 1]")
        if not all(GUESSED_EMOTION <= each <= 1 for each in fusion.ceilings or ()):
            raise ValueError(f"ceilings of {name} outside [1/7, 1]")
        fused = fusion.fuse(face, voice)
        assert fused is not None
        check_distribution(fused[0])
    return f"{len(table.choices)} fusions"


def check_distribution(scores: Scores) -> None:
    """See that seven scores are probabilities.

    Raises:
        ValueError: if they are not.
    """
    right = scores.shape == (len(EMOTIONS),) and (scores >= 0).all() and np.isfinite(scores).all()
    if not right or abs(float(scores.sum()) - 1) > 1e-6:
        raise ValueError(f"seven probabilities expected, got {scores}")
