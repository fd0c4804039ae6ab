"""Which moments of a recording moved its scores: the mean of a modality taken apart by time."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from jobs.report.contents import RecordingPart, Telling
from schemas.labels import EMOTIONS, GUESSED_EMOTION

TOLD = 3
"""Moments of a recording and modality."""

EXACT = ("face", "voice")
"""Modalities whose score is the mean over time. The fused score is not: it is fused from both
means, so no moment has a part in it of its own."""

LEAST_PULL = 0.01
"""Of a moment that a page names: a point."""


class Bin(NamedTuple):
    """Ten seconds of a recording with a score."""

    start_seconds: float
    end_seconds: float
    scored: int
    """Frames or windows with a score, > 0: the mean counts each once."""
    scores: Sequence[float]
    """Their mean, shape (7,)."""


class Pull(NamedTuple):
    """A bin's part in the recording's mean."""

    bin: Bin
    emotion: str
    score: float
    """Of the bin, for the emotion."""
    pull: float
    """Signed part in the distance between the mean and the guess; all pulls sum to it."""


def pulls(bins: Sequence[Bin]) -> list[Pull]:
    """Split the mean of a recording's most frequent reading among its moments.

    The arithmetic of `models.voice.explanation`, with bins of several frames or windows.

    Args:
        bins: of one recording and modality, those with a score.

    Returns:
        A part for each bin, strongest first (ties: earlier first), for the emotion with the highest
        mean (the first of equals). They sum to that mean - GUESSED_EMOTION, up to rounding.
    """
    if not bins:
        return []
    total = sum(each.scored for each in bins)
    means = [
        sum(each.scored * each.scores[place] for each in bins) / total
        for place in range(len(EMOTIONS))
    ]
    place = means.index(max(means))
    found = [
        Pull(
            each,
            EMOTIONS[place],
            each.scores[place],
            each.scored * (each.scores[place] - GUESSED_EMOTION) / total,
        )
        for each in bins
    ]
    return sorted(found, key=lambda each: (-abs(each.pull), each.bin.start_seconds))


def worth_telling(part: RecordingPart) -> list[Telling]:
    """The moments that a page names: none where only one was scored, which is the mean itself."""
    scored = Counter(moment.modality for moment in part.moments if moment.emotions)
    return [t for t in part.telling if scored[t.modality] > 1 and abs(t.pull) >= LEAST_PULL]
