"""From scores over time to one reading of every ten seconds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from models.fusion import Fusion
from schemas.sampling import TIMELINE_BIN_SECONDS

SCORED = "scored"
"""State of a reading that has scores."""

Scores = tuple[float, ...]


class Reading(NamedTuple):
    """A frame of the face or a window of the voice."""

    seconds: float
    """Presentation time of the frame, centre of the window."""
    state: str
    scores: Scores | None
    """Shape (7,)."""


class Bin(NamedTuple):
    """Ten seconds by one modality."""

    number: int
    """From 0."""
    start_seconds: float
    end_seconds: float
    states: tuple[str, ...]
    """Most frequent first, equals by name."""
    counts: tuple[int, ...]
    """Readings in each state."""
    scored: int
    """Readings with a score."""
    emotions: Scores | None
    """Their mean, shape (7,)."""

    @property
    def readings(self) -> int:
        return sum(self.counts)

    @property
    def state(self) -> str:
        """Scored, or the most frequent reason why nothing is."""
        return SCORED if self.scored else self.states[0]


def timeline_of(readings: Iterable[Reading], duration: float) -> list[Bin]:
    """Summarise one modality; bins without a reading are left out.

    Args:
        readings: in any order.
        duration: length of the recording, seconds; what comes later counts to its last bin.
    """
    by_bin: dict[int, list[Reading]] = {}
    last = _last_bin(duration)
    for reading in readings:
        number = min(max(int(reading.seconds // TIMELINE_BIN_SECONDS), 0), last)
        by_bin.setdefault(number, []).append(reading)
    return [_bin(number, duration, found) for number, found in sorted(by_bin.items())]


def timelines_of(
    face: Sequence[Reading], voice: Sequence[Reading], duration: float, fusion: Fusion
) -> dict[str, list[Bin]]:
    """The timelines of face, of voice, and of both fused, by these names.

    Fused are the means of each bin; what is counted there are seconds, scored where face or voice
    is.

    Args:
        face: the sampled frames of a recording.
        voice: its windows.
        duration: its length, seconds.
        fusion: of the two.
    """
    timelines = {"face": timeline_of(face, duration), "voice": timeline_of(voice, duration)}
    means = [
        {each.number: np.array(each.emotions) for each in bins if each.emotions is not None}
        for bins in timelines.values()
    ]
    fused = []
    for each in timeline_of(_seconds(face, voice), duration):
        mean = fusion.fuse(*(by_number.get(each.number) for by_number in means))
        fused.append(each._replace(emotions=None if mean is None else _plain(mean)))
    return {**timelines, "fused": fused}


def _seconds(face: Sequence[Reading], voice: Sequence[Reading]) -> Iterable[Reading]:
    """One reading a second in which there is any; it says whether one is scored, not how."""
    scored: dict[int, bool] = {}
    for reading in (*face, *voice):
        second = int(reading.seconds)
        scored[second] = scored.get(second, False) or reading.scores is not None
    for second, is_scored in scored.items():
        yield Reading(second, SCORED if is_scored else "not_scored", None)


def _last_bin(duration: float) -> int:
    return max(int(np.ceil(duration / TIMELINE_BIN_SECONDS)) - 1, 0)


def _bin(number: int, duration: float, readings: Sequence[Reading]) -> Bin:
    counts = Counter(reading.state for reading in readings)
    states = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    scores = [reading.scores for reading in readings if reading.scores is not None]
    start = number * TIMELINE_BIN_SECONDS
    end = start + TIMELINE_BIN_SECONDS
    return Bin(
        number,
        start,
        min(end, duration) if duration > start else end,
        tuple(state for state, _ in states),
        tuple(count for _, count in states),
        counts[SCORED],
        _plain(np.array(scores).mean(axis=0)) if scores else None,
    )


def _plain(values: np.ndarray) -> Scores:
    """Plain numbers; a mean may exceed 1 in its last digit, which no column allows."""
    return tuple(np.clip(values, 0.0, 1.0).tolist())
