"""Labelled clips as windows: the same for the training of all voice models."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.training.trainer import InsufficientDataError
from models.voice.pitch import median_pitch
from models.voice.windows import Window, cut_windows


class Examples(NamedTuple):
    """Features of scored windows, and the clip each belongs to."""

    features: NDArray[np.float32]
    """Shape (n, ...)."""
    clips: NDArray[np.int64]
    """Number of the clip, shape (n,)."""
    pitches: NDArray[np.float64] | None = None
    """Median pitch, Hz, shape (n,), NaN where none was found; None where it is not asked for."""

    def take(self, clips: NDArray[np.integer]) -> "Examples":
        """Only the windows of these clips."""
        rows = np.isin(self.clips, clips)
        pitches = None if self.pitches is None else self.pitches[rows]
        return Examples(self.features[rows], self.clips[rows], pitches)

    def heard_pitches(self) -> NDArray[np.float64]:
        """`pitches`, NaN where they were not asked for."""
        return np.full(len(self.clips), np.nan) if self.pitches is None else self.pitches


def speaking_windows(clip: NDArray[Any]) -> list[Window]:
    """Windows of a clip that scoring would score."""
    return [window for window in cut_windows(clip) if window.state == "scored"]


def windows_of(
    clips: Sequence[NDArray[Any]],
    feature: Callable[[NDArray[np.float32]], NDArray[np.float32]],
) -> Examples:
    """Features and pitch of every window that scoring would score; not every clip has one.

    Args:
        clips: mono sound at 16 kHz, float in [-1, 1] or int16.
        feature: from a window's samples, float32 (49152,), to its features.

    Raises:
        InsufficientDataError: if no clip holds speech.
    """
    found = [
        (feature(window.samples), number, median_pitch(window.samples))
        for number, clip in enumerate(clips)
        for window in speaking_windows(clip)
    ]
    if not found:
        raise InsufficientDataError("no clip holds speech")
    features, numbers, pitches = zip(*found, strict=True)
    return Examples(np.stack(features), np.array(numbers, dtype=np.int64), np.array(pitches))
