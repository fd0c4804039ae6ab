"""Recordings as people have them, made from the bundled film or drawn, for the tests of media."""

import functools
import struct
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.integration.hostile_inputs import FILM, VOICE, ffmpeg

__all__ = ["FILM", "SECONDS", "VOICE", "copy_packets", "cover", "ffmpeg", "film", "write_wav"]

SECONDS = 4
"""Length of `film`."""


@functools.cache
def film() -> Path:
    """4 s of the bundled film: H.264 without B frames, a key frame a second; AAC, mono."""
    path = Path(tempfile.mkdtemp(prefix="recorded")) / "film.mp4"
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-g", "25", "-bf", "0"]
    ffmpeg("-i", FILM, "-t", str(SECONDS), *codec, "-c:a", "aac", path)
    return path


def cover(folder: Path, suffix: str = ".jpg") -> Path:
    """A red picture, as albums have it."""
    path = folder / f"cover{suffix}"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=320x320", "-frames:v", "1", path)
    return path


def copy_packets(
    source: Path,
    target: Path,
    gap: tuple[float, float] | None = None,
    only: str | None = None,
    start: float = 0.0,
    empty_sound: bool = False,
) -> Path:
    """Copy a file's packets into another container.

    Args:
        source, target: local files.
        gap: (at, long): packets from `at` seconds on come `long` seconds later.
        only: the kind of track whose packets are copied; the others stay empty.
        start: packets before it are left out.
        empty_sound: whether a second sound track without packets stands before the first.
    """
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        tracks: dict[int, Any] = {}
        for stream in read.streams:
            if empty_sound and stream.type == "audio":
                written.add_stream_from_template(stream)
            tracks[stream.index] = written.add_stream_from_template(stream)
        for packet in read.demux():
            if packet.dts is None or (only and packet.stream.type != only):
                continue
            seconds = packet.pts * packet.time_base
            if seconds < start:
                continue
            if gap is not None and seconds >= gap[0]:
                later = int(Fraction(gap[1]) / packet.time_base)
                packet.pts, packet.dts = packet.pts + later, packet.dts + later
            packet.stream = tracks[packet.stream.index]
            written.mux(packet)
    return target


def write_wav(path: Path, channels: list[Any], rate: int = 16_000) -> Path:
    """Write channels (float in [-1, 1], shape (n,) each) as 16-bit WAV, whatever their number."""
    data = np.round(np.stack(channels, axis=1) * 32767).astype("<i2").tobytes()
    block = 2 * len(channels)
    head = b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt "
    head += struct.pack("<IHHIIHH", 16, 1, len(channels), rate, rate * block, block, 16)
    path.write_bytes(head + b"data" + struct.pack("<I", len(data)) + data)
    return path
