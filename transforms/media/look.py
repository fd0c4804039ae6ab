"""Decodes the first frame of a track, to learn its shape. Runs in the isolated child only."""

import contextlib
import itertools
from fractions import Fraction
from typing import Any, Optional, Tuple

from transforms.media.limits import MAXIMUM_PIXELS
from transforms.media.references import References
from transforms.media.scan import Packets
from transforms.media.tracks import PICTURE, Track

DEFAULT = 0x1
"""Bit of libavformat's AV_DISPOSITION_DEFAULT."""

LOOKED_AT = 300
"""Packets of a track that are tried until the first of them can be decoded."""

REORDERING = 16
"""More frames than any codec here holds back for reordering."""


class Look:
    """Decodes the first frame of a track that can be decoded, to learn its shape."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self._frame: Any = None
        self._tries = LOOKED_AT
        self._trouble: Optional[str] = None
        self._damaged = False
        self._references = References(stream)
        if stream.codec_context is None:
            self._trouble = "unreadable"
        elif stream.type == PICTURE and stream.width * stream.height > MAXIMUM_PIXELS:
            self._trouble = "too_large"
        else:
            stream.codec_context.thread_count = 1

    def see(self, packet: Any) -> None:
        import av

        self._references.add(packet)
        if self._trouble or self._frame is not None or self._tries <= 0:
            return
        if self._tries == LOOKED_AT and not packet.is_keyframe:
            self._damaged = True
        self._tries -= 1
        try:
            self._frame = next(iter(packet.decode()), None)
        except (av.FFmpegError, ValueError):
            self._damaged = True

    def track(self, packets: Packets, declared: Optional[float]) -> Track:
        stream = self.stream
        if self._frame is None and self._trouble is None and packets.count:
            self._flush()
        trouble = self._trouble or (None if packets.count else "empty_track")
        base = Fraction(stream.time_base or 1)
        common = Track(
            index=stream.index,
            kind=stream.type,
            default=bool(int(stream.disposition) & DEFAULT),
            trouble=trouble,
            time_base=(base.numerator, base.denominator),
            start=stream.start_time,
            declared_seconds=declared,
            packets=packets.count,
            segments=packets.segments,
            complete=packets.complete,
            broken=packets.broken,
        )
        if trouble == "too_large":
            return common._replace(width=stream.width, height=stream.height)
        if trouble:
            return common
        return self._picture(common, packets) if stream.type == PICTURE else self._sound(common)

    def _flush(self) -> None:
        """A short track's only frames may wait in the decoder."""
        import av

        with contextlib.suppress(av.FFmpegError, ValueError):
            self._frame = next(iter(self.stream.codec_context.decode(None)), None)

    def _picture(self, track: Track, packets: Packets) -> Track:
        stream, frame = self.stream, self._frame
        width, height = (frame.width, frame.height) if frame else (stream.width, stream.height)
        if width * height == 0:
            return track._replace(trouble="unreadable")
        if width * height > MAXIMUM_PIXELS:
            return track._replace(trouble="too_large", width=width, height=height)
        rotation = int(-frame.rotation) % 360 if frame else 0
        aspect = float(stream.sample_aspect_ratio or 1)
        shown, stored = (round(width * aspect), height), (width, height, aspect)
        if rotation in (90, 270):
            shown, stored = shown[::-1], (height, width, 1 / aspect)
        return track._replace(
            width=shown[0],
            height=shown[1],
            stored=stored,
            rotation_degrees=rotation,
            frame_rate=float(stream.average_rate) if stream.average_rate else None,
            variable_frame_rate=_unevenly_spaced(packets.first_times),
            damaged_beginning=self._damaged,
            reference_spacing=self._reference_spacing(packets),
        )

    def _reference_spacing(self, packets: Packets) -> Optional[float]:
        spacing = self._references.spacing()
        # What was not seen, or is in another part of the clock, may be further apart.
        known = spacing is not None and packets.complete and len(packets.segments) == 1
        # AVI stores no times of presentation: those that libavformat gives are in another order.
        known = known and self.stream.container.format.name != "avi"
        return float(spacing * self.stream.time_base) if known else None

    def _sound(self, track: Track) -> Track:
        layout = self._frame.layout if self._frame else self.stream.codec_context.layout
        return track._replace(channels=layout.nb_channels)


def _unevenly_spaced(presented: Tuple[int, ...]) -> bool:
    """Whether the first frames' distances differ by more than rounding (half a distance)."""
    times = sorted(presented)
    # At both ends neighbours may be missing that come elsewhere in decoding order.
    steps = [b - a for a, b in itertools.pairwise(times[REORDERING:-REORDERING])]
    return bool(steps) and max(steps) > 1.5 * max(1, min(steps))
