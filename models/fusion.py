"""Decision-level fusion of the face's and the voice's score vectors.

Three weighted sums, after the audiovisual thesis (see README, "Where it comes from"): equal; a
weight per emotion that prefers the face; one that prefers the voice. The preferred modality's
weight for an emotion is how often it recognised that emotion in validation (its recall, read
off the confusion matrix); the other modality gets the rest. And one that is learned: stacking
(Wolpert, 1992), a multinomial logistic regression on both modalities' log probabilities.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.calibration import FLOOR, temper
from models.store import Artefact, ArtefactError
from schemas.labels import EMOTIONS

WEIGHTINGS = ("equal", "prefer_face", "prefer_voice")
FUSIONS = (*WEIGHTINGS, "stacked")

WEIGHTS = "weights.json"
"""File of the artefact: every fusion for the default reading of faces, and under "readings" the
same for each other one."""

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


def log_scores(scores: Scores) -> Scores:
    """Log probabilities less their mean over the classes: shape (..., 7), each row sums to 0."""
    logs = np.log(np.maximum(scores, FLOOR))
    centred: Scores = logs - logs.mean(axis=-1, keepdims=True)
    return centred


def stack(face: Scores | None, voice: Scores | None, table: Scores, bias: Scores) -> Scores | None:
    """Fuse by a learned table; alone, a modality keeps its scores.

    Args:
        face: shape (..., 7), rows sum to one, or None if no face was scored.
        voice: likewise for the voice.
        table: shape (7, 14): what each class of face, then voice, adds to a class's logit.
        bias: shape (7,).

    Returns:
        Shape (..., 7), rows sum to one; None if both are absent.
    """
    if face is None or voice is None:
        return face if voice is None else voice
    logits = np.concatenate([log_scores(face), log_scores(voice)], axis=-1) @ table.T + bias
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    stacked: Scores = powers / powers.sum(axis=-1, keepdims=True)
    return stacked


class Fusion(NamedTuple):
    """The fusion of one run."""

    name: str
    weights: tuple[float, ...] = ()
    """Weight of the face per emotion, in a weighted sum."""
    table: tuple[tuple[float, ...], ...] = ()
    """Of the stacked fusion: see `stack`."""
    bias: tuple[float, ...] = ()
    voice_temperature: float = 1.0
    """Of the mean of both voice models: two calibrated models that err differently are right
    together more often than their mean says."""
    reading: str | None = None
    """Of the face that is fused; None before 0.5.0, when there was one only."""
    temperature: float = 1.0
    """Of the weighted sum of a face and a voice, for the same reason: two readings that agree are
    surer together than each alone."""

    @classmethod
    def load(
        cls, artefact: Artefact, name: str | None = None, reading: str | None = None
    ) -> "Fusion":
        """Read a fusion from its artefact.

        Args:
            artefact: of any version.
            name: one of FUSIONS; the one that won in validation if None.
            reading: of the face that is fused, one of FACE_READINGS; the default one if None.

        Raises:
            ArtefactError: if the artefact has none of that name, or none for that reading.
        """
        content = json.loads(artefact.read(WEIGHTS))
        if reading not in (None, content.get("reading")):
            if reading not in content.get("readings", {}):
                raise ArtefactError(
                    f"{artefact.name} {artefact.version} has no fusion for the reading "
                    f"{reading!r}; choose a later --release"
                )
            content = {"reading": reading, **content["readings"][reading]}
        read = content.get("reading")
        chosen = name or content["default"]
        voice_temperature = float(content.get("voice_temperature", 1.0))
        if chosen in content["face_weights"]:
            weights = tuple(content["face_weights"][chosen])
            # The first two fusions that were released have none.
            temperature = float(content.get("temperatures", {}).get(chosen, 1.0))
            return cls(chosen, weights, (), (), voice_temperature, read, temperature)
        if chosen not in content:
            raise ArtefactError(
                f"{artefact.name} {artefact.version} has no fusion {chosen!r}; choose one of "
                f"{', '.join(content['face_weights'])} or a later --release"
            )
        learned = content[chosen]
        table = tuple(map(tuple, learned["table"]))
        return cls(chosen, (), table, tuple(learned["bias"]), voice_temperature, read)

    def combine_voices(self, svm: Scores, cnn_lstm: Scores) -> Scores:
        """Calibrated mean of both voice models' scores, shape (n, 7) each; rows sum to one."""
        return _tempered((svm + cnn_lstm) / 2, self.voice_temperature)

    def fuse(self, face: Scores | None, voice: Scores | None) -> Scores | None:
        """See `fuse`, whose sum of two modalities is calibrated here, and `stack`."""
        if self.weights:
            fused = fuse(face, voice, np.asarray(self.weights))
            if face is None or voice is None or fused is None:
                return fused
            return _tempered(fused, self.temperature)
        return stack(face, voice, np.asarray(self.table), np.asarray(self.bias))


def _tempered(scores: Scores, temperature: float) -> Scores:
    # A temperature of 1 changes nothing, and must not touch the last digit either.
    return scores if temperature == 1.0 else temper(scores, temperature)
