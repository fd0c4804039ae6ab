"""Faces and voices of the same class, paired at random: there are no labelled clips with both."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.evaluation.predictions import HeldOut, PredictionsError
from schemas.labels import EMOTIONS

PAIRS_PER_CLASS = 2000


class Pairs(NamedTuple):
    """A face and a voice of the same class: the nearest to clips there is.

    One face stands for all frames of a clip. Frames of one person have most of their error in
    common, so that their mean is hardly nearer to the truth than a single one
    (`models.evaluation.agreement`), while a mean over several people's faces would be.
    """

    labels: NDArray[np.int64]
    """Shape (n,)."""
    faces: NDArray[np.int64]
    """Rows of the face's predictions, shape (n,)."""
    voices: NDArray[np.int64]
    """Rows of the voice's predictions, shape (n,)."""
    face_pool: NDArray[np.int64]
    """Rows that the faces were drawn from, shape (f,)."""
    voice_pool: NDArray[np.int64]
    """Rows that the voices were drawn from, shape (v,)."""

    def seen(self, face: HeldOut) -> NDArray[np.float64]:
        """Scores of each pair's face, shape (n, 7)."""
        return face.probabilities[self.faces]

    def heard(self, voice: HeldOut) -> NDArray[np.float64]:
        """Scores of each pair's voice, shape (n, 7)."""
        return voice.probabilities[self.voices]


def draw_pairs(
    face_labels: NDArray[np.integer],
    voice_labels: NDArray[np.integer],
    face_rows: NDArray[np.integer],
    voice_rows: NDArray[np.integer],
    rng: np.random.Generator,
) -> Pairs:
    """Draw PAIRS_PER_CLASS pairs of each class from the rows allowed.

    Args:
        face_labels, voice_labels: index into EMOTIONS of all held-out items.
        face_rows, voice_rows: which of them may be drawn.
        rng: source of the draw.

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
        drawn_faces.append(rng.choice(of_face, PAIRS_PER_CLASS))
        drawn_voices.append(rng.choice(of_voice, PAIRS_PER_CLASS))
    return Pairs(
        labels,
        np.concatenate(drawn_faces),
        np.concatenate(drawn_voices),
        face_rows.astype(np.int64),
        voice_rows.astype(np.int64),
    )


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


def pairs_by_half(face: HeldOut, voice: HeldOut, seed: int) -> Iterator[tuple[Pairs, Pairs]]:
    """Pairs to fit on and pairs of the other half of the people to judge, then the reverse.

    Args:
        face, voice: held-out predictions of the two modalities.
        seed: of the halves and the draw.

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
            )
            for half in (first, not first)
        )
        yield fit, judge
