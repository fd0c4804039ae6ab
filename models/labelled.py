"""Labelled data, as a loader hands it to training and evaluation."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.labels import EMOTIONS, FERPLUS_VOTES

TRAINING, PUBLIC_TEST, PRIVATE_TEST = "Training", "PublicTest", "PrivateTest"
"""FER2013's own names of its parts."""


class FaceData(NamedTuple):
    """Labelled faces."""

    crops: NDArray[np.uint8]
    """Shape (n, 48, 48)."""
    labels: NDArray[np.int64]
    """Index into EMOTIONS, shape (n,)."""
    votes: NDArray[np.uint8] | None
    """FER+ votes, shape (n, 10), columns FERPLUS_VOTES; None if there are none."""
    usage: NDArray[np.str_]
    """Which part of the data each belongs to, shape (n,); "" where the data do not say."""

    def take(self, rows: NDArray[np.bool_] | NDArray[np.integer]) -> "FaceData":
        """Only these faces."""
        votes = None if self.votes is None else self.votes[rows]
        return FaceData(self.crops[rows], self.labels[rows], votes, self.usage[rows])

    def rows_of(self, part: str) -> NDArray[np.intp]:
        """Numbers of the faces that belong to a part of the data, in order.

        Raises:
            ValueError: if none does.
        """
        rows = np.flatnonzero(self.usage == part)
        if not len(rows):
            raise ValueError(
                f"no face belongs to the part {part}: want FER2013's {TRAINING}, to train on, and "
                f"{PUBLIC_TEST}, to judge on, as `usage` of an npz or `Usage` of a csv"
            )
        return rows


class VoiceData(NamedTuple):
    """Labelled clips of speech."""

    clips: list[NDArray[np.float32]]
    """Mono samples at SAMPLE_RATE."""
    labels: NDArray[np.int64]
    """Index into EMOTIONS, shape (n,)."""
    actors: NDArray[np.int64]
    """Who speaks, shape (n,): groups that must not be split."""

    def take(self, rows: NDArray[np.integer]) -> "VoiceData":
        """Only these clips."""
        return VoiceData([self.clips[i] for i in rows], self.labels[rows], self.actors[rows])


class TextData(NamedTuple):
    """Labelled essays."""

    texts: list[str]
    labels: NDArray[np.int64]
    """1 if high in the trait, shape (n, 5), columns TRAITS."""

    def take(self, rows: NDArray[np.integer]) -> "TextData":
        """Only these essays."""
        return TextData([self.texts[i] for i in rows], self.labels[rows])


def majority_labels(votes: NDArray[np.integer]) -> NDArray[np.int64]:
    """FER+ majority label over the seven classes.

    Args:
        votes: int, shape (n, 10), columns FERPLUS_VOTES.

    Returns:
        int64, shape (n,): index into EMOTIONS of the option with most votes of all ten; -1 where
        that is contempt, unknown or no face, or where two options share the lead.
    """
    leaders = votes == votes.max(axis=1, keepdims=True)
    seven = [FERPLUS_VOTES.index(emotion) for emotion in EMOTIONS]
    found = np.where(leaders[:, seven].any(axis=1), leaders[:, seven].argmax(axis=1), -1)
    return np.where(leaders.sum(axis=1) == 1, found, -1).astype(np.int64)
