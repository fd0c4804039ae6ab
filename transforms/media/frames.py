"""Decodes frames of the chosen picture on the recording's time line."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.sampling import FRAME_LONG_SIDE
from transforms.errors import InputError
from transforms.media.chosen import Chosen, source
from transforms.media.decoder import running
from transforms.media.said import Shown
from transforms.media.tracks import Track
from transforms.media.work import cpu_seconds, refuse_excess

KEY_FRAMES_WITHIN = 300
"""A film without a key frame among as many has none: it is refreshed bit by bit."""

NUDGE = 0.001
"""Keeps a frame at exactly k / rate, written as 0.199999, in cell k."""

ASPECT_TOLERANCE = 0.01
"""Pixels whose aspect differs by less have the same."""

SHARE_OF_INTERVAL = 0.5
"""Frames that others are predicted from are enough if they come twice as often as frames are
sampled. Of 27 clips scores then move less than by sampling one frame later (root mean square of
each clip's largest change: 0.018 against 0.026 in H.264, 0.020 against 0.022 in HEVC); with four
fifths of the interval between them they move more (0.030 against 0.021)."""


class Frame(NamedTuple):
    """One sampled frame."""

    seconds: float
    """Presentation time on the recording's time line."""
    end_seconds: float
    """When the next frame of the file replaces it; the file's last frame may be held for long."""
    pixels: NDArray[np.uint8]
    """Shape (height, width, 3), RGB, upright, square pixels; the sides may change mid-film."""


def frame_size(width: int, height: int) -> tuple[int, int]:
    """Size to which frames are scaled: the longer side at most FRAME_LONG_SIDE, never enlarged."""
    scale = min(1.0, FRAME_LONG_SIDE / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def decode_frames(
    path: str, chosen: Chosen, frames_per_second: float, threads: int = 1
) -> Iterator[Frame]:
    """Decode the picture, sampled, with true presentation times.

    Of every 1/frames_per_second of presentation time the first frame is kept, so a file of
    variable frame rate is sampled evenly in time and no time is invented. Where frames that
    others are predicted from come often enough, it is the first of those: the decoder leaves
    out the rest.

    Args:
        path: local file.
        chosen: its tracks; must have a picture.
        frames_per_second: sampling rate, > 0.
        threads: how many decode.

    Yields:
        Frames in order of time. Where a film changes size its faces keep their shape: frames
        that fit into the first size are letterboxed, larger ones have a size of their own.

    Raises:
        InputError: kind unreadable_media, decoding_timeout or media_too_large.
        DamagedError: if several threads decode and a frame is damaged.
    """
    track = chosen.picture
    assert track is not None
    refuse_excess(track, chosen.seconds)
    last = -math.inf
    for may_change in (False, True):
        try:
            for frame in _decode(path, chosen, track, frames_per_second, threads, may_change):
                number = math.floor(frame.seconds * frames_per_second + NUDGE)
                # When the size changes ffmpeg forgets which frame it kept last.
                if number > last:
                    last = number
                    yield frame
            break
        except _ChangedError:
            continue  # up to the change both are the same
    if last == -math.inf:
        raise InputError("decode", "unreadable_media", "No frame could be decoded; export again.")


class _ChangedError(Exception):
    """The film changes size or aspect, and this was not asked for."""


def _decode(
    path: str,
    chosen: Chosen,
    track: Track,
    frames_per_second: float,
    threads: int,
    may_change: bool,
) -> Iterator[Frame]:
    """The frames that ffmpeg keeps; looking at the size of each costs a twentieth more.

    Raises:
        _ChangedError: in place of the first frame of another size, unless it `may_change`.
    """
    width, height = frame_size(track.width, track.height)
    stream = source(path, chosen, track, threads=threads, **_left_out(track, frames_per_second))
    stream = stream.filter("select", _kept(track, frames_per_second))
    options: dict[str, None] = {}
    if may_change:
        scaled = _scaled(track, width, height)
        stream = stream.filter("scale", *scaled, flags="area", eval="frame").filter("setsar", 1)
        stream = stream.filter("showinfo", checksum=0)
        options["noautoscale"] = None
    else:
        stream = stream.filter("showinfo", checksum=0).filter("scale", width, height, flags="area")
    stream = stream.output(
        "pipe:1", format="rawvideo", pix_fmt="rgb24", fps_mode="passthrough", **options
    )
    allowed = cpu_seconds(track, chosen.seconds)
    with running(stream, chosen.seconds, allowed, stop_on_damage=threads > 1) as decoder:
        while (shown := decoder.next_shown()) is not None:
            if not may_change and not _is_as_probed(shown, track):
                raise _ChangedError
            rows, columns = (shown.height, shown.width) if may_change else (height, width)
            pixels = decoder.read(rows * columns * 3)
            if pixels is None:
                break
            picture = pixels.reshape(rows, columns, 3)
            yield Frame(shown.start, shown.end, _letterboxed(picture, width, height))
        decoder.finish("picture")


def _is_as_probed(shown: Shown, track: Track) -> bool:
    width, height, aspect = track.stored
    same_aspect = abs(shown.aspect / aspect - 1) < ASPECT_TOLERANCE
    return (shown.width, shown.height) == (width, height) and same_aspect


def _left_out(track: Track, frames_per_second: float) -> dict[str, str]:
    """What the decoder need not decode: frames that no other is predicted from, if those that
    are come often enough."""
    spacing = track.reference_spacing
    enough = spacing is not None and spacing * frames_per_second <= SHARE_OF_INTERVAL + NUDGE
    return {"skip_frame": "noref"} if enough and not track.damaged_beginning else {}


def _kept(track: Track, frames_per_second: float) -> str:
    """For ffmpeg's `select`: the first frame of each 1/frames_per_second."""
    cell = f"floor(({{}})*{frames_per_second}+{NUDGE})"
    keep = f"(isnan(prev_selected_t)+gt({cell.format('t')},{cell.format('prev_selected_t')}))"
    if track.damaged_beginning:
        # What some decoders give before the first key frame is made of nothing.
        keep += f"*(gt(st(0,min(1,ld(0)+key)),0)+gt(n,{KEY_FRAMES_WITHIN}))"
    return keep


def _scaled(track: Track, width: int, height: int) -> tuple[str, str]:
    """Width and height to scale to: the film's own; other sizes that come later are enlarged to
    fit into it, and as large at least as in a film of their own."""
    stored_width, stored_height, aspect = track.stored
    same_aspect = f"lt(abs(sar/{aspect:.6f}-1),{ASPECT_TOLERANCE})"
    unchanged = f"eq(iw,{stored_width})*eq(ih,{stored_height})*{same_aspect}"
    fitting = f"min({width}/(iw*sar),{height}/ih)"
    scale = f"max({fitting},min(1,{FRAME_LONG_SIDE}/max(iw*sar,ih)))"
    return (
        f"if({unchanged},{width},max(2,2*round(iw*sar*{scale}/2)))",
        f"if({unchanged},{height},max(2,2*round(ih*{scale}/2)))",
    )


def _letterboxed(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """A frame that fits into the film's first size, in its middle: there its face stays in place,
    so it is followed through the change. A larger one is left as it is."""
    rows, columns = pixels.shape[:2]
    if (rows, columns) == (height, width) or rows > height or columns > width:
        return pixels
    box = np.zeros((height, width, 3), np.uint8)
    top, left = (height - rows) // 2, (width - columns) // 2
    box[top : top + rows, left : left + columns] = pixels
    return box
