"""Held-out predictions of a training, kept for choosing the fusion and for the evaluation."""

import zlib
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.store import ArtefactError
from schemas.labels import DEFAULT_FACE_READING, EMOTIONS, FACE_READINGS

FACE_PREDICTIONS = {DEFAULT_FACE_READING: "face_cnn"} | {
    reading: f"face_cnn_{reading}" for reading in FACE_READINGS if reading != DEFAULT_FACE_READING
}
"""Names under which those of each reading of faces are kept, the default reading first."""


class PredictionsError(ArtefactError, ValueError):
    """Kept predictions are missing, damaged or too few; the message says what to do.

    A ValueError like what is wrong with any other data, so that who only wants to know whether two
    trainings can be combined need not ask why they cannot.
    """


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
    features: NDArray[np.float32] | None = None
    """What the last layer was given, for fusion at feature level: shape (n, d)."""
    version: str | None = None
    """Of the artefact that was saved with them, where known."""

    def save(self, work: Path, name: str) -> None:
        """Keep the predictions of an artefact for `choose_fusions` and the evaluation."""
        known = {field: values for field, values in self._asdict().items() if values is not None}
        np.savez_compressed(work / f"{name}_validation.npz", **known)

    @classmethod
    def load(cls, work: Path, name: str) -> "Validation":
        """Read what `save` kept.

        Raises:
            PredictionsError: if the artefact was not trained with this folder, or the file is
                damaged or holds something else.
        """
        path = work / f"{name}_validation.npz"
        model = "face" if name.startswith("face") else name.replace("_", "-")
        train = f"train-models {model} with --work {work}"
        try:
            with np.load(path, allow_pickle=False) as data:
                kept = {field: data[field] for field in cls._fields if field in data}
        except FileNotFoundError as error:
            raise PredictionsError(f"no {path.name}: first run {train}") from error
        except (OSError, ValueError, TypeError, EOFError, BadZipFile, zlib.error) as error:
            raise PredictionsError(f"{path.name} is damaged: delete it and run {train}") from error
        version = kept.pop("version", None)
        counts = {len(np.atleast_1d(values)) for values in kept.values()}
        if not {"labels", "probabilities"} <= set(kept) or len(counts) != 1:
            raise PredictionsError(
                f"{path.name} does not hold labels and as many probabilities: run {train}"
            )
        return cls(**kept, version=None if version is None else str(version))

    @property
    def confusion_matrix(self) -> list[list[int]]:
        """True class by row, predicted by column, counts."""
        matrix = np.zeros((len(EMOTIONS), len(EMOTIONS)), dtype=int)
        np.add.at(matrix, (self.labels, self.probabilities.argmax(axis=1)), 1)
        return [[int(count) for count in row] for row in matrix]
