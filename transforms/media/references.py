"""Which frames of a film predict others, and how far apart they are at most.

A decoder may skip the rest where those that predict are enough to sample: that saves a third of the
work on film with B frames. Runs in the isolated child process only.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Optional

MAXIMUM_UNITS = 1000
"""Of a packet; a picture has a handful."""

FIRST_BYTES = 4096
"""Of a packet without lengths, in which the header of its picture is looked for."""


class _Unit(NamedTuple):
    """The header of a unit that holds a part of a picture."""

    reference: bool
    """Whether frames of its layer may be predicted from it."""
    layer: int
    """Temporal sub-layer; frames of a higher one may be predicted from it all the same."""


def _h264_unit(head: bytes) -> Optional[_Unit]:
    """ITU-T H.264, 7.4.1: a picture with nal_ref_idc 0 is no reference."""
    kind = head[0] & 0x1F
    return _Unit(bool(head[0] & 0x60), 0) if 1 <= kind <= 5 else None


def _hevc_unit(head: bytes) -> Optional[_Unit]:
    """ITU-T H.265, table 7-1: even types below 16 are no reference in their sub-layer."""
    kind, layer = head[0] >> 1 & 0x3F, (head[1] & 7) - 1
    return _Unit(kind >= 16 or kind % 2 == 1, layer) if kind < 32 and layer >= 0 else None


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
        self._highest, self._lowest = 0, 1 << 8
        """Sub-layer of frames that are references, and of frames that are not."""

    def add(self, packet: Any) -> None:
        """Take the next packet."""
        if self._read is None:
            return
        units = self._units(memoryview(packet), self._read)
        if not units or packet.pts is None or len({unit.reference for unit in units}) > 1:
            self._read = None  # not as we know it: nothing is left out
            return
        reference, layer = units[0]
        if reference:
            self._highest = max(self._highest, layer)
        else:
            self._lowest = min(self._lowest, layer)
        self._times.append((packet.pts, reference))

    def _units(
        self, data: memoryview, read: Callable[[bytes], Optional[_Unit]]
    ) -> Optional[list[_Unit]]:
        """Those with a part of a picture; None if the packet is not well formed."""
        heads = list(itertools.islice(self._heads(data), MAXIMUM_UNITS + 1))
        if len(heads) > MAXIMUM_UNITS or b"" in heads:
            return None
        return [unit for head in heads if (unit := read(head))]

    def _heads(self, data: memoryview) -> Iterator[bytes]:
        """The first two bytes of every unit; b"" for one that cannot be."""
        if not self._length_bytes:
            head = bytes(data[:FIRST_BYTES])
            at = head.find(b"\0\0\1")
            while 0 <= at < len(head) - 4:
                yield head[at + 3 : at + 5]
                at = head.find(b"\0\0\1", at + 3)
            return
        at = 0
        while at < len(data):
            start = at + self._length_bytes
            length = int.from_bytes(data[at:start], "big")
            at = start + length
            yield bytes(data[start : start + 2]) if length >= 2 and at <= len(data) else b""

    def spacing(self) -> Optional[int]:
        """Longest time from one frame that is predicted from to the next, where others lie
        between or at either end, ticks; None if there are no others, or if it is not known."""
        if self._read is None or self._lowest < self._highest:
            return None
        return longest_gap(self._times)


def longest_gap(frames: Sequence[tuple[int, bool]]) -> Optional[int]:
    """See `References.spacing`.

    Args:
        frames: presentation time of each frame in any order, and whether it is predicted from.
    """
    if all(reference for _, reference in frames):
        return None
    in_order = sorted(frames)
    (last, _), (end, _) = in_order[0], in_order[-1]
    longest, between = 0, False
    for when, reference in (*in_order, (end, True)):
        between = between or not reference
        if reference:
            longest = max(longest, when - last if between else 0)
            last, between = when, False
    return longest
