"""Draws what moved a voice's score along the recording."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from models.evaluation.emotion_bars import draw_probabilities
from models.evaluation.style import DPI, SMALL
from models.evaluation.time_axis import MINUTES_FROM, clock, lay_time
from models.evaluation.voice_panels import (
    Series,
    draw_attention,
    draw_level,
    draw_scores,
    draw_unscored,
    is_stretched,
)
from schemas.colours import INK, QUIET
from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS
from schemas.sampling import VOICE_WINDOW_SECONDS

WIDTH = 13.0
"""Inches."""

LEFT, RIGHT, BARS = 0.05, 0.62, (0.765, 0.93)
"""Parts of the width: from where to where panels and bars go."""

LEVEL, SCORES, ATTENTION = 1.0, 2.1, 1.1
"""Inches: how high a panel is."""

ABOVE, BETWEEN, BELOW_SCORES, BELOW = 1.15, 0.42, 0.85, 1.15
"""Inches: heading, caption of a panel, time axis and caption, time axis and what is said."""

CLOSE_UPS = 5


class ExplainedVoice(NamedTuple):
    """A recording's voice and what moved its score for one emotion."""

    seconds: float
    """Length of the sound."""
    emotion: str
    """Which is explained."""
    probabilities: Sequence[float]
    """Of all seven."""
    level: Series
    """dB of full scale."""
    gain_db: float
    """Of the level over that of the file."""
    scores: Series
    """Of the windows for the emotion, at their middles; NaN without a score."""
    reasons: Sequence[str]
    """Why windows have no score."""
    strongest: Sequence[float]
    """Middles of the windows that moved the score most, strongest first."""
    attention: Series | None
    """Multiples of an even attention; None if no model tells it."""
    tellers: str
    """Models that tell it."""
    told: str
    """What is to be said of the attention, or of its absence."""


def draw_voice(explained: ExplainedVoice, models: str) -> Figure:
    """Level, scores and attention below each other, beside the seven probabilities.

    Over minutes attention evens out: of a long recording the strongest windows show theirs.

    Args:
        explained: what to draw.
        models: which models scored, for the note.
    """
    looked = explained.attention is not None
    height = ABOVE + LEVEL + BETWEEN + SCORES + BELOW + looked * (BELOW_SCORES + ATTENTION)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI)

    def row(above: float, tall: float, left: float = LEFT, right: float = RIGHT) -> Axes:
        return figure.add_axes((left, 1 - (above + tall) / height, right - left, tall / height))

    level, scores = row(ABOVE, LEVEL), row(ABOVE + LEVEL + BETWEEN, SCORES)
    for axes in (level, scores):
        lay_time(axes, explained.seconds)
    level.xaxis.set_ticklabels([])
    level.set_xlabel("")
    draw_level(level, explained.level, explained.gain_db)
    mean = explained.probabilities[EMOTIONS.index(explained.emotion)]
    draw_scores(scores, explained.scores, explained.emotion, mean, explained.strongest)
    draw_unscored(scores, explained.scores, explained.reasons)
    if explained.attention is not None:
        above = ABOVE + LEVEL + BETWEEN + SCORES + BELOW_SCORES
        caption = f"Attention of {explained.tellers}; 1: as if all moments of a window were alike"
        if explained.seconds <= MINUTES_FROM:
            axes = row(above, ATTENTION)
            lay_time(axes, explained.seconds)
            draw_attention(axes, explained.attention, caption)
        else:
            figure.text(LEFT, 1 - (above - 0.32) / height, caption, fontsize=SMALL)
            _close_up(explained, lambda left, right: row(above, ATTENTION, left, right))
    bars = row(ABOVE, 2.6, *BARS)
    draw_probabilities(bars, explained.probabilities, explained.emotion)
    _say(figure, explained, models)
    return figure


def _close_up(explained: ExplainedVoice, row: Callable[[float, float], Axes]) -> None:
    """Attention to each of the strongest windows; all have one scale."""
    whole = explained.attention
    assert whole is not None
    width, highest = (RIGHT - LEFT) / CLOSE_UPS, 0.0
    drawn = []
    for number, middle in enumerate(explained.strongest[:CLOSE_UPS]):
        start = middle - VOICE_WINDOW_SECONDS / 2
        first = round(start / whole.step_seconds)
        last = first + int(VOICE_WINDOW_SECONDS / whole.step_seconds)
        part = whole._replace(
            first_seconds=start + whole.step_seconds / 2, values=whole.values[first:last]
        )
        left = LEFT + number * width
        axes = row(left, left + 0.86 * width)
        axes.set_xlim(start, start + VOICE_WINDOW_SECONDS)
        axes.set_xticks([start, start + 1, start + 2, start + 3], ["0", "1", "2", "3 s"])
        draw_attention(axes, part, f"{number + 1}, from {clock(start, explained.seconds)}")
        highest = max(highest, axes.get_ylim()[1])
        drawn.append(axes)
    for axes in drawn:
        axes.set_ylim(0, highest)


def _say(figure: Figure, explained: ExplainedVoice, models: str) -> None:
    height = figure.get_figheight()
    scores = explained.scores.values
    note = (
        f"{clock(explained.seconds, explained.seconds)} of sound, {np.isfinite(scores).sum():,} of "
        f"{len(scores):,} windows scored, {models}"
    )
    quiet, ink = QUIET.on_light, INK.on_light
    heading = f"Which windows moved the voice's score for {explained.emotion}"
    figure.text(LEFT, 1 - 0.38 / height, heading, fontsize=14, fontweight="bold", color=ink)
    figure.text(LEFT, 1 - 0.65 / height, note, fontsize=SMALL, color=quiet)
    note = f"Scores of this voice; {explained.emotion} is shown"
    figure.text(BARS[0], 1 - 0.65 / height, note, fontsize=SMALL, color=quiet)
    told = explained.told
    if is_stretched(explained.level) or is_stretched(explained.scores):
        told += " Where values lie close, lines are their means, and light bands their range."
    figure.text(LEFT, 0.45 / height, told, fontsize=SMALL, color=quiet)
    figure.text(LEFT, 0.2 / height, CAVEAT, fontsize=SMALL, color=ink)
