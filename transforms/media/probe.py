"""Reads what a media container holds. Runs in the isolated child process only."""

import os
from collections.abc import Mapping
from typing import Any, Optional

from transforms.errors import InputError
from transforms.media.limits import BEYOND_HEADER, DEEP, FORMATS, PROTOCOLS
from transforms.media.look import Look
from transforms.media.scan import Packets, scan
from transforms.media.tracks import PICTURE, SOUND, Probe
from transforms.media.wav import ends_after_header

ATTACHED_PICTURE, TIMED_THUMBNAILS = 0x400, 0x800
"""Bits of libavformat's AV_DISPOSITION_*."""

STILLS = frozenset({"mjpeg", "png", "apng", "bmp", "gif", "webp", "tiff", "jpeg2000", "jpegxl"})
"""Codecs of photographs: a track with a single picture of one is a cover."""

UNDECLARED = frozenset({"mp3", "mpeg", "mpegvideo", "mpegts"})
"""Formats whose length is an estimate from the size and the rate of the beginning."""


def probe(path: str) -> Probe:
    """Read tracks, times and packets of a media file with PyAV, decoding a frame a track.

    Raises:
        InputError: if the file cannot be opened or holds neither picture nor sound.
    """
    import av

    if os.path.getsize(path) == 0:
        raise InputError("probe", "empty_file", "The file has 0 bytes; export it again.")
    try:
        try:
            found = _opened(path, BEYOND_HEADER if ends_after_header(path) else {})
        except IndexError:  # of PyAV: a track that was not there when the file was opened
            found = _opened(path, DEEP)
    except (av.FFmpegError, ValueError, OSError, IndexError) as error:
        raise InputError(
            "probe",
            "unreadable_media",
            f"The container cannot be read ({type(error).__name__}); "
            "check that it plays, then export it again as MP4 or WAV.",
        ) from error
    if not found.tracks:
        raise InputError(
            "probe", "no_stream", "The file holds neither picture nor sound; export it again."
        )
    return found


def _opened(path: str, input_options: Mapping[str, int]) -> Probe:
    import av

    options = {"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS}
    options.update((name, str(value)) for name, value in input_options.items())
    with av.open(f"file:{path}", options=options, metadata_errors="ignore") as container:
        return _read(container)._replace(input_options=input_options)


def _read(container: Any) -> Probe:
    flagged = ATTACHED_PICTURE | TIMED_THUMBNAILS
    pictures = [s for s in container.streams.video if not int(s.disposition) & flagged]
    sounds = list(container.streams.audio)
    looks = {stream.index: Look(stream) for stream in (*pictures, *sounds)}
    packets = scan(
        container, [*pictures, *sounds], lambda packet: looks[packet.stream.index].see(packet)
    )
    duration = container.duration / 1e6 if container.duration else None
    alone = len(container.streams) == len(looks)
    tracks = [
        look.track(packets[index], _declared(container, look.stream, duration if alone else None))
        for index, look in sorted(looks.items())
        if not (sounds and _is_cover(look.stream, packets[index]))
    ]
    return Probe(duration, tuple(tracks), {})


def _is_cover(stream: Any, packets: Packets) -> bool:
    """Whether it is a single photograph, stored as if it were a film."""
    codec = stream.codec_context
    return (
        stream.type == PICTURE
        and packets.count == 1
        and codec is not None
        and codec.codec.name in STILLS
    )


def _declared(container: Any, stream: Any, of_file: Optional[float]) -> Optional[float]:
    """Seconds; a container that only counts as a whole is believed if it has no other track."""
    if container.format.name in UNDECLARED:
        return None
    if container.format.name == "avi" and stream.type == SOUND:
        return None  # it counts the empty chunks that stand for a late start, which nobody reads
    if "matroska" not in container.format.name:
        # Of an AVI that was cut the duration is what is left, the number of frames is not.
        frames = stream.frames if container.format.name == "avi" else 0
        ticks = max(stream.duration or 0, frames)
        return float(ticks * stream.time_base) if ticks else None
    # Matroska gives where a track ends, on the file's clock.
    start = max(0.0, (container.start_time or 0) / 1e6)
    if stream.start_time is not None:
        start = max(0.0, float(stream.start_time * stream.time_base))
    ends = [of_file] if of_file else []
    if tagged := _seconds(stream.metadata.get("DURATION", "")):
        ends.append(tagged)
    return max(0.0, min(ends) - start) if ends else None


def _seconds(tag: str) -> Optional[float]:
    """Of "00:01:02.5"; None for anything else."""
    try:
        hours, minutes, seconds = tag.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None
