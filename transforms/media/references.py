"""Which frames of a film are predicted from, and how far apart they are at most.

A decoder may leave out the others where those that remain are enough to sample: it saves a third of
the work on film with B frames. Runs in the isolated child process only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Optional

FIRST_BYTES = 4096
"""Of a packet without lengths, in which the header of its picture is looked for."""


class _Unit(NamedTuple):
    """The header of a unit that holds a part of a picture."""

    needed: bool
    """Whether frames of its layer may be predicted from it."""
    layer: int
    """Temporal sub-layer; frames of a higher one may be predicted from it all the same."""


def _h264_unit(head: bytes) -> Optional[_Unit]:
    """ITU-T H.264, 7.4.1: a picture with nal_ref_idc 0 is no reference."""
    kind = head[0] & 0x1F
    return _Unit(bool(head[0] & 0x60), 0) if 1 <= kind <= 5 else None


def _hevc_unit(head: bytes) -> Optional[_Unit]:
    """ITU-T H.265, table 7-1: even types below 16 are no reference in their sub-layer."""
    kind = head[0] >> 1 & 0x3F
    return _Unit(kind >= 16 or kind % 2 == 1, (head[1] & 7) - 1) if kind < 32 else None


_UNITS = {"h264": (_h264_unit, 4), "hevc": (_hevc_unit, 21)}
"""Codec to what reads a unit's header, and where its configuration says how long lengths are."""


class References:
    """Follows the packets of one picture track.

    Args:
        stream: PyAV's.
    """

    def __init__(self, stream: Any) -> None:
        codec = stream.codec_context
        self._read: Optional[Callable[[bytes], Optional[_Unit]]]
        self._read, at = _UNITS.get(codec.name if codec else "", (None, 0))
        extra = bytes((codec and codec.extradata) or b"")
        # A configuration record begins with its version; without one units begin with a mark.
        self._length_bytes = (extra[at] & 3) + 1 if extra[:1] == b"\1" and len(extra) > at else 0
        self._times: list[tuple[int, bool]] = []
        self._needed_layer, self._spare_layer = 0, 1 << 8

    def add(self, packet: Any) -> None:
        """Take the next packet."""
        if self._read is None:
            return
        units = [unit for head in self._heads(memoryview(packet)) if (unit := self._read(head))]
        if not units or packet.pts is None or len({unit.needed for unit in units}) > 1:
            self._read = None  # not as we know it: nothing is left out
            return
        needed, layer = units[0]
        if needed:
            self._needed_layer = max(self._needed_layer, layer)
        else:
            self._spare_layer = min(self._spare_layer, layer)
        self._times.append((packet.pts, needed))

    def _heads(self, data: memoryview) -> Iterator[bytes]:
        """The first two bytes of every unit that has them."""
        if not self._length_bytes:
            head = bytes(data[:FIRST_BYTES])
            at = head.find(b"\0\0\1")
            while 0 <= at < len(head) - 4:
                yield head[at + 3 : at + 5]
                at = head.find(b"\0\0\1", at + 3)
            return
        at = 0
        while at + self._length_bytes + 2 <= len(data):
            start = at + self._length_bytes
            yield bytes(data[start : start + 2])
            at = start + int.from_bytes(data[at:start], "big")

    def spacing(self) -> Optional[int]:
        """Longest time from one frame that is predicted from to the next, where others lie
        between or at either end, ticks; None if there are no others, or no telling."""
        if self._read is None or self._spare_layer < self._needed_layer:
            return None
        return longest_gap(self._times)


def longest_gap(frames: Sequence[tuple[int, bool]]) -> Optional[int]:
    """See `References.spacing`.

    Args:
        frames: presentation time of each frame in any order, and whether it is predicted from.
    """
    if all(needed for _, needed in frames):
        return None
    in_order = sorted(frames)
    (last, _), (end, _) = in_order[0], in_order[-1]
    longest, spare = 0, False
    for when, needed in (*in_order, (end, True)):
        spare = spare or not needed
        if needed:
            longest = max(longest, when - last if spare else 0)
            last, spare = when, False
    return longest
