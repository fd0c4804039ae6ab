"""Decodes frames and sound with ffmpeg in child processes with limits, at the size needed."""

import contextlib
import functools
import os
import queue
import re
import resource
import select
import signal
import subprocess
import threading
from collections.abc import Iterator
from typing import IO, NamedTuple

import ffmpeg
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from schemas.sampling import FRAME_LONG_SIDE, SAMPLE_RATE
from transforms.errors import InputError
from transforms.media.limits import (
    CHILD_MEMORY_BYTES,
    DECODE_CPU_SECONDS,
    FORMATS,
    MAXIMUM_PIXELS,
    MAXIMUM_SECONDS,
    MINIMUM_SHARE,
    PROTOCOLS,
    STALL_SECONDS,
    TRUNCATION_SECONDS,
)
from transforms.media.probe import Probe
from transforms.timing import children_cpu_seconds, count

SHOWN_FRAME = re.compile(
    rb"\[Parsed_showinfo_\d+ @ [^]]*\] n: *\d+ .*? pts_time:(-?[0-9.e+-]+) .*?"
    rb"duration_time:([0-9.e+-]+|NOPTS)"
)
"""The filter's own line; what a file's metadata says is indented behind a key instead."""


class Frame(NamedTuple):
    """One sampled frame."""

    seconds: float
    """Presentation time from the start of the file."""
    end_seconds: float
    """When the next frame of the file replaces it; the file's last frame may be held for long."""
    pixels: NDArray[np.uint8]
    """Shape (height, width, 3), RGB, upright, square pixels."""


class Sound(NamedTuple):
    """What was decoded of a recording's sound."""

    samples: int
    peak: int
    """Largest absolute sample, 0-32768."""

    @property
    def is_silent(self) -> bool:
        """Whether it is digital silence (a muted track): at most the noise of dithering."""
        return self.peak <= 3


