"""Reads what a media container declares. Runs in the isolated child process only."""

import itertools
import os
from typing import Any, NamedTuple, Optional

from transforms.errors import InputError
from transforms.media.limits import FORMATS, MAXIMUM_PIXELS, MAXIMUM_SECONDS, PROTOCOLS

PACKETS = 512
"""Packets whose times tell whether the frame rate varies."""

REORDERING = 16
"""More frames than any codec here holds back for reordering."""


class Probe(NamedTuple):
    """What a container declares; sizes in pixels as shown, after rotation and pixel aspect."""

    duration_seconds: Optional[float]
    width: Optional[int]
    height: Optional[int]
    rotation_degrees: Optional[int]
    frame_rate: Optional[float]
    variable_frame_rate: Optional[bool]
    video_seconds: Optional[float]
    has_sound: bool
    audio_seconds: Optional[float]

    @property
    def has_picture(self) -> bool:
        return self.width is not None


def probe(path: str) -> Probe:
    """Read streams and length of a media file with PyAV, decoding at most one frame.

    Raises:
        InputError: if the file cannot be opened, holds neither picture nor sound, or exceeds a
            limit.
    """
    import av

    if os.path.getsize(path) == 0:
        raise InputError("probe", "empty_file", "The file has 0 bytes; export it again.")
    options = {"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS}
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="ignore") as container:
            found = _declared(container)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise InputError(
            "probe",
            "unreadable_media",
            f"The container cannot be read ({type(error).__name__}); "
            "check that it plays, then export it again as MP4 or WAV.",
        ) from error
    if not found.has_picture and not found.has_sound:
        raise InputError(
            "probe", "no_stream", "The file holds neither picture nor sound; export it again."
        )
    if (found.duration_seconds or 0) > MAXIMUM_SECONDS:
        raise InputError(
            "probe", "media_too_long", f"Longer than {MAXIMUM_SECONDS // 3600} h; cut it in parts."
        )
    return found


def _declared(container: Any) -> Probe:
    pictures = [s for s in container.streams.video if not _is_cover(s)]
    sounds = list(container.streams.audio)
    duration = container.duration / 1e6 if container.duration else None
    width = height = rotation = rate = variable = None
    if pictures:
        stream = pictures[0]
        if stream.width * stream.height > MAXIMUM_PIXELS:
            raise InputError(
                "probe",
                "media_too_large",
                f"The picture has {stream.width}x{stream.height} pixels; scale it down.",
            )
        frame = next(container.decode(stream), None)
        if frame is None:
            raise ValueError("no frame")
        rotation = int(-frame.rotation) % 360
        aspect = float(stream.sample_aspect_ratio or 1)
        width, height = round(frame.width * aspect), frame.height
        if rotation in (90, 270):
            width, height = height, width
        rate = float(stream.average_rate) if stream.average_rate else None
        variable = _unevenly_spaced(container, stream)
    return Probe(
        duration,
        width,
        height,
        rotation,
        rate,
        variable,
        _seconds(pictures[0]) if pictures else None,
        bool(sounds),
        _seconds(sounds[0]) if sounds else None,
    )


def _unevenly_spaced(container: Any, stream: Any) -> bool:
    """Whether the first frames' distances differ by more than rounding (half a distance)."""
    packets = itertools.islice(container.demux(stream), PACKETS)
    times = sorted(packet.pts for packet in packets if packet.pts is not None)
    # At both ends neighbours may be missing that come elsewhere in decoding order.
    steps = [b - a for a, b in itertools.pairwise(times[REORDERING:-REORDERING])]
    return bool(steps) and max(steps) > 1.5 * max(1, min(steps))


def _is_cover(stream: Any) -> bool:
    return "attached_pic" in str(stream.disposition)


def _seconds(stream: Any) -> Optional[float]:
    return float(stream.duration * stream.time_base) if stream.duration else None
