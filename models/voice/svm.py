"""Scores windows of speech with an RBF support vector machine on functionals."""

import io
from collections.abc import Sequence
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.store import Artefact, ArtefactError
from models.voice.functionals import FEATURES
from models.voice.pairwise import pairwise_probabilities
from models.voice.temperature import VoiceTemperature
from models.voice.windows import Window
from schemas.labels import EMOTIONS

ARRAYS = "voice_svm.npz"
"""File of the artefact: `Machine` as plain arrays."""


class Machine(NamedTuple):
    """A standardised RBF support vector machine of k classes, one against one, as arrays."""

    mean: NDArray[np.float32]
    """Of each feature, shape (d,)."""
    scale: NDArray[np.float32]
    """Deviation of each feature, shape (d,)."""
    limit: NDArray[np.float64]
    """Standardised features are cut off here, scalar: far from all training data the kernel is 0,
    and the machine would answer the same to every unusual recording."""
    gamma: NDArray[np.float64]
    """Of the kernel exp(-gamma |x - v|^2), scalar."""
    vectors: NDArray[np.float32]
    """Support vectors, class by class, shape (n, d)."""
    counts: NDArray[np.int64]
    """How many belong to each class, shape (k,)."""
    coefficients: NDArray[np.float64]
    """Shape (k - 1, n): of each vector against each other class, as LIBSVM orders them."""
    intercepts: NDArray[np.float64]
    """Of each pair (0, 1), (0, 2), ..., shape (k (k - 1) / 2,)."""

    def to_bytes(self) -> bytes:
        """As a file of plain arrays."""
        file = io.BytesIO()
        np.savez_compressed(file, **self._asdict())
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Machine":
        """Read what `to_bytes` wrote; nothing is unpickled.

        Raises:
            ValueError: if it is something else.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                return cls(*(stored[name] for name in cls._fields))
        except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile) as error:
            raise ValueError("not the arrays of a support vector machine") from error


class _Decisions:
    """Decisions of a machine, one window at a time."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._vectors = machine.vectors.astype(np.float64)
        self._squares = np.square(self._vectors).sum(axis=1)
        self._pairs = _pair_coefficients(machine)

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Decisions of all pairs, shape (pairs,), for features of shape (d,)."""
        machine = self._machine
        standard = (features - machine.mean) / machine.scale
        x = np.clip(standard, -machine.limit, machine.limit).astype(np.float64)
        distances = np.maximum(self._squares - 2 * (self._vectors @ x) + x @ x, 0)
        kernel = np.exp(-machine.gamma * distances)
        return np.asarray(self._pairs @ kernel + machine.intercepts)


def _pair_coefficients(machine: Machine) -> NDArray[np.float64]:
    """LIBSVM's compact coefficients spread out, (pairs, n): 0 for vectors of other classes."""
    ends = np.cumsum(machine.counts)
    of_class = [slice(end - count, end) for end, count in zip(ends, machine.counts, strict=True)]
    rows = []
    for first in range(len(of_class)):
        for second in range(first + 1, len(of_class)):
            row = np.zeros(len(machine.vectors))
            row[of_class[first]] = machine.coefficients[second - 1, of_class[first]]
            row[of_class[second]] = machine.coefficients[first, of_class[second]]
            rows.append(row)
    return np.stack(rows)


class VoiceSvm:
    """The SVM; its card says which form of features it wants."""

    def __init__(self, artefact: Artefact) -> None:
        """Load the machine.

        Raises:
            ArtefactError: if the file is missing or altered, or its features are unknown here.
        """
        form = artefact.card.scoring["features"]
        if form not in FEATURES:
            raise ArtefactError(
                f"{artefact.label} wants features {form!r}; this code knows "
                f"{', '.join(FEATURES)}: install the code that trained it"
            )
        self._features = FEATURES[form]
        self._decisions = _Decisions(Machine.from_bytes(artefact.read(ARRAYS)))
        self._temperature = VoiceTemperature.of_card(artefact.card.scoring)

    def score(self, windows: Sequence[Window]) -> NDArray[np.float64]:
        """Score windows; a window's score does not depend on the others in the batch.

        Args:
            windows: windows in state "scored".

        Returns:
            float64, shape (n, 7): calibrated probabilities in the order of EMOTIONS.
        """
        if not windows:
            return np.empty((0, len(EMOTIONS)))
        # One window at a time: products of another size round differently in their last bit.
        decisions = [self._decisions.decide(self._features(window.samples)) for window in windows]
        probabilities = pairwise_probabilities(np.stack(decisions), len(EMOTIONS))
        return self._temperature.temper_windows(probabilities, windows)
