"""Prose of Markdown."""

import html
import re

from transforms.inputs.documents.front_matter import without_front_matter
from transforms.inputs.documents.web_page import without_comments, without_scripts

_FENCE = re.compile(r"[ >]{0,12}(`{3,}(?=[^`]*$)|~{3,})(.*)")

_BLANKS = re.compile(r"[ \t]+")
"""Long ones make the patterns below slow, and what they remove leaves some."""

_MARKUP = (
    (re.compile(r"^ {0,3}\[[^\[\]]+\]:.*$", re.MULTILINE), ""),  # targets of references
    (re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])"), r"\1"),  # links and pictures
    (re.compile(r"</?[A-Za-z][^<>]*>"), " "),
    (re.compile(r"^[ \t]*(?:[-*_=|:+][-*_=|:+ \t]{2,})$", re.MULTILINE), ""),  # rules
    (re.compile(r"^[ \t]*(?:(?:#{1,6}|[-*+>]|\d{1,3}[.)])[ \t]+)+", re.MULTILINE), ""),
    (re.compile(r"[ \t]+#+[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"\*+|~~|`+|(?<!\w)_+|_+(?!\w)"), ""),  # emphasis and inline code
    (re.compile(r"\|"), " "),
)


def plain_markdown(text: str) -> str:
    """Prose of a Markdown text: front matter, markup, code, HTML and link targets removed.

    Code and comments that are never closed lose nothing, nor does a text that is all code.
    """
    text = _BLANKS.sub(" ", without_front_matter(text))
    prose = _without_code(text)
    prose = without_comments(prose if prose.strip() else _without_fences(text))
    prose = without_scripts(prose)
    for pattern, replacement in _MARKUP:
        prose = _BLANKS.sub(" ", pattern.sub(replacement, prose))
    return html.unescape(prose)


def _without_code(text: str) -> str:
    """The text without its closed blocks of code."""
    lines = text.split("\n")
    kept, position = [], 0
    never_closed: dict[str, int] = {}  # by mark: length from which on no line closes a block
    while position < len(lines):
        found = _FENCE.match(lines[position])
        if found is None:
            kept.append(lines[position])
        else:
            mark, length = found[1][0], len(found[1])
            end = None
            if length < never_closed.get(mark, length + 1):
                end = _closing(lines, position, mark, length)
            if end is None:
                never_closed[mark] = min(length, never_closed.get(mark, length))
                kept.append(_opened(found))
            else:
                position = end
        position += 1
    return "\n".join(kept)


def _closing(lines: list[str], start: int, mark: str, length: int) -> int | None:
    """The line that closes a block of code: as long a mark or longer, and nothing else."""
    for position in range(start + 1, len(lines)):
        bare = lines[position].strip(" >")
        if len(bare) >= length and not bare.strip(mark):
            return position
    return None


def _without_fences(text: str) -> str:
    """The text with its code, without the marks around it."""
    lines = ((line, _FENCE.match(line)) for line in text.split("\n"))
    return "\n".join(line if found is None else _opened(found) for line, found in lines)


def _opened(found: "re.Match[str]") -> str:
    """What stays of a line that opens code: words after the mark, unless they name a language."""
    words = found[2].strip("`~ ")
    return words if " " in words else ""
