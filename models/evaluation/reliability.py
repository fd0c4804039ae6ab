"""The reliability diagram: is a model as often right as it says?"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.evaluation.metrics import CALIBRATION_BINS, wilson_interval
from models.evaluation.style import SMALL, guess_words, headed_figure, quieten, show_shares
from schemas.colours import INK, QUIET

BIN_ITEMS = 10
"""A bin with fewer is not drawn: its 95 % interval is as wide as half of the diagram."""

RELIABILITY_ITEMS = BIN_ITEMS * CALIBRATION_BINS
"""No diagram from fewer items, ten a bin: what it showed would be noise."""


class Panel(NamedTuple):
    """One curve."""

    labels: NDArray[np.integer]
    """Shape (n,)."""
    probabilities: NDArray[np.floating]
    """Shape (n, k)."""
    colour: str
    """#rrggbb."""


class Bins(NamedTuple):
    """Items by confidence; all of shape (CALIBRATION_BINS,)."""

    items: NDArray[np.integer]
    right: NDArray[np.floating]
    """Of the items, how many."""
    confidence: NDArray[np.floating]
    """Mean; NaN of an empty bin."""


def no_diagram_because(items: int) -> str | None:
    """Why so few items get no reliability diagram, or None if they are enough."""
    if items >= RELIABILITY_ITEMS:
        return None
    return (
        f"No reliability diagram: it needs at least {RELIABILITY_ITEMS} items "
        f"({BIN_ITEMS} for each of {CALIBRATION_BINS} bins), and there are {items:,}."
    )


def draw_reliability(
    panels: Mapping[str, Panel], guessed: float, heading: str, note: str
) -> Figure:
    """How often the top class is right at each confidence; a calibrated model follows the diagonal.

    Args:
        panels: name to what is drawn; beside one another.
        guessed: share that guessing gets right.
        heading: of which model.
        note: of which data and how many items.
    """
    many = len(panels) > 1
    lines = (
        "A calibrated model follows the diagonal: it is as often right as it says. Bars are 95 % "
        "Wilson intervals, as if the items were independent; bins with fewer than "
        f"{BIN_ITEMS} items have no point."
    )
    figure = headed_figure(max(6.5, 2.6 * len(panels)), 4.6, heading, f"{note} {lines}")
    drawn = figure.subplots(
        2, len(panels), squeeze=False, sharex=True, sharey="row", height_ratios=(3.4, 1)
    )
    for (above, below), (name, panel) in zip(drawn.T, panels.items(), strict=True):
        bins = bins_of(panel)
        _curve(above, bins, panel.colour, guessed)
        _histogram(below, bins.items, panel.colour)
        below.set_xlabel("confidence" if many else "confidence: probability of the top class")
        if many:
            above.set_title(name, loc="left", fontsize=10, color=panel.colour)
    first = drawn[0, 0]
    first.set_ylabel("accuracy, per cent of the items")
    drawn[1, 0].set_ylabel("items")
    first.annotate(
        guess_words(guessed),
        (1, guessed),
        (-3, -3),
        textcoords="offset points",
        ha="right",
        va="top",
        fontsize=SMALL,
        color=QUIET.on_light,
    )
    return figure


def bins_of(panel: Panel) -> Bins:
    """Sort items into bins of equal width by the probability of their top class."""
    confidence = panel.probabilities.max(axis=1)
    correct = panel.probabilities.argmax(axis=1) == panel.labels
    places = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    items = np.bincount(places, minlength=CALIBRATION_BINS)
    total = np.bincount(places, weights=confidence, minlength=CALIBRATION_BINS)
    right = np.bincount(places, weights=correct.astype(np.float64), minlength=CALIBRATION_BINS)
    mean = np.divide(total, items, out=np.full(CALIBRATION_BINS, np.nan), where=items > 0)
    return Bins(items, right.astype(np.float64), mean)


def _curve(axes: Axes, bins: Bins, colour: str, guessed: float) -> None:
    known = bins.items >= BIN_ITEMS
    items, right, mean = bins.items[known], bins.right[known], bins.confidence[known]
    axes.plot((0, 1), (0, 1), color=QUIET.on_light, linewidth=1)
    axes.axhline(guessed, color=QUIET.on_light, linewidth=1, linestyle=(0, (4, 3)))
    axes.vlines(mean, *wilson_interval(right, items), color=colour, alpha=0.5)
    axes.plot(mean, right / items, marker="o", markersize=4, color=colour)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    quieten(axes)
    show_shares(axes, "y")


def _histogram(axes: Axes, items: NDArray[np.integer], colour: str) -> None:
    """The tallest bar has its number, in place of an axis."""
    edges = np.arange(CALIBRATION_BINS) / CALIBRATION_BINS
    width = 0.9 / CALIBRATION_BINS
    axes.bar(edges, items, width=width, align="edge", color=colour, alpha=0.6)
    quieten(axes)
    show_shares(axes)
    axes.set_yticks([])
    most = int(items.argmax())
    axes.annotate(
        f"{items[most]:,}",
        (edges[most] + width / 2, items[most]),
        (0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=SMALL,
        color=INK.on_light,
    )
