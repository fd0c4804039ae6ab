"""Blinks: where the openness of the eyes dips for a moment."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MINIMUM_RATE = 14.0
"""Frames a second, about 15: below, short blinks fall between two frames and none is counted.
Against 35 marked blinks of 26 clips, F1 is 0.97 at 25 frames/s and 0.93 at 15."""
LONGEST_GAP_SECONDS = 0.2
"""Eyes that were not read for longer are not filled in."""
LONGEST_BLINK_SECONDS = 0.5
"""Eyes closed for longer are closed, not blinking (Caffier et al., 2003); measured half-way."""
OPEN_SECONDS = 1.0
OPEN_QUANTILE = 0.75
"""Open is the person's own level: this quantile within OPEN_SECONDS before and after."""
CLOSED_BELOW = 0.8
"""A blink takes the eyes below this share of their open level."""
MINIMUM_RISE = 0.1
"""Between two blinks the eyes open by this share of their open level: the hysteresis."""
GRID_RATE = 25.0
"""Openness is interpolated to this many samples a second: a film's frames are uneven in time."""
MINIMUM_SECONDS = 2.0
"""Of readable time; less says nothing about a rate."""


class Blinks(NamedTuple):
    """The blinks of one recording."""

    state: str
    """A state of schemas.states.BLINK_STATES."""
    intervals: tuple[tuple[float, float], ...] | None
    """Start and end of each, seconds, half-way down and up; None if they cannot be told."""
    coverage: float
    """Share of the time in which the eyes could be read, 0-1."""
    readable_seconds: float

    @property
    def per_minute(self) -> float | None:
        """Blinks a minute of readable time; None if they cannot be told."""
        if self.intervals is None:
            return None
        return 60 * len(self.intervals) / self.readable_seconds


def find_blinks(seconds: Sequence[float], openness: Sequence[float]) -> Blinks:
    """Find the blinks in a recording.

    Args:
        seconds: presentation times of the frames, increasing.
        openness: what EyeReader read in each; NaN where it could not.

    Returns:
        The blinks. Their intervals are None where the frames are too few a second or the eyes
        could be read for less than MINIMUM_SECONDS: no blink seen is not no blink.

    Raises:
        ValueError: if the two differ in length.
    """
    times, values = np.asarray(seconds, np.float64), np.asarray(openness, np.float64)
    if times.shape != values.shape:
        raise ValueError(f"{len(times)} times for {len(values)} frames")
    if len(times) < 2:
        return Blinks("frames_too_few", None, 0.0, 0.0)
    step = float(times[-1] - times[0]) / (len(times) - 1)
    length = len(times) * step
    seen = np.isfinite(values)
    readable = float(seen.mean()) * length
    coverage = float(seen.mean())
    if step > 1 / MINIMUM_RATE:
        return Blinks("frames_too_few", None, coverage, readable)
    if readable < MINIMUM_SECONDS:
        return Blinks("eyes_unreadable", None, coverage, readable)
    times, values = times[seen], values[seen]
    found: list[tuple[float, float]] = []
    for part in np.split(np.arange(len(times)), _gaps(times)):
        found += _dips(times[part], values[part])
    return Blinks("counted", tuple(found), coverage, readable)


def _gaps(times: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.flatnonzero(np.diff(times) > LONGEST_GAP_SECONDS) + 1


def _dips(times: NDArray[np.float64], values: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Short dips below the open level, in a stretch without gaps."""
    # Imported here: scipy.signal takes two seconds, and most nights count no blinks.
    from scipy.signal import find_peaks

    grid = np.arange(times[0], times[-1] + 1e-9, 1 / GRID_RATE)
    if len(grid) < 3:
        return []
    level = np.interp(grid, times, values)
    reach = round(OPEN_SECONDS * GRID_RATE)
    opened = np.array(
        [
            np.quantile(level[max(0, i - reach) : i + reach + 1], OPEN_QUANTILE)
            for i in range(len(level))
        ]
    )
    share = np.minimum(level / np.maximum(opened, 1e-6), 1.0)
    # Open eyes before the first and after the last frame let a blink at the border count.
    closed = np.concatenate([[0.0], 1 - share, [0.0]])
    _, shape = find_peaks(
        closed, height=1 - CLOSED_BELOW, prominence=MINIMUM_RISE, width=0, rel_height=0.5
    )
    return [
        (float(grid[0] + (left - 1) / GRID_RATE), float(grid[0] + (right - 1) / GRID_RATE))
        for left, right, width in zip(
            shape["left_ips"], shape["right_ips"], shape["widths"], strict=True
        )
        if width / GRID_RATE <= LONGEST_BLINK_SECONDS
    ]
