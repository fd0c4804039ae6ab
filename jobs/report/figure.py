"""A figure of a page: what plotly draws, the same in a sentence, and in a table."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Drawing = Mapping[str, Any]
"""A plotly figure as plain values, {"data": [...], "layout": {...}}.

`plotly.graph_objects.Figure` takes it as it is. Pages are rendered without plotly's classes, whose
validation takes longer than all the rest of a page.
"""


class Figure(NamedTuple):
    """A figure with its equivalents: a reader who cannot see the drawing misses nothing."""

    id: str
    """Unique on the page; letters, digits and hyphens."""
    title: str
    drawing: Drawing
    text: str
    """What the figure says, in words; shown below the title and read by screen readers."""
    headers: Sequence[str]
    """Of the columns of the table; the first column names the row."""
    rows: Sequence[Sequence[str]]
    table: str = ""
    """What the table is called, where it is opened; empty for that of the title."""

    @property
    def table_name(self) -> str:
        return self.table or f"Table: {self.title}"

    @property
    def height(self) -> int:
        """Of the drawing, CSS pixels."""
        return int(self.drawing["layout"]["height"])


def script_json(value: Any) -> str:
    """JSON that is safe within <script>, with numbers as short as they may be."""
    text = json.dumps(_rounded(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _rounded(value: Any) -> Any:
    """Floats to three decimals: a tenth of a percent, or a millisecond."""
    if isinstance(value, float):
        short = round(value, 3)
        return int(short) if short.is_integer() else short
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    return value
