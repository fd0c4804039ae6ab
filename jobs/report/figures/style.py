"""How figures look: plain values that plotly takes, in the colours of the light page."""

from collections.abc import Mapping
from typing import Any

from jobs.report.wording import shortened
from schemas.colours import INK, LIGHT_BACKGROUND, QUIET, RULE

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif'
)

AXIS: Mapping[str, Any] = {
    "showgrid": False,
    "zeroline": False,
    "showline": False,
    "ticks": "",
    "fixedrange": True,
    "automargin": False,
    "showspikes": False,
    "spikemode": "across",
    "spikedash": "solid",
    "spikethickness": 1,
    "spikecolor": QUIET.on_light,
    "tickfont": {"color": QUIET.on_light, "size": 13},
}
"""An axis without grid or line, which nobody zooms by accident."""


LAYOUT: Mapping[str, Any] = {
    "font": {"family": FONT, "size": 14, "color": INK.on_light},
    "paper_bgcolor": LIGHT_BACKGROUND,
    "plot_bgcolor": LIGHT_BACKGROUND,
    "showlegend": False,
    "dragmode": False,
    "hoverlabel": {
        "bgcolor": LIGHT_BACKGROUND,
        "bordercolor": QUIET.on_light,
        "align": "left",
        "font": {"family": FONT, "size": 13, "color": INK.on_light},
    },
}
"""What all layouts share. A page holds it and AXIS once: see slim.py."""


def layout(height: int, margin: tuple[int, int, int, int], **parts: object) -> dict[str, Any]:
    """A layout of a height in CSS pixels; margin: left, right, top, bottom.

    `meta={"narrow": {"margin.l": 80}}` says what changes on a screen narrower than 480 pixels.
    """
    left, right, top, bottom = margin
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        **LAYOUT,
        **parts,
    }


def axis(**parts: object) -> dict[str, Any]:
    """AXIS with other parts."""
    return {**AXIS, **parts}


def plain(name: str, most: int) -> str:
    """A name that a user chose, shortened and as plotly shows it: without its markup."""
    return shortened(name, most).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def named(name: str, colour: str) -> str:
    """A name in ink behind a dot in its colour: ink can be read where the colour is pale."""
    return f'<span style="color:{colour}">\u25cf</span> {name}'


def label(text: str, x: float, y: float | str, **parts: object) -> dict[str, Any]:
    """Words at a place of the plot, without an arrow."""
    return {"text": text, "x": x, "y": y, "showarrow": False, **parts}


def rule(x: float, dash: str = "solid", colour: str = RULE.on_light) -> dict[str, Any]:
    """A vertical line over the height of the plot, behind what is drawn."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "layer": "below",
        "line": {"color": colour, "width": 1, "dash": dash},
    }


def level(y: float, dash: str = "solid", colour: str = RULE.on_light) -> dict[str, Any]:
    """A horizontal line over the width of the plot, behind what is drawn."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": y,
        "y1": y,
        "layer": "below",
        "line": {"color": colour, "width": 1, "dash": dash},
    }
