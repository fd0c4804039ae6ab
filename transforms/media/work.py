"""What decoding a picture takes, counted in pixels, and what follows from it."""

import math

from transforms.errors import InputError
from transforms.media.limits import (
    DECODE_CPU_SECONDS,
    LARGEST_PICTURE_TRACK,
    MAXIMUM_SECONDS,
    MAXIMUM_THREADS,
    PIXELS_A_CPU_SECOND,
    PIXELS_A_THREAD,
)
from transforms.media.tracks import Track


def frames_of(track: Track, seconds: float | None) -> float:
    """Frames of a picture track; estimated where its packets were not seen to the end.

    Args:
        track: with a picture.
        seconds: how long it is, if that is known.
    """
    if track.complete:
        return track.packets
    return max(track.packets, (track.frame_rate or 0.0) * (seconds or 0.0))


def pixels_of(track: Track, seconds: float | None) -> float:
    """Pixels in all frames of a picture track; args as for `frames_of`."""
    width, height, _ = track.stored
    return width * height * frames_of(track, seconds)


def refuse_excess(track: Track, seconds: float | None) -> None:
    """Refuse a picture that takes more work than the limit; args as for `frames_of`.

    Raises:
        InputError: kind media_too_large, with both figures.
    """
    pixels = pixels_of(track, seconds)
    if pixels > LARGEST_PICTURE_TRACK:
        width, height, _ = track.stored
        raise InputError(
            "probe",
            "media_too_large",
            f"The picture has {pixels / 1e9:,.0f} gigapixels ({frames_of(track, seconds):,.0f} "
            f"frames of {width} x {height}), and the limit is {LARGEST_PICTURE_TRACK / 1e9:,.0f}; "
            "scale it down or cut it in parts.",
        )


def cpu_seconds(track: Track, seconds: float | None) -> float:
    """CPU time that decoding a picture may take beside its length; args as for `frames_of`."""
    return DECODE_CPU_SECONDS + pixels_of(track, seconds) / PIXELS_A_CPU_SECOND


def threads_for(track: Track, seconds: float | None, most: int) -> int:
    """How many threads decode a picture: one keeps up with ordinary film, heavy film takes more.

    Args:
        track, seconds: as for `frames_of`.
        most: what the machine can spare.
    """
    length = min(seconds or MAXIMUM_SECONDS, MAXIMUM_SECONDS)
    wanted = math.ceil(pixels_of(track, seconds) / max(length, 1.0) / PIXELS_A_THREAD)
    return max(1, min(wanted, most, MAXIMUM_THREADS))
