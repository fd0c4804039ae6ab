"""Filter banks that the libraries define, stored beside this module.

pyAudioAnalysis defines the short-term features and librosa the mel bands, and both bring seconds of
imports (matplotlib, numba). `models.training.voice.tables` makes the file from them, and a test
compares the two.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TABLES = Path(__file__).with_name("tables.npz")


class Tables(NamedTuple):
    """From spectra to bands."""

    mfcc: NDArray[np.float64]
    """pyAudioAnalysis's filters before the cepstrum, shape (400, 40): magnitudes to bands."""
    chroma: NDArray[np.float64]
    """Its pitch classes, shape (400, 12): power to classes."""
    mel: NDArray[np.float32]
    """librosa's mel bands (Slaney), shape (257, 64): power to bands."""
    whisper: NDArray[np.float32]
    """The mel bands of Whisper (Slaney's, by librosa), shape (201, 80): power to bands."""
    high_pass: NDArray[np.float64]
    """Second-order sections of the filter against rumble, shape (2, 6), as SciPy orders them."""


@cache
def tables() -> Tables:
    """The stored tables, read once."""
    with np.load(TABLES, allow_pickle=False) as stored:
        return Tables(*(stored[name] for name in Tables._fields))
