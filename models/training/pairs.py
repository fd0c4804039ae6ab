"""Faces and voices of the same class, drawn at random: no labelled clips with both are at hand."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.evaluation.predictions import HeldOut, PredictionsError
from schemas.labels import EMOTIONS

PAIRS_PER_CLASS = 2000
MOST_FACES = 5
"""A clip shows a face more than once, and always the same person: its frames agree more than
faces of several people do. So each pair has one to five faces."""


class Pairs(NamedTuple):
    """Faces and a voice of the same class: the nearest to clips there is."""

    labels: NDArray[np.int64]
    """Shape (n,)."""
    faces: NDArray[np.int64]
    """Rows of the face's predictions, shape (n, MOST_FACES)."""
    counts: NDArray[np.int64]
    """How many of them, from the first, make up the clip, 1 to MOST_FACES, shape (n,)."""
    voices: NDArray[np.int64]
    """Rows of the voice's predictions, shape (n,)."""

    def mean_of_faces(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Mean of (n, d) values over each pair's faces, shape (pairs, d)."""
        taken = np.arange(MOST_FACES) < self.counts[:, np.newaxis]
        sums = np.zeros((len(self.labels), values.shape[1]))
        for column in range(MOST_FACES):
            sums += taken[:, [column]] * values[self.faces[:, column]]
        means: NDArray[np.float64] = sums / self.counts[:, np.newaxis]
        return means

    def seen(self, face: HeldOut) -> NDArray[np.float64]:
        """Mean scores of each pair's faces, shape (n, 7)."""
        return self.mean_of_faces(face.probabilities)

    def heard(self, voice: HeldOut) -> NDArray[np.float64]:
        """Scores of each pair's voice, shape (n, 7)."""
        return voice.probabilities[self.voices]


def draw_pairs(
    face_labels: NDArray[np.integer],
    voice_labels: NDArray[np.integer],
    face_rows: NDArray[np.integer],
    voice_rows: NDArray[np.integer],
    rng: np.random.Generator,
    faces: int | None = None,
) -> Pairs:
    """Draw PAIRS_PER_CLASS pairs of each class from the rows allowed.

    Args:
        face_labels, voice_labels: index into EMOTIONS of all held-out items.
        face_rows, voice_rows: which of them may be drawn.
        rng: source of the draw.
        faces: how many faces each pair has; None for one to MOST_FACES.

    Raises:
        PredictionsError: if a class has no face or no voice among them.
    """
    labels = np.repeat(np.arange(len(EMOTIONS)), PAIRS_PER_CLASS)
    drawn_faces, drawn_voices = [], []
    for label, name in enumerate(EMOTIONS):
        of_face = face_rows[face_labels[face_rows] == label]
        of_voice = voice_rows[voice_labels[voice_rows] == label]
        if not len(of_face) or not len(of_voice):
            raise PredictionsError(
                f"no held-out face or voice is labelled {name} in one half of the people: train "
                "face and voice on more data"
            )
        drawn_faces.append(rng.choice(of_face, (PAIRS_PER_CLASS, MOST_FACES)))
        drawn_voices.append(rng.choice(of_voice, PAIRS_PER_CLASS))
    low, high = (1, MOST_FACES) if faces is None else (faces, faces)
    counts = rng.integers(low, high, size=len(labels), endpoint=True)
    return Pairs(labels, np.concatenate(drawn_faces), counts, np.concatenate(drawn_voices))


def halves(held_out: HeldOut, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Two halves: True for the first, shape (n,).

    Nobody is in both where the people are known; else each class is halved.
    """
    if held_out.people is not None:
        named, inverse = np.unique(held_out.people, return_inverse=True)
        by_person: NDArray[np.bool_] = (rng.permutation(len(named)) % 2 == 0)[inverse]
        return by_person
    first = np.zeros(len(held_out.labels), dtype=np.bool_)
    for label in np.unique(held_out.labels):
        rows = np.flatnonzero(held_out.labels == label)
        first[rows] = rng.permutation(len(rows)) % 2 == 0
    return first


def pairs_by_half(
    face: HeldOut, voice: HeldOut, seed: int, faces: int | None = None
) -> Iterator[tuple[Pairs, Pairs]]:
    """Pairs to fit on and pairs of the other half of the people to judge, then the reverse.

    Args:
        face, voice: held-out predictions of the two modalities.
        seed: of the halves and the draw.
        faces: how many faces a pair to judge has; None for one to MOST_FACES.

    Raises:
        PredictionsError: if a class has no face or no voice in a half.
    """
    rng = np.random.default_rng(seed)
    first_faces, first_voices = halves(face, rng), halves(voice, rng)
    for first in (True, False):
        fit, judge = (
            draw_pairs(
                face.labels,
                voice.labels,
                np.flatnonzero(first_faces == half),
                np.flatnonzero(first_voices == half),
                rng,
                count,
            )
            # What is shipped is fitted to any number of faces, however many are judged.
            for half, count in ((first, None), (not first, faces))
        )
        yield fit, judge
