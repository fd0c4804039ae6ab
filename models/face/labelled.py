"""Labelled faces, as a loader hands them to training and evaluation."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class FaceData(NamedTuple):
    """Labelled faces."""

    crops: NDArray[np.uint8]
    """Shape (n, 48, 48)."""
    labels: NDArray[np.int64]
    """Index into EMOTIONS, shape (n,)."""
    votes: NDArray[np.uint8] | None
    """FER+ votes, shape (n, 10), columns FERPLUS_VOTES; None if there are none."""
    training: NDArray[np.bool_]
    """True for Training, False for PublicTest, shape (n,)."""
