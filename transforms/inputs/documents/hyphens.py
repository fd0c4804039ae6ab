"""Joins words that were divided at the end of a line."""

import re

from models.text.lexicon import is_english

# U+0002 is what many PDFs call the hyphen at the end of a line.
_SOFT = re.compile(r"\u00ad[ \t]*(?:\n[ \t]*)?|\x02[ \t]*\n[ \t]*")
# Lower case or capitals throughout: "T-\nShirt" was not divided, but written with its hyphen.
_AT_LINE_END = re.compile(
    r"(?<![^\W_])([^\W\d_]{1,40})[-\u2010][ \t]{0,8}\n[ \t]{0,200}([^\W\d_]{1,40})(?![^\W_])"
)
_BEFORE_SPACE = re.compile(r"(?<![^\W_])([^\W\d_]{1,40})[-\u2010] {1,2}([^\W\d_]{1,40})(?![^\W_])")


def join_divided(text: str) -> str:
    """Join "capabili-\\nties", "capabili- ties" and words with soft hyphens.

    A hyphen at the end of a line goes unless two known words stand around it that make no known
    one ("long-\\nterm" stays two words). A hyphen before a space goes only if a known word comes
    of it: "pre- and post-war" stays.
    """
    text = _SOFT.sub("", text)
    text = _AT_LINE_END.sub(_at_line_end, text)
    return _BEFORE_SPACE.sub(_before_space, text)


def _at_line_end(found: "re.Match[str]") -> str:
    first, second = found.groups()
    if not _one_case(first, second):
        return found[0]
    both = is_english(first.lower()) and is_english(second.lower())
    hyphen = "-" if both and not is_english((first + second).lower()) else ""
    return f"{first}{hyphen}{second}"


def _before_space(found: "re.Match[str]") -> str:
    first, second = found.groups()
    known = _one_case(first, second) and is_english((first + second).lower())
    return first + second if known else found[0]


def _one_case(first: str, second: str) -> bool:
    return second.islower() or (first.isupper() and second.isupper())
