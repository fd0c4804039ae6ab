"""Emotions over the time of a recording: one figure for each modality."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from jobs.report.contents import Moment, RecordingPart, Telling
from jobs.report.figure import Drawing, Figure
from jobs.report.figures.bins import Series
from jobs.report.figures.emotions import MODALITIES
from jobs.report.figures.lines import NAMED, drawn_order, end_names
from jobs.report.figures.steps import step_lines, told_bins
from jobs.report.figures.style import axis, label, layout, level
from jobs.report.telling import worth_telling
from jobs.report.wording import clock, listed, moment, percent, shortened
from schemas.colours import EMOTION_COLOURS, INK, QUIET, RULE
from schemas.labels import EMOTIONS, GUESSED_EMOTION

TICKS = (0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200)
"""Seconds between the ticks of an axis: the shortest with room is taken."""

_HEIGHT = 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 84, 30, 36
_PLOT = _HEIGHT - _TOP - _BOTTOM


class Gap(NamedTuple):
    """A stretch in which nothing could be scored."""

    start_seconds: float
    end_seconds: float
    why: str


def timeline_figures(
    part: RecordingPart, series: Series, merged: float | None, name: str
) -> dict[str, Figure]:
    """Modality to its figure; `name` begins the ids, `merged` is the length of a merged bin."""
    drawn = {}
    for modality, moments in series.items():
        rows = [_row(each) for each in moments]
        drawn[modality] = Figure(
            id=f"{name}-{modality}",
            title=MODALITIES[modality],
            drawing=_drawing(part, moments, modality, rows),
            text=_text(moments, merged),
            headers=("From", "To", *(f"{e}, %" for e in EMOTIONS), "Scored time, %", "Why not"),
            rows=rows,
            table=f"Table: {MODALITIES[modality]}, {_name(part)}",
        )
    return drawn


def _name(part: RecordingPart) -> str:
    return f"{shortened(part.question_id, 80)}, attempt {part.attempt}"


def gaps(moments: Sequence[Moment]) -> list[Gap]:
    """Neighbouring moments without a score for the same reason."""
    found = []
    for why, run in groupby(moments, key=lambda m: None if m.emotions else m.why or m.state):
        if why is not None:
            stretch = list(run)
            found.append(Gap(stretch[0].start_seconds, stretch[-1].end_seconds, why))
    return found


def leading(moments: Sequence[Moment]) -> list[str]:
    """The emotions that matter, by their mean over the scored time."""
    return sorted(EMOTIONS, key=lambda emotion: -_mean(moments, emotion))[:NAMED]


def _mean(moments: Sequence[Moment], emotion: str) -> float:
    pairs = [
        (m.emotions[emotion], m.scored_share * (m.end_seconds - m.start_seconds))
        for m in moments
        if m.emotions
    ]
    weight = sum(w for _, w in pairs)
    if weight <= 0:
        return sum(score for score, _ in pairs) / len(pairs) if pairs else 0.0
    return sum(score * w for score, w in pairs) / weight


def _row(each: Moment) -> tuple[str, ...]:
    scores = each.emotions
    return (
        moment(each.start_seconds),
        moment(each.end_seconds),
        *(f"{100 * scores[emotion]:.1f}" if scores else "" for emotion in EMOTIONS),
        f"{100 * each.scored_share:.1f}",
        "" if scores else each.why or each.state,
    )


def _text(moments: Sequence[Moment], merged: float | None) -> str:
    first = leading(moments)[0]
    peak = max((m for m in moments if m.emotions), key=lambda m: (m.emotions or {})[first])
    score = (peak.emotions or {})[first]
    text = (
        f"Highest on average is {first}; it is highest, {percent(score)}, from "
        f"{moment(peak.start_seconds)} to {moment(peak.end_seconds)}."
    )
    missing = gaps(moments)
    if missing:
        by_reason: dict[str, list[Gap]] = {}
        for gap in missing:
            by_reason.setdefault(gap.why, []).append(gap)
        told = []
        for why, stretches in by_reason.items():
            places = [
                f"{moment(g.start_seconds)} to {moment(g.end_seconds)}" for g in stretches[:3]
            ]
            if len(stretches) > 3:
                places = [*places[:2], f"{len(stretches) - 2} more stretches"]
            told.append(f"{listed(places)} ({why})")
        text += f" Grey bands could not be scored: {'; '.join(told)}."
    if merged:
        text += (
            f" The recording is long: each step is the mean of {clock(merged)} minutes, "
            "weighted by scored time."
            if merged >= 60
            else f" The recording is long: each step is the mean of {merged:.0f} seconds, "
            "weighted by scored time."
        )
    return text


def _drawing(
    part: RecordingPart, moments: Sequence[Moment], modality: str, rows: Sequence[Sequence[str]]
) -> Drawing:
    coloured = leading(moments)
    peak = max(max(m.emotions.values()) for m in moments if m.emotions)
    top = min(1.0, max(0.5, 1.1 * peak))
    end = max(part.duration_seconds, moments[-1].end_seconds)
    last = next(m.emotions for m in reversed(moments) if m.emotions)
    narrow = {f"xaxis.{name}": value for name, value in _ticks(end, 4).items()}
    missing = gaps(moments)
    telling = [t for t in worth_telling(part) if t.modality == modality]
    return {
        "data": [
            *step_lines(moments, drawn_order(coloured), coloured),
            told_bins(moments, rows, top),
            *([_marks(telling, top)] if telling else []),
        ],
        "layout": layout(
            _HEIGHT,
            (_LEFT, _RIGHT, _TOP, _BOTTOM),
            hovermode="closest",
            hoverdistance=10_000,
            spikedistance=10_000,
            xaxis=axis(
                range=[0, end],
                **_ticks(end, 7),
                ticklabelstandoff=6,
                showspikes=True,
                spikesnap="cursor",
            ),
            yaxis=axis(
                range=[-0.01 * top, 1.01 * top],  # so that no line is cut in half at its edges
                tickformat=".0%",
                nticks=4,
                showgrid=True,
                gridcolor=RULE.on_light,
            ),
            shapes=[*map(_band, missing), level(GUESSED_EMOTION, "dot", QUIET.on_light)],
            annotations=[
                *end_names(last, coloured, 17 * top / _PLOT, top, 6),
                *_gap_words(missing, end),
                *_telling_words(telling),
            ],
            meta={"narrow": {"margin.l": 40, "margin.r": 88} | narrow},
        ),
    }


def _ticks(end: float, most: int) -> dict[str, Any]:
    """Round times of the axis, at most so many."""
    every = next((step for step in TICKS if end / step < most), TICKS[-1])
    seconds = [every * count for count in range(int(end / every + 1e-6) + 1)]
    return {"tickvals": seconds, "ticktext": [_tick(second, every) for second in seconds]}


def _tick(second: float, every: float) -> str:
    return clock(second) if every >= 1 else f"{second:.1f}\u202fs"


def _marks(telling: Sequence[Telling], top: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "telling",
        "mode": "markers",
        "x": [_middle(t) for t in telling],
        "y": [top] * len(telling),
        "cliponaxis": False,
        "marker": {
            "symbol": "triangle-down",
            "size": 11,
            "color": [EMOTION_COLOURS[t.emotion].on_light for t in telling],
        },
        "hoverinfo": "skip",
    }


def _band(gap: Gap) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": gap.start_seconds,
        "x1": gap.end_seconds,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "layer": "below",
        "fillcolor": RULE.on_light,
        "opacity": 0.55,
        "line": {"width": 0},
    }


def _gap_words(missing: Sequence[Gap], end: float) -> list[dict[str, Any]]:
    """The reason in the widest band, where it has room."""
    widest = max(missing, key=lambda g: g.end_seconds - g.start_seconds, default=None)
    if widest is None or widest.end_seconds - widest.start_seconds < 0.4 * end:
        return []
    return [_at_top(widest.why, widest, yanchor="top")]


def _telling_words(telling: Sequence[Telling]) -> list[dict[str, Any]]:
    return [_at_top(t.emotion, t, yanchor="bottom", yshift=8) for t in telling]


def _at_top(text: str, stretch: Gap | Telling, **parts: object) -> dict[str, Any]:
    """Words at the upper edge of the plot, over the middle of a stretch."""
    font = {"size": 12, "color": INK.on_light}
    return label(text, _middle(stretch), 1, yref="paper", font=font, **parts)


def _middle(stretch: Gap | Telling) -> float:
    return (stretch.start_seconds + stretch.end_seconds) / 2
