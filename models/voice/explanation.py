"""Which windows of a recording moved its voice score, by how much, and where a model looked.

A recording's score for an emotion is the mean over its scored windows, so the question has an
exact answer: no approximation (as Shapley values would be for other functions) is needed.
Attention answers another question: which moments of a window a model attends to, not what they
speak for.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from models.voice.windows import Window
from schemas.sampling import VOICE_MOMENT_SECONDS, VOICE_STEP_SECONDS

MOMENTS_TOLD = 3
"""Moments that are told of a window."""

MOMENTS_APART = 0.2
"""Seconds: nearer ones are the same syllable."""


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


class Moment(NamedTuple):
    """A moment of a window to which a model attends."""

    seconds: float
    """Its middle, from the start of the window."""
    times_even: float
    """Its attention, as a multiple of that of every moment if all counted the same."""


@runtime_checkable
class TellsMoments(Protocol):
    """A voice model that tells which moments of a window count for its score."""

    def moments(self, window: Window, /) -> NDArray[Any]:
        """How much each moment of a window in state "scored" counts.

        Returns:
            Shape (k,), the same k for every window: shares that sum to one, every
            VOICE_MOMENT_SECONDS from the window's start.
        """


def attention_of(models: Sequence[TellsMoments], window: Window) -> NDArray[np.float32]:
    """Attention of several models to a window, weighted equally: shape (k,), multiples of an even
    attention. What lies behind the end of a padded window is NaN.

    Raises:
        ValueError: if the models do not tell the same number of moments.
    """
    shares = np.array([model.moments(window) for model in models], dtype=np.float64)
    attention = shares.mean(axis=0) * shares.shape[1]
    starts = np.arange(len(attention)) * VOICE_MOMENT_SECONDS
    attention[starts >= window.end_seconds - window.start_seconds] = np.nan
    return np.asarray(attention, dtype=np.float32)


def strongest_moments(attention: NDArray[Any], count: int = MOMENTS_TOLD) -> list[Moment]:
    """The moments of a window that get the most attention, in order of time.

    Args:
        attention: of `attention_of`.
        count: how many at most.

    Returns:
        Moments above an even attention, at least MOMENTS_APART seconds from each other.
    """
    found: list[Moment] = []
    for place in np.argsort(-np.nan_to_num(attention), kind="stable"):
        moment = Moment(float((place + 0.5) * VOICE_MOMENT_SECONDS), float(attention[place]))
        if len(found) == count or not moment.times_even > 1:
            break
        if all(abs(moment.seconds - other.seconds) > MOMENTS_APART - 1e-9 for other in found):
            found.append(moment)
    return sorted(found)


def attention_over_time(
    attention: Sequence[NDArray[Any]], windows: Sequence[int]
) -> NDArray[np.float32]:
    """Attention over a recording: at each moment the mean of the windows that cover it.

    Args:
        attention: of `attention_of`, of n > 0 windows.
        windows: their numbers.

    Returns:
        Every VOICE_MOMENT_SECONDS from 0 to the end of the last window; NaN where no window
        covers a moment.
    """
    step = round(VOICE_STEP_SECONDS / VOICE_MOMENT_SECONDS)
    length = max(windows) * step + len(attention[0])
    total, covering = np.zeros(length), np.zeros(length)
    for number, values in zip(windows, attention, strict=True):
        part = slice(number * step, number * step + len(values))
        total[part] += np.nan_to_num(values)
        covering[part] += np.isfinite(values)
    mean = np.full(length, np.nan, np.float32)
    np.divide(total, covering, out=mean, where=covering > 0, casting="same_kind")
    return mean
