"""What ffmpeg says while it decodes, line by line."""

import re
from typing import NamedTuple

SHOWN_FRAME = re.compile(
    rb"\[Parsed_showinfo_\d+ @ [^]]*\] \[info\] n: *\d+ .*? pts_time:(-?[0-9.e+-]+) .*?"
    rb"duration_time:([0-9.e+-]+|NOPTS) .*? sar:(\d+)/(\d+) s:(\d+)x(\d+) "
)
"""The filter's own line; what a file's metadata says is indented behind a key instead."""

REBUILT = re.compile(rb"\[[a-z]+#[0-9:]+ @ [^]]*\] \[info\] Reconfiguring filter graph")
"""ffmpeg's own line when size, rate or layout change in the middle of a track."""

DAMAGE = re.compile(
    rb"(\[[^]]*\] )*"
    rb"(\[(error|fatal|panic)\]|\[info\] concealing |\[warning\] corrupt decoded frame)"
)
"""ffmpeg's own lines when a frame cannot be decoded as it was meant."""


class Shown(NamedTuple):
    """What the decoder says of a frame before it sends its pixels."""

    start: float
    end: float
    """Presentation times, seconds."""
    aspect: float
    """Width over height of a pixel; 1 if the film does not say."""
    width: int
    height: int


def shown_in(line: bytes) -> Shown | None:
    """The frame that a line tells of, if it does."""
    match = SHOWN_FRAME.match(line)
    if match is None:
        return None
    start = float(match[1])
    held = 0.0 if match[2] == b"NOPTS" else float(match[2])
    return Shown(start, start + held, _ratio(match[3], match[4]), int(match[5]), int(match[6]))


def _ratio(number: bytes, of: bytes) -> float:
    return int(number) / int(of) if int(number) and int(of) else 1.0
