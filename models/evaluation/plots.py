"""Plots of an evaluation: confusion matrix in the thesis's form, reliability diagram, traits."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.evaluation.metrics import CALIBRATION_BINS

CONFIDENT_FROM = 0.55
"""Cells above this share get light letters, which dark blue needs."""


def plot_confusion(matrix: Sequence[Sequence[int]], names: Sequence[str], path: Path) -> None:
    """True class by row, predicted by column, as shares of the true class, counts in brackets.

    Args:
        matrix: shape (k, k), counts.
        names: of the k classes.
        path: PNG to write.
    """
    counts = np.asarray(matrix, dtype=np.float64)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    figure = Figure(figsize=(1.6 + 0.8 * len(names), 1.2 + 0.7 * len(names)), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        text = f"{share:.0%}\n({counts[row, column]:.0f})"
        colour = "white" if share > CONFIDENT_FROM else "black"
        axes.text(column, row, text, ha="center", va="center", fontsize=8, color=colour)
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("labelled")
    figure.savefig(path, dpi=120)


def plot_reliability(
    judged: Mapping[str, tuple[NDArray[np.integer], NDArray[np.floating]]], path: Path
) -> None:
    """How often the top class is right at each confidence; a calibrated model follows the line.

    Args:
        judged: name to labels, shape (n,), and probabilities, shape (n, k); one panel each.
        path: PNG to write.
    """
    figure = Figure(figsize=(1 + 3.2 * len(judged), 4.2), layout="constrained")
    panels = figure.subplots(2, len(judged), squeeze=False, sharex=True, height_ratios=(3, 1))
    for column, (name, (labels, probabilities)) in enumerate(judged.items()):
        _reliability(panels[0, column], panels[1, column], labels, probabilities)
        panels[0, column].set_title(name)
    panels[0, 0].set_ylabel("accuracy")
    panels[1, 0].set_ylabel("items")
    figure.savefig(path, dpi=120)


def _reliability(
    above: Axes, below: Axes, labels: NDArray[np.integer], probabilities: NDArray[np.floating]
) -> None:
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    edges = np.linspace(0, 1, CALIBRATION_BINS + 1)
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    items = np.bincount(bins, minlength=CALIBRATION_BINS)
    known = items > 0
    mean = np.bincount(bins, weights=confidence, minlength=CALIBRATION_BINS)[known] / items[known]
    right = np.bincount(bins, weights=correct, minlength=CALIBRATION_BINS)[known] / items[known]
    above.plot((0, 1), (0, 1), linestyle=":", color="grey")
    above.bar(edges[:-1][known], right, width=1 / CALIBRATION_BINS, align="edge", alpha=0.35)
    above.plot(mean, right, marker="o", markersize=3)
    above.set(xlim=(0, 1), ylim=(0, 1))
    below.bar(edges[:-1], items, width=1 / CALIBRATION_BINS, align="edge")
    below.set_xlabel("confidence")


def plot_intervals(measured: Mapping[str, Mapping[str, Any]], figure_name: str, path: Path) -> None:
    """One figure of several classifiers with its 95 % interval where there is one.

    Args:
        measured: name to what `models.evaluation.measures.evaluate` returns.
        figure_name: one of `models.evaluation.metrics.FIGURES`.
        path: PNG to write.
    """
    figure = Figure(figsize=(6, 0.9 + 0.4 * len(measured)), layout="constrained")
    axes = figure.subplots()
    for row, result in enumerate(measured.values()):
        if (limits := result["intervals"][figure_name]) is not None:
            axes.plot(limits, (row, row), color="tab:blue", linewidth=3, alpha=0.5)
        axes.plot(result[figure_name], row, marker="o", color="tab:blue")
    axes.set_yticks(range(len(measured)), list(measured))
    axes.set_xlabel(figure_name.replace("_", " "))
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    figure.savefig(path, dpi=120)
