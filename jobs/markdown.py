"""Tables in Markdown, as GitHub shows them: no value can break one, or bring HTML or links."""

import decimal
import re
from collections.abc import Iterator, Sequence
from typing import Any

from jobs.answer_values import as_text
from jobs.terminal import printable

# Entities mean the character in every dialect; of a backslash before a bar they do not agree.
_ESCAPED = {ord(c): f"&#{ord(c)};" for c in "|`\\[*~$"} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""An underscore within a word, as names of columns have it, means nothing to Markdown."""


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """The lines of a table; columns of numbers are aligned to the right."""
    cells = [[_cell(column) for column in columns], *([_cell(v) for v in row] for row in rows)]
    right = [_is_number([row[i] for row in rows]) for i in range(len(columns))]
    widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
    rule = [f"{'-' * (w - r)}{':' * r}" for w, r in zip(widths, right, strict=True)]
    header, *body = (
        [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)]
        for line in cells
    )
    for line in (header, rule, *body):
        yield f"| {' | '.join(line)} |"


def _cell(value: Any) -> str:
    return _EDGE.sub("&#95;", printable(as_text(value)).translate(_ESCAPED))


def _is_number(values: Sequence[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)
        for value in known
    )
