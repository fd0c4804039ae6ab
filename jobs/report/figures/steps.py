"""Lines of a timeline as steps over whole bins, and what is told where one is pointed at."""

from collections.abc import Sequence
from typing import Any

from jobs.report.contents import Moment
from jobs.report.figures.lines import stroke
from jobs.report.figures.style import named
from schemas.colours import EMOTION_COLOURS, QUIET
from schemas.labels import EMOTIONS

_WHEN = "%{customdata[0]} to %{customdata[1]}<br>"
_END = "<extra></extra>"
_SCORED = (
    _WHEN
    + "<br>".join(
        f"{named(emotion, EMOTION_COLOURS[emotion].on_light)} %{{customdata[{column}]}}\u202f%"
        for column, emotion in enumerate(EMOTIONS, 2)
    )
    + _END
)
_NOT_SCORED = f"{_WHEN}not scored: %{{customdata[{len(EMOTIONS) + 3}]}}{_END}"
TEMPLATES = (_SCORED, _NOT_SCORED)
"""What is told of a bin, from its row of the table."""

TOUCH = 0.001
"""Seconds: bins that are no farther apart follow each other."""


def step_lines(
    moments: Sequence[Moment], order: Sequence[str], coloured: Sequence[str]
) -> list[dict[str, Any]]:
    """A line for each emotion: level from the start of a bin to its end, broken at gaps.

    Args:
        moments: of one modality, by time.
        order: emotions, the one drawn on top last.
        coloured: those drawn in colour; the others are thin.
    """
    corners = _corners(moments)
    return [
        {
            "name": emotion,
            "mode": "lines",
            "x": [x for x, _ in corners],
            "y": [m.emotions[emotion] if m and m.emotions else None for _, m in corners],
            "line": {"shape": "hv", **stroke(emotion, coloured)},
            "hoverinfo": "skip",
            **({} if emotion in coloured else {"opacity": 0.55}),
        }
        for emotion in order
    ]


def told_bins(
    moments: Sequence[Moment], rows: Sequence[Sequence[str]], top: float
) -> dict[str, Any]:
    """Unseen points, one a bin, that tell the bin's row of the table when it is pointed at.

    Args:
        moments: of one modality, by time.
        rows: of the table, one a moment: from, to, the emotions in percent, ..., why not.
        top: of the axis.
    """
    return {
        "name": "bins",
        "mode": "markers",
        "x": places(moments),
        "y": [round(top / 2, 1)] * len(moments),
        "marker": {"opacity": 0, "color": QUIET.on_light},
        "customdata": [list(row) for row in rows],
        "hovertemplate": [TEMPLATES[0 if m.emotions else 1] for m in moments],
    }


def places(moments: Sequence[Moment]) -> list[float]:
    """A place within each bin, seconds, so that the nearest is that of the bin pointed at.

    Two neighbours are equally far from where their bins meet. Middles would not be: the last bin
    of a recording is shorter than the others.
    """
    last = moments[-1]
    found = [(last.start_seconds + last.end_seconds) / 2]
    for later in reversed(moments[1:]):
        found.append(2 * later.start_seconds - found[-1])
    return found[::-1]


def _corners(moments: Sequence[Moment]) -> list[tuple[float, Moment | None]]:
    """Where a line may change, seconds, and the bin that is drawn from there on.

    A bin comes once more at its end if nothing follows it, and None breaks the line there.
    """
    found: list[tuple[float, Moment | None]] = []
    before: Moment | None = None
    for moment in (*(m for m in moments if m.emotions), None):
        if before and not (moment and abs(moment.start_seconds - before.end_seconds) < TOUCH):
            end = before.end_seconds
            found += [(end, before), (end, None)] if moment else [(end, before)]
        if moment:
            found.append((moment.start_seconds, moment))
        before = moment
    return found
