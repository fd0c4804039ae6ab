"""Drawings without what all of them share: a page holds that once, and its script adds it."""

from typing import Any

from jobs.report.figure import Drawing
from jobs.report.figures.style import AXIS, LAYOUT

SHARED = {"layout": LAYOUT, "axis": AXIS}


def slim(drawing: Drawing) -> dict[str, Any]:
    """The drawing without values that are those of LAYOUT and AXIS."""
    layout = {
        key: _without(value, AXIS) if key.startswith(("xaxis", "yaxis")) else value
        for key, value in _without(drawing["layout"], LAYOUT).items()
    }
    return {"data": drawing["data"], "layout": layout}


def _without(values: Drawing, shared: Drawing) -> dict[str, Any]:
    return {
        key: value for key, value in values.items() if key not in shared or shared[key] != value
    }
