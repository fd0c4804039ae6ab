"""Lines of the seven emotions: a few in colour with their names, the others thin."""

from collections.abc import Mapping, Sequence
from typing import Any

from jobs.report.figures.spread import spread
from jobs.report.figures.style import label, named
from schemas.colours import EMOTION_COLOURS, INK, QUIET
from schemas.labels import EMOTIONS, GUESSED_EMOTION

NAMED = 4
"""Emotions that are drawn in colour and labelled."""


def drawn_order(coloured: Sequence[str]) -> list[str]:
    """All emotions, the one drawn on top last: the first of those in colour."""
    return [*(e for e in EMOTIONS if e not in coloured), *reversed(coloured)]


def stroke(emotion: str, coloured: Sequence[str]) -> dict[str, Any]:
    """Width and colour of an emotion's line."""
    if emotion in coloured:
        return {"width": 2.25, "color": EMOTION_COLOURS[emotion].on_light}
    return {"width": 1, "color": QUIET.on_light}


def end_names(
    ends: Mapping[str, float], coloured: Sequence[str], gap: float, top: float, shift: int
) -> list[dict[str, Any]]:
    """Names right of where the lines end, moved apart; and of the guess line.

    Args:
        ends: emotion to its last score.
        coloured: the emotions that get a name.
        gap: least distance of two names, as a share like the scores.
        top: of the axis.
        shift: CSS pixels between the plot and the names.
    """
    places = spread([*(ends[e] for e in coloured), GUESSED_EMOTION], gap, 0.0, top)
    right = {"xref": "paper", "xanchor": "left", "xshift": shift}
    ink, quiet = {"size": 13, "color": INK.on_light}, {"size": 12, "color": QUIET.on_light}
    return [
        *(
            label(named(e, EMOTION_COLOURS[e].on_light), 1, place, **right, font=ink)
            for e, place in zip(coloured, places, strict=False)
        ),
        label("guessing", 1, places[-1], **right, font=quiet),
    ]
