"""Panels along a recording's time: the level of its sound, scores of its windows, attention."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from models.evaluation.style import SMALL, guess_words, percent, quieten, show_shares
from models.voice.level import TOLD_DB
from schemas.colours import EMOTION_COLOURS, INK, QUIET, RULE
from schemas.labels import GUESSED_EMOTION

MOST_POINTS = 800
"""Of a line; a longer one is drawn as means and ranges of so many stretches."""

FLOOR_DB = -60.0
"""Lowest level shown."""

ATTENTION_SHOWN = 3.0
"""Multiples of an even attention that are shown at least."""

MARKS_APART = 0.03
"""Of the length: nearer marks share a label."""

_FEW = 60


class Series(NamedTuple):
    """Values at even steps; NaN where there is none."""

    first_seconds: float
    """Of the first value."""
    step_seconds: float
    values: NDArray[np.floating]


class Stretches(NamedTuple):
    """A series as it is drawn, each of shape (n,); NaN where a stretch has no value."""

    seconds: NDArray[np.float64]
    """Middle of each stretch."""
    mean: NDArray[np.float64]
    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]


def stretches(series: Series, most: int = MOST_POINTS) -> Stretches:
    """At most so many stretches of a series; a short series stays as it is."""
    values = np.asarray(series.values, np.float64)
    each = max(1, -(-len(values) // most))
    rows = np.pad(values, (0, -len(values) % each), constant_values=np.nan).reshape(-1, each)
    middles = np.arange(len(rows), dtype=np.float64) * each + (each - 1) / 2
    there = np.isfinite(rows)
    heard = there.any(axis=1)
    mean = np.full(len(rows), np.nan)
    np.divide(np.where(there, rows, 0).sum(axis=1), there.sum(axis=1), out=mean, where=heard)
    return Stretches(
        series.first_seconds + series.step_seconds * middles,
        mean,
        np.where(heard, np.where(there, rows, np.inf).min(axis=1), np.nan),
        np.where(heard, np.where(there, rows, -np.inf).max(axis=1), np.nan),
    )


def is_stretched(series: Series) -> bool:
    """Whether it is drawn in stretches of more than one value."""
    return len(series.values) > MOST_POINTS


def draw_level(axes: Axes, level: Series, gain_db: float) -> None:
    """The level of the sound as an area, dB of full scale; gain_db of it is not the file's."""
    drawn = stretches(level)
    for values, alpha in ((drawn.highest, 0.3), (drawn.mean, 0.6)):
        axes.fill_between(
            drawn.seconds, FLOOR_DB, values, color=QUIET.on_light, alpha=alpha, linewidth=0
        )
    axes.set(ylim=(FLOOR_DB, 0))
    axes.set_yticks([FLOOR_DB, FLOOR_DB / 2, 0])
    quieten(axes)
    gain = f"; brought to it by {gain_db:+.1f} dB" if abs(gain_db) >= TOLD_DB else ""
    _caption(axes, f"Level of the sound as it is scored, dB of full scale{gain}")


def draw_scores(
    axes: Axes, scores: Series, emotion: str, mean: float, strongest: Sequence[float]
) -> None:
    """The windows' scores between the line of guessing and their mean.

    Args:
        axes: to draw on.
        scores: of the windows for the emotion, at their middles; NaN without a score.
        emotion: which.
        mean: of the recording.
        strongest: middles of the windows that moved the mean most, strongest first.
    """
    colour = EMOTION_COLOURS[emotion].on_light
    drawn = stretches(scores)
    axes.fill_between(drawn.seconds, drawn.lowest, drawn.highest, color=colour, alpha=0.25, lw=0)
    size, line = (5.0, 1.4) if len(scores.values) <= _FEW else (1.0, 1.0)
    axes.plot(drawn.seconds, drawn.mean, color=colour, lw=line, marker="o", markersize=size)
    axes.set(ylim=(0, 1.13))
    quieten(axes)
    show_shares(axes, "y")
    _across(axes, mean, colour, "-", f"mean {percent(mean)}", mean >= GUESSED_EMOTION)
    _across(
        axes,
        GUESSED_EMOTION,
        QUIET.on_light,
        (0, (4, 3)),
        guess_words(GUESSED_EMOTION),
        mean < GUESSED_EMOTION,
    )
    for middle, label in _labels(strongest, MARKS_APART * (axes.get_xlim()[1])):
        axes.text(
            middle,
            1.07,
            label,
            ha="center",
            va="center",
            fontsize=SMALL,
            fontweight="bold",
            color=INK.on_light,
        )
    _caption(axes, f"Score of each window for {emotion}, at its middle; 1 moved the mean most")


