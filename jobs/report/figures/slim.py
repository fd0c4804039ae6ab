"""Figures without what a page holds elsewhere: its script puts it back."""

from collections.abc import Iterable, Iterator
from typing import Any

from jobs.report.figure import Drawing, Figure
from jobs.report.figures.steps import TEMPLATES
from jobs.report.figures.style import AXIS, LAYOUT

SHARED = {"layout": LAYOUT, "axis": AXIS, "templates": TEMPLATES}


def slim(figure: Figure) -> dict[str, Any]:
    """The drawing without values that are those of LAYOUT and AXIS, of another trace or the table.

    A trace without `x` has that of the trace before it; `"customdata": "table"` stands for the rows
    of the table, and numbers for TEMPLATES.
    """
    drawing = figure.drawing
    layout = {
        key: _without(value, AXIS) if key.startswith(("xaxis", "yaxis")) else value
        for key, value in _without(drawing["layout"], LAYOUT).items()
    }
    return {"data": list(_traces(drawing["data"], figure)), "layout": layout}


def _traces(traces: Iterable[Drawing], figure: Figure) -> Iterator[dict[str, Any]]:
    before = None
    for trace in traces:
        short = {key: value for key, value in trace.items() if key != "x" or value != before}
        before = trace.get("x")
        if trace.get("customdata") == [list(row) for row in figure.rows]:
            short["customdata"] = "table"
        if isinstance(trace.get("hovertemplate"), list):
            short["hovertemplate"] = [TEMPLATES.index(each) for each in trace["hovertemplate"]]
        yield short


def _without(values: Drawing, shared: Drawing) -> dict[str, Any]:
    return {
        key: value for key, value in values.items() if key not in shared or shared[key] != value
    }
