"""Quiet drawing: type, axes, titles and guess lines that all our plots share."""

import textwrap

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from schemas.colours import INK, QUIET, RULE

DPI = 120

SMALL = 8.5
"""Points: ticks, notes and labels of values."""


def percent(share: float, digits: int = 1) -> str:
    """0.1428 as 14.3 %."""
    return f"{share * 100:.{digits}f} %"


def quieten(axes: Axes) -> None:
    """No frame, thin ticks, letters that stand back."""
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


def title(axes: Axes, heading: str, note: str, width: int = 90) -> None:
    """A heading that says what is shown, and below it, quietly, of what.

    Args:
        axes: to write above of.
        heading: one line.
        note: data, numbers of items, what an interval is.
        width: characters after which the note goes on in a new line.
    """
    lines = textwrap.wrap(note, width)
    axes.annotate(
        "\n".join(lines),
        (0, 1),
        (0, 8),
        xycoords="axes fraction",
        textcoords="offset points",
        va="bottom",
        fontsize=SMALL,
        color=QUIET.on_light,
        linespacing=1.4,
    )
    axes.set_title(
        heading,
        loc="left",
        fontsize=12,
        fontweight="bold",
        color=INK.on_light,
        pad=14 + len(lines) * SMALL * 1.4,
    )


def guess_line(axes: Axes, share: float, words: str = "guessing") -> None:
    """Where guessing lands, across the whole height, named at the upper end."""
    axes.axvline(share, color=QUIET.on_light, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    axes.annotate(
        f"{words} {percent(share)}",
        (share, 1),
        (3, -2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        va="bottom",
        fontsize=SMALL,
        color=QUIET.on_light,
    )