@functools.cache
def ffmpeg_binary() -> str:
    """The ffmpeg that decodes: the one pinned in the wheel, so that every machine of a release
    decodes alike; IMAGEIO_FFMPEG_EXE names another."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def frame_size(width: int, height: int) -> tuple[int, int]:
    """Size to which frames are scaled: the longer side at most FRAME_LONG_SIDE, never enlarged."""
    scale = min(1.0, FRAME_LONG_SIDE / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def decode_frames(path: str, found: Probe, frames_per_second: float) -> Iterator[Frame]:
    """Decode the picture, sampled, with true presentation times.

    Of every 1/frames_per_second of presentation time the first frame is kept, so a file of
    variable frame rate is sampled evenly in time and no time is invented.

    Args:
        path: local file.
        found: its probe; must have a picture.
        frames_per_second: sampling rate, > 0.

    Yields:
        Frames in order of time.

    Raises:
        InputError: kind unreadable_media or decoding_timeout.
    """
    assert found.width is not None
    assert found.height is not None
    width, height = frame_size(found.width, found.height)
    # The nudge keeps a frame at exactly k / rate, written as 0.199999, in cell k.
    cell = f"floor(({{}})*{frames_per_second}+0.001)"
    keep = f"isnan(prev_selected_t)+gt({cell.format('t')},{cell.format('prev_selected_t')})"
    stream = (
        _input(path)
        .video.filter("select", keep)
        .filter("scale", width, height, flags="area")
        .filter("setsar", 1)
        .filter("showinfo", checksum=0)
        .output("pipe:1", format="rawvideo", pix_fmt="rgb24", fps_mode="passthrough")
    )
    size = width * height * 3
    frames = 0
    with _decoder(stream, found) as decoder:
        while (data := decoder.read(size)) is not None:
            start, end = decoder.next_times()
            frames += 1
            yield Frame(start, end, np.frombuffer(data, np.uint8).reshape(height, width, 3))
        decoder.finish("picture")
    if not frames:
        raise InputError("decode", "unreadable_media", "No frame could be decoded; export again.")


def decode_sound(path: str, found: Probe, target: IO[bytes]) -> Sound:
    """Decode the sound to 16-bit mono samples at SAMPLE_RATE, starting at presentation time 0.

    Args:
        path: local file.
        found: its probe; must have sound.
        target: where the samples go (a file: an hour of sound does not belong in memory).

    Returns:
        Length and peak of what was written.

    Raises:
        InputError: kind unreadable_media or decoding_timeout.
    """
    stream = (
        _input(path)
        .audio.filter("aresample", SAMPLE_RATE, first_pts=0)
        .output("pipe:1", format="s16le", ac=1, ar=SAMPLE_RATE)
    )
    written = peak = 0
    odd = b""
    with _decoder(stream, found) as decoder:
        while (data := decoder.read_some()) is not None:
            written += target.write(data)
            whole = odd + data
            odd = whole[len(whole) & ~1 :]
            block = np.frombuffer(whole[: len(whole) & ~1], np.int16)
            peak = max(peak, int(np.abs(block.astype(np.int32)).max(initial=0)))
        decoder.finish("sound")
    target.flush()
    return Sound(written // 2, peak)


def _input(path: str) -> "ffmpeg.nodes.FilterableStream":
    return ffmpeg.input(
        f"file:{path}",
        protocol_whitelist=PROTOCOLS,
        format_whitelist=FORMATS,
        threads=1,
        max_pixels=MAXIMUM_PIXELS,
        t=MAXIMUM_SECONDS,
    )


def is_truncated(decoded: float, declared: float | None) -> bool:
    """Whether a stream ended clearly before its declared length (seconds; None: not declared)."""
    return declared is not None and decoded < declared - TRUNCATION_SECONDS


def refuse_fragment(decoded: float, declared: float | None) -> None:
    """Refuse a recording of which less than MINIMUM_SHARE is left.

    Args:
        decoded: where the stream that lasted longest ended, seconds.
        declared: length of the recording, None if the container does not say.

    Raises:
        InputError: kind truncated_media.
    """
    if is_truncated(decoded, declared) and decoded < MINIMUM_SHARE * (declared or 0):
        raise InputError(
            "decode",
            "truncated_media",
            f"It ends at {decoded:.1f} s of {declared:.1f} s; upload the file again.",
        )


class _Decoder:
    """A running ffmpeg: frames on its standard output, their times on its standard error."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._times: queue.Queue[tuple[float, float]] = queue.Queue()
        self._thread = threading.Thread(target=self._read_times, daemon=True)
        self._thread.start()

    def _read_times(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if match := SHOWN_FRAME.match(line):
                start = float(match[1])
                held = 0.0 if match[2] == b"NOPTS" else float(match[2])
                self._times.put((start, start + held))

    def read_some(self, limit: int = 1 << 20) -> bytes | None:
        """The next bytes, at most `limit`, None at the end."""
        output = self._process.stdout
        assert output is not None
        ready, _, _ = select.select([output], [], [], STALL_SECONDS)
        if not ready:
            raise InputError(
                "decode",
                "decoding_timeout",
                f"Nothing decoded in {STALL_SECONDS:.0f} s; export it again.",
            )
        return os.read(output.fileno(), limit) or None

    def read(self, size: int) -> bytes | None:
        """Exactly `size` bytes, None at the end (an incomplete last frame is dropped)."""
        parts, missing = [], size
        while missing:
            part = self.read_some(missing)
            if part is None:
                return None
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def next_times(self) -> tuple[float, float]:
        """Start and end of presentation of the frame just read, seconds."""
        try:
            return self._times.get(timeout=STALL_SECONDS)
        except queue.Empty as error:
            raise InputError(
                "decode", "unreadable_media", "A frame has no presentation time; export again."
            ) from error

    def finish(self, what: str) -> None:
        """Wait for the end and check it."""
        try:
            code = self._process.wait(timeout=STALL_SECONDS)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        if code == -signal.SIGXCPU or code == -signal.SIGKILL:
            raise InputError(
                "decode", "decoding_timeout", f"Decoding the {what} took too long; export again."
            )
        if code != 0:
            raise InputError(
                "decode", "unreadable_media", f"The {what} cannot be decoded; export it again."
            )


@contextlib.contextmanager
def _decoder(stream: "ffmpeg.nodes.OutputStream", found: Probe) -> Iterator[_Decoder]:
    # Without statistics: they share lines with the filter's report, which is read line by line.
    quiet = stream.global_args("-hide_banner", "-nostdin", "-nostats")
    arguments = ffmpeg.compile(
        quiet.global_args("-filter_threads", "1", "-filter_complex_threads", "1"), ffmpeg_binary()
    )
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},  # a decoder needs no password
    )
    seconds = int(DECODE_CPU_SECONDS + (found.duration_seconds or MAXIMUM_SECONDS))
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, CHILD_MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, limit, (value, value))
    before = children_cpu_seconds()
    try:
        yield _Decoder(process)
    finally:
        process.kill()
        process.wait()
        count("decode", children_cpu_seconds() - before)
        assert process.stdout is not None
        process.stdout.close()
