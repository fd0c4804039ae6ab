"""Captions with their times, shown below a recording that plays."""

import re
from typing import NamedTuple

from transforms.inputs.documents.content import read_content
from transforms.inputs.documents.cues import timed_cues_of
from transforms.inputs.documents.decode import decode_text

SHOWN_SECONDS = 5.0
"""How long a cue without an end, such as `00:00:05` alone, is shown at most."""

_CLOCK = re.compile(
    r"(?:(\d{1,3})\s?:\s?)?(\d{1,3})\s?:\s?(\d{1,2})(?:\s?[.,:;]\s?(\d{1,6}))?(?!\d)"
)
_SECONDS = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")


class TimedCue(NamedTuple):
    """A caption."""

    start_seconds: float
    end_seconds: float
    """Later than the start."""
    text: str
    """Lines with "\\n" between them."""


def timed_cues(captions: str) -> list[TimedCue]:
    """Cues of WebVTT or SubRip by their start; those without a time are left out.

    Args:
        captions: with "\\n" as line ends, as `cues_of` reads them.
    """
    begun = []
    for times, lines in timed_cues_of(captions):
        if clocks := _clocks(times):
            start, end = clocks[0], clocks[1] if len(clocks) > 1 else None
            begun.append((start, end, "\n".join(lines)))
    begun.sort(key=lambda cue: cue[0])
    following = [*(start for start, _, _ in begun[1:]), float("inf")]
    found = []
    for (start, end, said), after in zip(begun, following, strict=False):
        if end is None or end <= start:
            end = min(after, start + SHOWN_SECONDS)
        if end > start:
            found.append(TimedCue(start, end, said))
    return found


def read_captions(path: str) -> list[TimedCue]:
    """`timed_cues` of a local file; to be called in a child process, as `read_document`.

    Raises:
        DocumentError: kind empty_file, document_too_large or unreadable_document.
    """
    return timed_cues(decode_text(read_content(path)))


def _clocks(times: str) -> list[float]:
    """Seconds of each time in a line."""
    found = [
        int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction or 0}")
        for hours, minutes, seconds, fraction in _CLOCK.findall(times)
    ]
    if found or "-->" not in times:
        return found
    return [float(each.replace(",", ".")) for each in _SECONDS.findall(times)]
