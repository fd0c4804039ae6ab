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
from transforms.media.probe import Track

KEY_FRAMES_WITHIN = 300
"""A film without a key frame among as many has none: it is refreshed bit by bit."""


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


def decode_frames(path: str, chosen: Chosen, frames_per_second: float) -> Iterator[Frame]:
    """Decode the picture, sampled, with true presentation times.

    Of every 1/frames_per_second of presentation time the first frame is kept, so a file of
    variable frame rate is sampled evenly in time and no time is invented.

    Args:
        path: local file.
        chosen: its tracks; must have a picture.
        frames_per_second: sampling rate, > 0.

    Yields:
        Frames in order of time. Where a film changes size its faces keep their shape: frames
        that fit into the first size are letterboxed, larger ones have a size of their own.

    Raises:
        InputError: kind unreadable_media or decoding_timeout.
    """
    track = chosen.picture
    assert track is not None
    width, height = frame_size(track.width, track.height)
    scaled_width, scaled_height = _scaled(track, width, height)
    # The nudge keeps a frame at exactly k / rate, written as 0.199999, in cell k.
    cell = f"floor(({{}})*{frames_per_second}+0.001)"
    keep = f"(isnan(prev_selected_t)+gt({cell.format('t')},{cell.format('prev_selected_t')}))"
    if track.damaged_beginning:
        # What some decoders give before the first key frame is made of nothing.
        keep += f"*(gt(st(0,min(1,ld(0)+key)),0)+gt(n,{KEY_FRAMES_WITHIN}))"
    stream = (
        source(path, chosen, track)
        .filter("select", keep)
        .filter("scale", scaled_width, scaled_height, flags="area", eval="frame")
        .filter("setsar", 1)
        .filter("showinfo", checksum=0)
        .output(
            "pipe:1", format="rawvideo", pix_fmt="rgb24", fps_mode="passthrough", noautoscale=None
        )
    )
    last = -math.inf
    with running(stream, chosen.seconds) as decoder:
        while (shown := decoder.next_shown()) is not None:
            data = decoder.read(shown.width * shown.height * 3)
            if data is None:
                break
            number = math.floor(shown.start * frames_per_second + 0.001)
            # When the size changes ffmpeg forgets which frame it kept last.
            if number <= last:
                continue
            last = number
            pixels = np.frombuffer(data, np.uint8).reshape(shown.height, shown.width, 3)
            yield Frame(shown.start, shown.end, _letterboxed(pixels, width, height))
        decoder.finish("picture")
    if last == -math.inf:
        raise InputError("decode", "unreadable_media", "No frame could be decoded; export again.")


def _scaled(track: Track, width: int, height: int) -> tuple[str, str]:
    """Width and height to scale to: the film's own; other sizes that come later are enlarged to
    fit into it, and as large at least as in a film of their own."""
    stored_width, stored_height, aspect = track.stored
    unchanged = f"eq(iw,{stored_width})*eq(ih,{stored_height})*lt(abs(sar/{aspect:.6f}-1),0.01)"
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