def draw_unscored(axes: Axes, scores: Series, reasons: Sequence[str]) -> None:
    """Grey stretches where windows have no score, and why.

    Args:
        axes: with scores, along the whole recording.
        scores: as they are drawn.
        reasons: why windows have no score.
    """
    if not reasons:
        return
    edges = scores.first_seconds + scores.step_seconds * (np.arange(len(scores.values) + 1) - 0.5)
    edges[[0, -1]] = axes.get_xlim()
    spans = [
        (edges[window], edges[window + 1] - edges[window])
        for window in np.flatnonzero(np.isnan(scores.values))
    ]
    axes.broken_barh(spans, (0, 1), color=RULE.on_light, alpha=0.5, linewidth=0, zorder=0)
    axes.annotate(
        f"grey: {', '.join(reasons)}",
        (1, 1),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        fontsize=SMALL,
        color=QUIET.on_light,
    )


def draw_attention(axes: Axes, attention: Series, caption: str) -> None:
    """Attention as an area, multiples of an even attention."""
    drawn = stretches(attention)
    axes.fill_between(drawn.seconds, drawn.lowest, drawn.highest, color=RULE.on_light, linewidth=0)
    axes.fill_between(drawn.seconds, 0, drawn.mean, color=INK.on_light, alpha=0.3, linewidth=0)
    axes.plot(drawn.seconds, drawn.mean, color=INK.on_light, linewidth=0.7)
    axes.set(ylim=(0, max(ATTENTION_SHOWN, 1.05 * float(np.nanmax(drawn.highest)))))
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)  # type: ignore[call-arg]
    quieten(axes)
    axes.yaxis.grid(color=RULE.on_light, linewidth=0.8)
    axes.axhline(1, color=QUIET.on_light, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    _caption(axes, caption)


def _across(
    axes: Axes, value: float, colour: str, style: str | tuple[int, tuple[int, int]], said: str,
    above: bool,
) -> None:  # fmt: skip
    """A line across the panel, named at its right, above or below."""
    axes.axhline(value, color=colour, linewidth=1, linestyle=style, zorder=1)
    axes.annotate(
        said,
        (1, value),
        (6, 2 if above else -2),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        va="bottom" if above else "top",
        fontsize=SMALL,
        color=INK.on_light if style == "-" else QUIET.on_light,
    )


def _caption(axes: Axes, said: str) -> None:
    axes.annotate(
        said,
        (0, 1),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=SMALL,
        color=INK.on_light,
    )


def _labels(middles: Sequence[float], apart: float) -> Iterable[tuple[float, str]]:
    """Where to write the ranks; those of neighbours together, in order of time."""
    groups: list[list[tuple[float, int]]] = []
    for middle, rank in sorted((middle, rank) for rank, middle in enumerate(middles, start=1)):
        if groups and middle - groups[-1][-1][0] < apart:
            groups[-1].append((middle, rank))
        else:
            groups.append([(middle, rank)])
    for group in groups:
        ranks = sorted(rank for _, rank in group)
        yield float(np.mean([middle for middle, _ in group])), ", ".join(map(str, ranks))
