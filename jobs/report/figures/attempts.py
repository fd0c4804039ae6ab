"""Attempts at one question side by side."""

from collections.abc import Sequence
from itertools import groupby

from jobs.report.contents import RecordingPart
from jobs.report.figure import Drawing, Figure
from jobs.report.figures.lines import NAMED, drawn_order, end_names, stroke
from jobs.report.figures.style import axis, layout, level
from jobs.report.wording import percent, points, shortened
from schemas.colours import QUIET, RULE
from schemas.labels import EMOTIONS, GUESSED_EMOTION

_HEIGHT = 300
_TOP, _BOTTOM = 16, 50


def attempt_figures(recordings: Sequence[RecordingPart]) -> list[Figure]:
    """Fused scores over the attempts, for each question with several scored ones."""
    scored = sorted(
        (p for p in recordings if "fused" in p.emotions), key=lambda p: (p.question_id, p.attempt)
    )
    made: list[Figure] = []
    for question, group in groupby(scored, key=lambda p: p.question_id):
        parts = list(group)
        if len(parts) > 1:
            made.append(_figure(f"attempts-{len(made) + 1}", question, parts))
    return made


def _figure(name: str, question: str, parts: Sequence[RecordingPart]) -> Figure:
    first, last = parts[0], parts[-1]
    changes = {e: last.emotions["fused"][e] - first.emotions["fused"][e] for e in EMOTIONS}
    most = max(changes, key=lambda e: abs(changes[e]))
    says = (
        f"{most} changed most: {points(changes[most])}, from "
        f"{percent(first.emotions['fused'][most])} to {percent(last.emotions['fused'][most])}"
        if abs(changes[most]) >= 0.01
        else "no emotion changed by a point"
    )
    return Figure(
        id=name,
        title=shortened(question, 80),
        drawing=_drawing(parts),
        text=f"From attempt {first.attempt} to {last.attempt}, {says}. "
        "Attempts also differ by light, distance and chance.",
        headers=("Attempt", "Recorded", *EMOTIONS),
        table=f"Table: attempts at {shortened(question, 80)}",
        rows=[
            (
                str(p.attempt),
                f"{p.recorded_at:%Y-%m-%d %H:%M}" if p.recorded_at else "unknown",
                *(percent(p.emotions["fused"][e]) for e in EMOTIONS),
            )
            for p in parts
        ],
    )


def _drawing(parts: Sequence[RecordingPart]) -> Drawing:
    scores = [p.emotions["fused"] for p in parts]
    coloured = sorted(EMOTIONS, key=lambda e: -sum(s[e] for s in scores))[:NAMED]
    top = min(1.0, max(0.5, 1.1 * max(max(s.values()) for s in scores)))
    gap = 17 * top / (_HEIGHT - _TOP - _BOTTOM)
    steps = list(range(len(parts)))
    every = [str(p.attempt) for p in parts]
    return {
        "data": [
            {
                "type": "scatter",
                "name": emotion,
                "mode": "lines+markers",
                "x": steps,
                "y": [s[emotion] for s in scores],
                "line": stroke(emotion, coloured),
                "marker": {"size": 8 if emotion in coloured else 4},
                "opacity": 1 if emotion in coloured else 0.55,
                "cliponaxis": False,
                "hovertemplate": "%{y:.1%}",
            }
            for emotion in drawn_order(coloured)
        ],
        "layout": layout(
            _HEIGHT,
            (46, 84, _TOP, _BOTTOM),
            hovermode="x unified",
            xaxis=axis(
                range=[-0.15, len(parts) - 0.85],
                tickvals=steps,
                ticktext=every,
                tickangle=0,
                title={
                    "text": "Attempt",
                    "font": {"size": 12, "color": QUIET.on_light},
                    "standoff": 6,
                },
            ),
            yaxis=axis(
                range=[0, top], tickformat=".0%", nticks=4, showgrid=True, gridcolor=RULE.on_light
            ),
            shapes=[level(GUESSED_EMOTION, "dot", QUIET.on_light)],
            annotations=end_names(scores[-1], coloured, gap, top, 8),
            meta={"narrow": {"margin.l": 40, "margin.r": 88}},
        ),
    }
