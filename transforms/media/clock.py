"""One clock for the tracks in use: they start together, and what restarts is laid end to end."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from transforms.media.scan import Segment
from transforms.media.tracks import PICTURE, Track


class Shift(NamedTuple):
    """From a packet on, presentation times are moved."""

    packet: int
    """Number of the packet in its track, from 0."""
    ticks: int
    """Added to its times, ticks of the track's time base."""


class Clock(NamedTuple):
    """The time line of a recording, which begins at 0 with the earliest track in use."""

    shifts: dict[int, tuple[Shift, ...]]
    """Track index to what its times are moved by."""
    starts: dict[int, float]
    """Track index to where it begins, seconds."""
    ends: dict[int, float]
    """Track index to where its last packet ends, seconds; only of tracks that were seen whole."""
    discontinuities: int
    """How often the clock was set anew."""


class _Part:
    """What was recorded under one run of the clock; exact seconds of the file's clock."""

    def __init__(self) -> None:
        self.segments: dict[int, Segment] = {}


def lay_out(tracks: Sequence[Track]) -> Clock:
    """Lay the tracks in use on one time line.

    Args:
        tracks: all in use.

    Returns:
        The clock. Picture and sound of a part are moved together, so they stay in step; a part
        begins where the one before ended.
    """
    bases = {track.index: Fraction(*track.time_base) for track in tracks}
    starts = {t.index: s * bases[t.index] for t in tracks if (s := _start(t)) is not None}
    origin = min(starts.values(), default=Fraction(0))
    offset = -origin
    parts = _parts(tracks, bases)
    shifts: dict[int, list[Shift]] = {track.index: [] for track in tracks}
    ends: dict[int, Fraction] = {}
    for number, part in enumerate(parts):
        if number:
            first = min(s.start * bases[index] for index, s in part.segments.items())
            offset = max(ends.values(), default=Fraction(0)) - first
        for index, segment in part.segments.items():
            shifts[index].append(Shift(segment.packet, round(offset / bases[index])))
            ends[index] = segment.end * bases[index] + offset
    seen = {track.index for track in tracks if track.complete}
    return Clock(
        {index: tuple(moved) for index, moved in shifts.items()},
        {index: float(start - origin) for index, start in starts.items()},
        {index: float(end) for index, end in ends.items() if index in seen},
        max(0, len(parts) - 1),
    )


def _start(track: Track) -> int | None:
    """Where the track begins: of sound as declared, for its first packets only prime the decoder;
    of pictures the earliest, which need not come first."""
    first = track.segments[0].start if track.segments else None
    if track.start is None or first is None:
        return first if track.start is None else track.start
    return min(track.start, first) if track.kind == PICTURE else track.start


def _parts(tracks: Sequence[Track], bases: dict[int, Fraction]) -> list[_Part]:
    """Bring together the segments of all tracks that belong to one run of the clock.

    The first track whose clock jumps opens a part; the others join the later part whose
    times are nearest theirs.
    """
    parts: list[_Part] = []
    at: dict[int, int] = {}
    in_order = sorted(
        ((segment, track.index) for track in tracks for segment in track.segments),
        key=lambda pair: pair[0].order,
    )
    first = {track.index: track.segments[0] for track in tracks if track.segments}
    for segment, index in in_order:
        if segment is first[index]:
            if not parts:
                parts.append(_Part())
            number = 0
        else:
            later = range(at[index] + 1, len(parts))
            number = min(
                later,
                key=lambda n: _distance(parts[n], segment.start * bases[index], bases),
                default=len(parts),
            )
            if number == len(parts):
                parts.append(_Part())
        parts[number].segments[index] = segment
        at[index] = number
    return parts


def _distance(part: _Part, start: Fraction, bases: dict[int, Fraction]) -> int:
    """Whole seconds: takes that all begin near zero are told apart by their order."""
    return round(min(abs(s.start * bases[i] - start) for i, s in part.segments.items()))


def expressions(shifts: Sequence[Shift]) -> str | None:
    """For ffmpeg's `setts`: new times of a track's packets; None to keep them."""
    if not any(shift.ticks for shift in shifts):
        return None
    added = _looked_up(shifts)
    return ":".join(
        f"{name.lower()}=if(eq({name}\\,NOPTS)\\,NOPTS\\,{name}+{added})" for name in ("PTS", "DTS")
    )


def _looked_up(shifts: Sequence[Shift]) -> str:
    """Ticks by the packet's number N, as nested as the evaluator of ffmpeg lets us: by halves.
    Packets before the first that has a time go with it."""
    if len(shifts) == 1:
        return f"({shifts[0].ticks})"
    half = len(shifts) // 2
    earlier, later = _looked_up(shifts[:half]), _looked_up(shifts[half:])
    return f"if(lt(N\\,{shifts[half].packet})\\,{earlier}\\,{later})"
