"""How figures look: plain values that plotly takes, in the colours of the light page."""

from collections.abc import Mapping
from typing import Any

from schemas.colours import INK, LIGHT_BACKGROUND, QUIET, RULE

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'

AXIS: Mapping[str, Any] = {
    "showgrid": False,
    "zeroline": False,
    "showline": False,
    "ticks": "",
    "fixedrange": True,
    "automargin": False,
    "tickfont": {"color": QUIET.on_light, "size": 13},
}
"""An axis without grid or line, which nobody zooms by accident."""


def layout(height: int, margin: tuple[int, int, int, int], **parts: object) -> dict[str, Any]:
    """A layout of a height in CSS pixels; margin: left, right, top, bottom.

    `meta={"narrow": {"margin.l": 80}}` says what changes on a screen narrower than 480 pixels.
    """
    left, right, top, bottom = margin
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "font": {"family": FONT, "size": 14, "color": INK.on_light},
        "paper_bgcolor": LIGHT_BACKGROUND,
        "plot_bgcolor": LIGHT_BACKGROUND,
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": LIGHT_BACKGROUND,
            "bordercolor": QUIET.on_light,
            "font": {"family": FONT, "size": 13, "color": INK.on_light},
        },
        **parts,
    }


def axis(**parts: object) -> dict[str, Any]:
    """AXIS with other parts."""
    return {**AXIS, **parts}


def label(text: str, x: float, y: float, **parts: object) -> dict[str, Any]:
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
