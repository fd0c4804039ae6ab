"""Quiet drawing: type, axes, titles and guess lines that all our plots share."""

import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter

from schemas.colours import INK, QUIET, RULE

DPI = 120

SMALL = 8.5
"""Points: ticks, notes and labels of values."""


MARGIN = 0.2
"""Inches, left and right."""


def percent(share: float, digits: int = 1) -> str:
    """0.1428 as 14.3 %."""
    return f"{share * 100:.{digits}f} %"


def quieten(axes: Axes) -> None:
    """No frame, no tick marks, small letters, muted axis titles."""
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=SMALL, colors=INK.on_light)
    axes.xaxis.label.set(size=SMALL, color=QUIET.on_light)
    axes.yaxis.label.set(size=SMALL, color=QUIET.on_light)
    axes.set_axisbelow(True)


def show_shares(axes: Axes, which: str = "x") -> None:
    """Ticks at quarters of [0, 1] in per cent, with a rule at each."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_ticks([0, 0.25, 0.5, 0.75, 1])
    axis.set_major_formatter(FuncFormatter(lambda share, _: percent(share, 0)))
    axis.grid(color=RULE.on_light, linewidth=0.8)


def headed_figure(width: float, height: float, heading: str, note: str) -> Figure:
    """A figure with a heading that says what is shown, and below it, quietly, of what.

    Args:
        width, height: inches; of what is drawn, the heading comes on top.
        heading: one line.
        note: data, numbers of items, what an interval is; wrapped to the width.
    """
    whole_terms = note.replace(" %", "\u00a0%").replace("n = ", "n\u00a0=\u00a0")
    lines = textwrap.wrap(whole_terms, int(15 * width))
    line = SMALL * 1.45 / 72
    top = 0.65 + line * len(lines)
    figure = Figure(figsize=(width, height + top), layout="constrained")
    whole = height + top
    figure.text(
        MARGIN / width,
        1 - 0.18 / whole,
        heading,
        va="top",
        fontsize=12.5,
        fontweight="bold",
        color=INK.on_light,
    )
    figure.text(
        MARGIN / width,
        1 - 0.48 / whole,
        "\n".join(lines),
        va="top",
        fontsize=SMALL,
        linespacing=1.45,
        color=QUIET.on_light,
    )
    space = {"w_pad": MARGIN, "h_pad": 0.1}
    engine = figure.get_layout_engine()
    assert isinstance(engine, ConstrainedLayoutEngine)
    engine.set(rect=(0, 0, 1, height / whole), **space)
    return figure


def guess_words(share: float) -> str:
    """As guess lines are named: "guessing 14.3 %", "guessing 50 %"."""
    return f"guessing {share * 100:.3g} %"


def guess_line(axes: Axes, share: float) -> None:
    """Where guessing lands, across the whole height, named at the upper end."""
    axes.axvline(share, color=QUIET.on_light, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    axes.annotate(
        guess_words(share),
        (share, 1),
        (3, -2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="bottom",
        fontsize=SMALL,
        color=QUIET.on_light,
    )
