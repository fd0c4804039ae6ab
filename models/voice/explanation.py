"""Which windows of a recording moved its voice score, and by how much.

A recording's score for an emotion is the mean over its scored windows, so the question has an
exact answer: no approximation (as Shapley values would be for other functions) is needed.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Contribution(NamedTuple):
    """One scored window's part in the recording's mean for one class."""

    window: int
    """Number of the window."""
    score: float
    """What the window alone says, probability in [0, 1]."""
    pull: float
    """Signed part in the distance between the mean and the reference; all pulls sum to it."""
    leaving_out: float
    """By how much the mean would have been lower (+) or higher (-) without this window, in
    probability; 0 for the only window, without which there is no score."""


def explain_voice(
    scores: NDArray[Any], windows: Sequence[int], emotion: int, reference: float | None = None
) -> list[Contribution]:
    """Split a recording's score for an emotion among its windows.

    Args:
        scores: shape (n, k), probabilities of the scored windows, n > 0.
        windows: their numbers, n of them.
        emotion: index of the class, 0 .. k-1.
        reference: what the score is compared with, in [0, 1]; 1 / k where nothing is given: a
            voice that says nothing.

    Returns:
        A contribution per window, strongest pull first (ties: earlier window first). The sum of
        the pulls is mean(scores[:, emotion]) - reference, up to rounding.

    Raises:
        ValueError: if there is no window, numbers and scores disagree, or a score is not finite.
    """
    if scores.ndim != 2 or len(scores) == 0 or len(scores) != len(windows):
        raise ValueError(f"{len(windows)} windows for scores of shape {scores.shape}")
    if not 0 <= emotion < scores.shape[1]:
        raise ValueError(f"no class {emotion} among {scores.shape[1]}")
    values = scores[:, emotion].astype(np.float64)
    if not np.isfinite(values).all():
        raise ValueError("scores must be finite: leave out windows without one")
    count = len(values)
    base = 1 / scores.shape[1] if reference is None else reference
    pulls = (values - base) / count
    mean = values.mean()
    # mean - (sum - value) / (count - 1)
    without = (values - mean) / (count - 1) if count > 1 else np.zeros(1)
    return [
        Contribution(int(windows[i]), float(values[i]), float(pulls[i]), float(without[i]))
        for i in np.lexsort((np.asarray(windows), -np.abs(pulls)))
    ]
