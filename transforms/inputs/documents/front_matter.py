"""Front matter of Markdown: the lines of YAML that describe a text and are no part of it."""

import re

LONGEST = 20_000
"""Characters in which front matter must end."""

_CLOSED = re.compile(r"\A---[ \t]*\n(?P<lines>(?:.*\n)+?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"""(?:[\w.$@-]{1,60}|"[^"]{1,60}"|'[^']{1,60}')[ \t]*:(?:[ \t]|$)""")
_CONTINUED = re.compile(r"[ \t]+\S|[ \t]*$|#|-(?:[ \t]|$)|[\]}],?[ \t]*$")


def without_front_matter(text: str) -> str:
    """The text without front matter, if it begins with it.

    That is a mapping of YAML between "---" and "---" or "...": the first line inside has a key of
    one word, and each other is another key, its indented value, an item or a comment. Prose
    between two rules is none of it and stays, as does a text that would have nothing left.
    """
    found = _CLOSED.match(text[:LONGEST])
    if not found or not _is_mapping(found["lines"].splitlines()):
        return text
    rest = text[found.end() :]
    return rest if rest.strip() else text


def _is_mapping(lines: list[str]) -> bool:
    meant = [line for line in lines if not line.startswith("#")]
    return (
        bool(meant)
        and bool(_KEY.match(meant[0]))
        and all(_KEY.match(line) or _CONTINUED.match(line) for line in meant)
    )
