"""The questions side by side: a small bar chart for each emotion, a row for each question."""

from collections.abc import Sequence
from typing import Any

from jobs.report.contents import RecordingPart
from jobs.report.figure import Figure
from jobs.report.figures.style import axis, label, layout, plain, rule
from jobs.report.wording import percent, shortened, visible
from schemas.colours import EMOTION_COLOURS, INK, QUIET
from schemas.labels import EMOTIONS, GUESSED_EMOTION

_ROW = 62
_TOP, _BOTTOM = 40, 8


def latest(recordings: Sequence[RecordingPart]) -> list[RecordingPart]:
    """The last scored attempt at each question, in the order of the recordings."""
    found: dict[str, RecordingPart] = {}
    for part in recordings:
        if "fused" in part.emotions:
            best = found.get(part.question_id)
            if best is None or part.attempt >= best.attempt:
                found[part.question_id] = part
    return list(found.values())


def question_figure(recordings: Sequence[RecordingPart]) -> Figure | None:
    """Fused scores of the last attempt at each question; None with fewer than two questions."""
    parts = latest(recordings)
    if len(parts) < 2:
        return None
    highest = [max(p.emotions["fused"], key=p.emotions["fused"].__getitem__) for p in parts]
    text = "; ".join(
        f"{shortened(p.question_id, 60)}: mostly {emotion} "
        f"({percent(p.emotions['fused'][emotion])})"
        for p, emotion in zip(parts[:12], highest, strict=False)
    )
    return Figure(
        id="questions",
        title="Mean score of each emotion, by question",
        drawing=_drawing(parts),
        text=f"Face and voice together, the last attempt at each. {text}. "
        f"The dotted lines mark what guessing gives, {percent(GUESSED_EMOTION)}.",
        headers=("Question", "Attempt", *EMOTIONS),
        rows=[
            (
                visible(p.question_id),
                str(p.attempt),
                *(percent(p.emotions["fused"][emotion]) for emotion in EMOTIONS),
            )
            for p in parts
        ],
    )


def _slanted(notes: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Names of emotions that slant, for screens on which they would touch."""
    names = [i for i, note in enumerate(notes) if note["text"] in EMOTIONS]
    return {f"annotations.{i}.textangle": -40 for i in names}


def _note(text: str, y: float, shift: int, font: dict[str, Any], **parts: object) -> dict[str, Any]:
    """Words at the left edge of a chart, `shift` CSS pixels above y."""
    left = {"xanchor": "left", "xshift": -2}
    return label(text, 0, y, **left, yanchor="bottom", yshift=shift, font=font, **parts)


def _drawing(parts: Sequence[RecordingPart]) -> dict[str, object]:
    rows = list(range(len(parts)))
    top = max(0.5, max(max(p.emotions["fused"].values()) for p in parts))
    data, axes, shapes, notes = [], {}, [], []
    width = 1 / len(EMOTIONS)
    small = {"size": 12, "color": INK.on_light}
    for i, emotion in enumerate(EMOTIONS):
        number = "" if i == 0 else str(i + 1)
        colour = EMOTION_COLOURS[emotion].on_light
        scores = [p.emotions["fused"][emotion] for p in parts]
        data.append(
            {
                "type": "bar",
                "name": emotion,
                "orientation": "h",
                "x": scores,
                "y": rows,
                "xaxis": f"x{number}",
                "width": 0.16,
                "marker": {"color": colour},
                "hovertemplate": f"{emotion} %{{x:.1%}}<extra></extra>",
            }
        )
        axes[f"xaxis{number}"] = axis(
            domain=[i * width, (i + 0.86) * width], range=[0, top], showticklabels=False
        )
        shapes.append({**rule(GUESSED_EMOTION, "dot", QUIET.on_light), "xref": f"x{number}"})
        notes.append(_note(emotion, 1, 10, small, xref=f"x{number}", yref="paper"))
        notes += [
            _note(f"{100 * score:.1f}", row, 3, small, xref=f"x{number}")
            for row, score in zip(rows, scores, strict=True)
        ]
    quiet = {"size": 13, "color": QUIET.on_light}
    notes += [
        _note(plain(p.question_id, 36), row, 19, quiet, xref="paper")
        for row, p in zip(rows, parts, strict=True)
    ]
    return {
        "data": data,
        "layout": layout(
            _TOP + _BOTTOM + _ROW * len(parts),
            (2, 0, _TOP, _BOTTOM),
            **axes,
            yaxis=axis(range=[len(parts) - 0.75, -0.75], showticklabels=False),
            bargap=0,
            shapes=shapes,
            annotations=notes,
            meta={"narrow": {"margin.t": 62, **_slanted(notes)}},
        ),
    }
