"""Cues of captions: WebVTT, SubRip and what looks like them."""

import html
import re
from typing import NamedTuple

_B = r"[^\S\n]"  # a blank, be it one that does not break
_TIME = rf"(?:\d{{1,3}}{_B}?:{_B}?)?\d{{1,3}}{_B}?:{_B}?\d{{1,2}}(?:{_B}?[.,:;]{_B}?\d{{1,6}})?"
_SECONDS = r"\d{1,6}(?:[.,]\d{1,6})?"
_ARROW = (
    rf"{_B}{{0,9}}(?:(?:[-\u2010-\u2015\u2212=~]{_B}?){{1,4}}(?:[>\u203a]|&gt;)"
    rf"|[\u2192\u279c\u27f6\u21d2]){_B}{{0,9}}"
)
_SPAN = re.compile(
    rf"{_B}{{0,9}}(?:\d{{1,7}}[.)]?{_B}{{1,9}})?"  # a number on the line of its times
    rf"(?:{_TIME}{_ARROW}(?:{_TIME})?|{_SECONDS}{_B}?-->{_B}?{_SECONDS})(?!\d)(?P<rest>.*)"
)
# Times with something else between them, or one alone, must fill their line.
_BARE = re.compile(
    rf"[ \t]{{0,9}}[\[(]?(?:{_TIME}[ \t]?(?:[-\u2010-\u2015,;|/]|[ \t])[ \t]?{_TIME}"
    r"|\d{1,3}:\d{2}:\d{2}(?:[.,:]\d{1,6})?|\d{1,2}:\d{2}[.,]\d{3})[\])]?[ \t]*$"
)
_SETTING = re.compile(r"[ \t]*[A-Za-z]\w{0,20}:[^\s:]+(?=\s|$)")
_NUMBER = re.compile(r"[ \t]{0,9}#?\d{1,7}[.:]?[ \t]{0,9}$")
_BLOCK = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:[ \t]|$)|X-TIMESTAMP-MAP")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[\d:.,]+>|\{\\[^{}]*\}")


class Cue(NamedTuple):
    """What is shown for a while."""

    times: str
    """As they are written; empty where none are."""
    lines: list[str]


def cues_of(captions: str) -> list[list[str]]:
    """`timed_cues_of` without the times."""
    return [cue.lines for cue in timed_cues_of(captions)]


def timed_cues_of(captions: str) -> list[Cue]:
    """Lines of each cue, as shown: without times, numbers, names, settings, notes, styles and tags.

    Args:
        captions: WebVTT or SubRip with "\\n" as line ends. Times may lack hours or fractions, or
            have other signs in them and between them; blank lines between cues may be missing.

    Returns:
        The lines that are not empty, by cue. What stands before the first time is a cue of its
        own, but for the header of WebVTT.
    """
    lines = captions.split("\n")
    webvtt = captions.lstrip("\ufeff\n\t ").startswith("WEBVTT")
    after_blank = True
    aside = False  # inside a header, a note or a style
    cues = [Cue("", [])]
    following = _next_filled(lines)
    for position, line in enumerate(lines):
        if not line.strip():
            after_blank, aside = True, False
            continue
        found = _SPAN.match(line) or _BARE.match(line)
        if found:
            aside = False
            rest = found.groupdict().get("rest") or ""
            times = line.removesuffix(rest) if rest else line
            cues.append(Cue(times, _shown([_without_settings(rest)])))
        elif aside or (webvtt and after_blank and _BLOCK.match(line)):
            aside = True
        elif not _is_name(lines, position, following[position], after_blank):
            cues[-1].lines.extend(_shown([line]))
        after_blank = False
    return [cue for cue in cues if cue.lines]


def _next_filled(lines: list[str]) -> list[int]:
    """For each line the number of the next that is not blank; the number of lines if none is."""
    found, after = [len(lines)] * len(lines), len(lines)
    for position in range(len(lines) - 1, -1, -1):
        found[position] = after
        if lines[position].strip():
            after = position
    return found


def _is_name(lines: list[str], position: int, following: int, after_blank: bool) -> bool:
    """Whether a line is the number or name of the cue whose time follows."""
    if following == len(lines) or not (
        _SPAN.match(lines[following]) or _BARE.match(lines[following])
    ):
        return False
    if following == position + 1:
        return after_blank or bool(_NUMBER.match(lines[position]))
    # In a file with a blank after every line, a number that stands alone.
    return after_blank and bool(_NUMBER.match(lines[position]))


def _without_settings(rest: str) -> str:
    """What was said on the line of the times, after settings such as align:start or X1:40."""
    while found := _SETTING.match(rest):
        rest = rest[found.end() :]
    return rest


def _shown(lines: list[str]) -> list[str]:
    plain = (html.unescape(_TAG.sub("", line)).strip() for line in lines)
    return [line for line in plain if line]
