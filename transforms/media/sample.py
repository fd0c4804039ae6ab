"""Takes samples of a track, to tell what it shows or says before all of it is decoded."""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.voice.windows import WINDOW_SAMPLES
from schemas.sampling import FRAME_LONG_SIDE, SAMPLE_RATE, VOICE_WINDOW_SECONDS
from transforms.errors import InputError
from transforms.media.decoder import limited_input, running
from transforms.media.limits import MAXIMUM_CHANNELS, SAMPLE_CPU_SECONDS
from transforms.media.sound import SAMPLE_BYTES, samples_from
from transforms.media.tracks import Probe, Track

LOOKS = 5
"""Frames that are looked at, spread over the film."""

SPANS = 10
"""Places at which sound is listened to, spread over the recording."""

SPAN_WINDOWS = 2
"""Windows of speech that are listened to in one go."""


def sample_frames(
    path: str, found: Probe, track: Track, until: float
) -> Iterator[NDArray[np.uint8]]:
    """A few frames of a picture, uint8, shape (height, width, 3); none if none can be decoded.

    No further one is looked for once the monotonic clock shows `until`.
    """
    length = _length(found, track)
    places = [length * (2 * n + 1) / (2 * LOOKS) for n in range(LOOKS)] if length else [0.0]
    count = 0
    for place in places:
        if time.monotonic() > until:
            return
        for frame in _frames(path, found, track, place):
            count += 1
            yield frame
    if not count:
        yield from _frames(path, found, track, 0.0)


def _frames(path: str, found: Probe, track: Track, place: float) -> Iterator[NDArray[np.uint8]]:
    shrink = f"min(1,{FRAME_LONG_SIDE}/max(iw*sar,ih))"
    stream = (
        limited_input(path, ss=round(place, 3), **found.input_options)[str(track.index)]
        .filter("scale", f"max(2,2*round(iw*sar*{shrink}/2))", f"max(2,2*round(ih*{shrink}/2))")
        .filter("showinfo", checksum=0)
        .output("pipe:1", format="rawvideo", pix_fmt="rgb24", fps_mode="passthrough", vframes=1)
    )
    try:
        with running(stream, 0.0, SAMPLE_CPU_SECONDS) as decoder:
            shown = decoder.next_shown()
            pixels = decoder.read(shown.width * shown.height * 3) if shown else None
    except InputError:
        return  # a track that cannot be decoded has no samples
    if shown and pixels is not None:
        yield pixels.reshape(shown.height, shown.width, 3)


def sample_sound(path: str, found: Probe, track: Track, until: float) -> NDArray[np.float32]:
    """Windows of a sound at SAMPLE_RATE, its channels apart.

    Args:
        path, found, track: a file, its probe and a sound of it.
        until: once the monotonic clock shows this, nothing more is listened to.

    Returns:
        float32, shape (windows, samples of a window, channels): all of a short recording (padded
        with silence), a part of a long one; no window if nothing can be decoded. Full scale
        is 1, and may be exceeded.
    """
    channels = min(max(1, track.channels), MAXIMUM_CHANNELS)
    span = SPAN_WINDOWS * VOICE_WINDOW_SECONDS
    length = _length(found, track)
    whole = [(0.0, SPANS * span)]
    places = whole
    if length is not None and length > SPANS * span:
        step = (length - span) / (SPANS - 1)
        places = [(step * number, span) for number in range(SPANS)]
    spans = [
        _sound(path, found, track, place, seconds)
        for place, seconds in places
        if time.monotonic() <= until
    ]
    if not any(spans) and time.monotonic() <= until:
        spans = [_sound(path, found, track, *whole[0])]
    if not spans:
        spans = [b""]
    windows = [_windows(sound, channels) for sound in spans]
    return np.concatenate(windows)


def _sound(path: str, found: Probe, track: Track, place: float, seconds: float) -> bytes:
    options: dict[str, str | float | None] = {"t": seconds}
    if place:
        options["ss"] = round(place, 3)
    stream = (
        limited_input(path, **options, **found.input_options)[str(track.index)]
        .filter("aresample", SAMPLE_RATE, osf="flt")
        .output("pipe:1", format="f32le", ar=SAMPLE_RATE)
    )
    parts = []
    try:
        with running(stream, seconds, SAMPLE_CPU_SECONDS) as decoder:
            while (data := decoder.read_some()) is not None:
                parts.append(data)
    except InputError:
        return b""  # as for frames
    return b"".join(parts)


def _windows(sound: bytes, channels: int) -> NDArray[np.float32]:
    size = SAMPLE_BYTES * channels
    samples = samples_from(sound[: len(sound) // size * size]).reshape(-1, channels)
    count = -(-len(samples) // WINDOW_SAMPLES)
    padded = np.zeros((count * WINDOW_SAMPLES, channels), np.float32)
    padded[: len(samples)] = samples
    return padded.reshape(count, WINDOW_SAMPLES, channels)


def _length(found: Probe, track: Track) -> float | None:
    """Seconds of the track, as far as it is known."""
    if track.complete and len(track.segments) == 1:
        segment, (ticks, of) = track.segments[0], track.time_base
        return (segment.end - segment.start) * ticks / of
    return track.declared_seconds or found.duration_seconds
