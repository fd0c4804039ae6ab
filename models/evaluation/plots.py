"""Plots of an evaluation: confusion matrix in the thesis's form, accuracy of the traits."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from models.evaluation.style import SMALL, guess_line, headed_figure, percent, quieten
from schemas.colours import INK, LIGHT_BACKGROUND, RULE
from schemas.labels import GUESSED_EMOTION, GUESSED_TRAIT

LIGHT_LETTERS_FROM = 0.45
"""Cells above this share get light letters, which the dark end needs."""

SHARES = LinearSegmentedColormap.from_list("shares", [LIGHT_BACKGROUND, INK.on_light])
"""No emotion's colour: a cell is about two of them."""


def draw_confusion(
    matrix: Sequence[Sequence[int]], names: Sequence[str], heading: str, note: str
) -> Figure:
    """Labelled class by row, predicted by column: shares of the row, with counts below.

    Args:
        matrix: shape (k, k), counts.
        names: of the k classes.
        heading: of which model.
        note: of which data and how many items.
    """
    counts = np.asarray(matrix, dtype=np.float64)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    side = 0.8 * len(names)
    guess = (
        f"Per cent of the labelled class; guessing puts {percent(GUESSED_EMOTION)} in each cell."
    )
    figure = headed_figure(1.5 + side, 0.8 + 0.8 * side, heading, f"{note} {guess}")
    axes = figure.subplots()
    axes.imshow(shares, cmap=SHARES, vmin=0, vmax=1, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        text = f"{percent(share, 0)}\n{counts[row, column]:,.0f}"
        colour = LIGHT_BACKGROUND if share > LIGHT_LETTERS_FROM else INK.on_light
        axes.text(column, row, text, ha="center", va="center", fontsize=SMALL, color=colour)
        if row == column:
            cell = (column - 0.5, row - 0.5)
            axes.add_patch(Rectangle(cell, 1, 1, fill=False, edgecolor=INK.on_light))
    axes.set_xticks(range(len(names)), names)
    rows = [f"{name}\nn = {total:,.0f}" for name, total in zip(names, totals[:, 0], strict=True)]
    axes.set_yticks(range(len(names)), rows)
    axes.set_xlabel("predicted")
    axes.set_ylabel("labelled")
    quieten(axes)
    return figure


def draw_accuracies(
    measured: Mapping[str, Mapping[str, Any]], colours: Mapping[str, str], heading: str, note: str
) -> Figure:
    """Accuracy of several yes/no answers, with its 95 % interval where there is one.

    Args:
        measured: name to what `models.evaluation.measures.evaluate` returns.
        colours: name to #rrggbb.
        heading: of which model.
        note: of which data and how many items.
    """
    bars = "Bars are 95 % bootstrap intervals."
    figure = headed_figure(7, 0.9 + 0.4 * len(measured), heading, f"{note} {bars}")
    axes = figure.subplots()
    reach = [GUESSED_TRAIT]
    for row, (name, result) in enumerate(measured.items()):
        accuracy, limits = result["accuracy"], result["intervals"]["accuracy"]
        said = percent(accuracy)
        if limits is not None:
            axes.plot(limits, (row, row), color=colours[name], linewidth=2.5, alpha=0.45)
            said += f" ({limits[0] * 100:.1f} to {limits[1] * 100:.1f})"
        axes.plot(accuracy, row, marker="o", color=colours[name])
        reach += [accuracy, *(limits or ())]
        axes.annotate(
            said,
            (1, row),
            (8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=INK.on_light,
        )
    axes.set_yticks(range(len(measured)), list(measured))
    axes.set(xlim=(min(reach) - 0.03, max(reach) + 0.03), ylim=(len(measured) - 0.5, -0.5))
    axes.set_xlabel("accuracy, per cent of the items")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: percent(share, 0)))
    quieten(axes)
    axes.grid(axis="x", color=RULE.on_light, linewidth=0.8)
    guess_line(axes, GUESSED_TRAIT)
    return figure
