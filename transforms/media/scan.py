"""Reads all packets of a file, without decoding: what each track holds, and when.

Runs in the isolated child process only.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Optional, Tuple

from transforms.media.limits import (
    BACKWARD_SECONDS,
    CLOCK_JUMP_SECONDS,
    MAXIMUM_SEGMENTS,
    SCAN_SECONDS,
    STREAMED_FORMATS,
    STREAMED_JUMP_SECONDS,
)

REORDERING_SECONDS = 2.0
"""Presentation times alone go back and forth by less than this where frames are reordered."""

REORDERED_FRAMES = 16
"""Nor by more frames than any codec holds back."""

TRIES = 200
"""Damaged places after which reading goes on."""

SPACING_PACKETS = 512
"""Packets whose times tell whether the frame rate varies."""


class Segment(NamedTuple):
    """A part of a track in which its clock runs on; times in ticks of the track's time base."""

    packet: int
    """Number of its first packet in the track, from 0."""
    order: int
    """Number of that packet among all of the file."""
    start: int
    """Earliest presentation time."""
    end: int
    """Where its last packet ends."""


class Packets(NamedTuple):
    """The packets of one track."""

    count: int  # type: ignore[assignment]  # tuple.count is not used
    segments: Tuple[Segment, ...]
    """Empty if no packet has a time."""
    first_times: Tuple[int, ...]
    """Presentation times of the first SPACING_PACKETS of the first segment, ticks, as stored."""
    complete: bool
    """Whether the file was read to its end."""
    broken: bool
    """Whether it could not be: something there stops every reader."""


class _Track:
    """Takes the packets of one track, in the order of the file."""

    def __init__(self, time_base: float, jump_seconds: float) -> None:
        self.count = 0
        self.segments: list[Segment] = []
        self.first_times: list[int] = []
        self._jump = jump_seconds / time_base
        self._backward = BACKWARD_SECONDS / time_base
        self._reordering = REORDERING_SECONDS / time_base
        self._presented: Optional[int] = None
        self._decoded: Optional[int] = None
        self._widest = 0
        self._latest = 0

    def add(self, packet: Any, order: int) -> None:
        number, self.count = self.count, self.count + 1
        when = packet.pts if packet.pts is not None else packet.dts
        if when is None:
            return
        if packet.is_discard:  # decoded for those after it, never shown
            return
        end = when + max(0, packet.duration or 0)
        latest = not self.segments or when >= self._latest
        if not self.segments or (
            self._jumps(packet, when) and len(self.segments) < MAXIMUM_SEGMENTS
        ):
            self.segments.append(Segment(number, order, when, end))
            self._latest = when
        else:
            last = self.segments[-1]
            # Of what is shown last: durations may be distances in the order of decoding.
            self.segments[-1] = last._replace(
                start=min(last.start, when), end=end if latest else last.end
            )
            self._latest = max(self._latest, when)
        first = len(self.segments) == 1 and len(self.first_times) < SPACING_PACKETS
        if packet.pts is not None and first:
            self.first_times.append(packet.pts)
        if self._presented is not None and when - self._presented <= self._jump:
            self._widest = max(self._widest, when - self._presented)
        self._presented = when
        if packet.dts is not None:
            # At a jump the two times may jump one after the other: once is enough.
            near = abs(when - packet.dts) <= self._reordered(packet)
            self._decoded = packet.dts if near else None

    def _jumps(self, packet: Any, when: int) -> bool:
        assert self._presented is not None
        step = when - self._presented
        if step < -self._reordered(packet) or step > self._jump:
            return True
        if packet.dts is None or self._decoded is None:
            return False
        step = packet.dts - self._decoded
        return bool(step < -self._backward or step > self._jump)

    def _reordered(self, packet: Any) -> float:
        """By how much presentation times may go back where frames are reordered, ticks."""
        frames = REORDERED_FRAMES * (packet.duration or 0)
        return float(max(self._reordering, frames, 2 * self._widest))


def scan(container: Any, streams: list[Any], look: Callable[[Any], None]) -> dict[int, Packets]:
    """Read the packets of some streams.

    Args:
        container, streams: of PyAV.
        look: is shown every packet.

    Returns:
        Stream index to its packets. What a damaged place hides is missing; so is what lies
        behind SCAN_SECONDS of reading.
    """
    names = set(container.format.name.split(","))
    jump = STREAMED_JUMP_SECONDS if names & STREAMED_FORMATS else CLOCK_JUMP_SECONDS
    tracks = {s.index: _Track(float(s.time_base or 1), jump) for s in streams}
    until = time.monotonic() + SCAN_SECONDS
    reader = _Reader(container, streams)
    for order, packet in enumerate(reader):
        if packet.size or packet.dts is not None:  # else the mark of a track's end
            tracks[packet.stream.index].add(packet, order)
            look(packet)
        if order % 1024 == 1023 and time.monotonic() > until:
            break
    return {
        index: Packets(
            track.count,
            tuple(track.segments),
            tuple(track.first_times),
            reader.at_end,
            reader.broken,
        )
        for index, track in tracks.items()
    }


class _Reader:
    """Packets of some streams, read on behind damaged places."""

    def __init__(self, container: Any, streams: list[Any]) -> None:
        self._container, self._streams = container, streams
        self.at_end = self.broken = False

    def __iter__(self) -> Iterator[Any]:
        import av

        for _ in range(TRIES):
            try:
                yield from self._container.demux(self._streams)
            except av.error.EOFError:
                pass
            except (av.FFmpegError, ValueError):
                continue
            self.at_end = True
            return
        self.broken = True
