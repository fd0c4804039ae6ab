"""The Big Five: five scales, each of its own."""

from collections.abc import Sequence

from jobs.report.contents import TraitReading
from jobs.report.figure import Drawing, Figure
from jobs.report.figures.style import axis, label, layout, rule
from jobs.report.wording import percent
from schemas.colours import INK, LIGHT_BACKGROUND, QUIET, RULE, TRAIT_COLOURS

_ROW = 64
_TOP, _BOTTOM = 30, 34


def trait_figure(traits: Sequence[TraitReading]) -> Figure | None:
    """Own score with the model's error, on the cohort's middle half; None without a score."""
    if not traits:
        return None
    return Figure(
        id="traits",
        title="Five scales, each from 0 to 100\u202f%",
        drawing=_drawing(traits),
        text=_text(traits),
        headers=(
            "Trait", "Score", "Model\u2019s usual error", "First quartile", "Median",
            "Third quartile", "Others", "Model is right",
        ),
        rows=[
            (
                t.trait,
                percent(t.score),
                f"\u00b1 {100 * t.error:.1f} points" if t.error is not None else "not measured",
                percent(t.cohort.low),
                percent(t.cohort.median),
                percent(t.cohort.high),
                str(t.cohort.n),
                percent(t.accuracy),
            )
            for t in traits
        ],
    )  # fmt: skip


def error_span(reading: TraitReading) -> tuple[float, float]:
    """Score less and plus the model's error, on the scale; the score itself if none is known."""
    error = reading.error or 0.0
    return max(0.0, reading.score - error), min(1.0, reading.score + error)


def _text(traits: Sequence[TraitReading]) -> str:
    errors = [t.error for t in traits if t.error is not None]
    text = "The scales do not add up: each is read from the texts on its own. "
    if errors:
        text += (
            "The thin line is the model\u2019s usual error on essays of people it never saw: "
            f"{_from_to(min(errors), max(errors))} points to either side. Always answering "
            "50\u202f% would be off by 50 points, so one score says little about one person. "
        )
    if any(t.cohort.low is not None for t in traits):
        n = max(t.cohort.n for t in traits)
        text += (
            f"The grey bar is the middle half of {n} others of the cohort, its gap their median."
        )
    elif not any(t.cohort.n for t in traits):
        text += "Nobody else of the cohort has this score."
    else:
        text += "Fewer than five others have this score, so theirs are not shown."
    return text


def _from_to(least: float, most: float) -> str:
    low, high = f"{100 * least:.1f}", f"{100 * most:.1f}"
    return low if low == high else f"{low} to {high}"


def _drawing(traits: Sequence[TraitReading]) -> Drawing:
    rows = list(range(len(traits)))
    colours = [TRAIT_COLOURS[t.trait].on_light for t in traits]
    spans = [error_span(t) for t in traits]
    shapes = [_scale(row) for row in rows]
    for row, t in zip(rows, traits, strict=True):
        if t.cohort.low is not None and t.cohort.high is not None:
            shapes.append(_bar(row, t.cohort.low, t.cohort.high))
        if t.cohort.median is not None:
            shapes.append(_gap(row, t.cohort.median))
    return {
        "data": [
            {
                "type": "scatter",
                "name": "own",
                "mode": "markers",
                "x": [t.score for t in traits],
                "y": rows,
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [high - t.score for t, (_, high) in zip(traits, spans, strict=True)],
                    "arrayminus": [
                        t.score - low for t, (low, _) in zip(traits, spans, strict=True)
                    ],
                    "color": INK.on_light,
                    "thickness": 1.25,
                    "width": 4,
                },
                "marker": {
                    "size": 14,
                    "color": colours,
                    "line": {"width": 2, "color": LIGHT_BACKGROUND},
                },
                "text": [t.trait for t in traits],
                "cliponaxis": False,
                "hovertemplate": "%{text} %{x:.1%}<extra></extra>",
            }
        ],
        "layout": layout(
            _TOP + _BOTTOM + _ROW * len(traits),
            (20, 26, _TOP, _BOTTOM),
            xaxis=axis(
                range=[0, 1], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%", tickangle=0
            ),
            yaxis=axis(range=[len(traits) - 0.6, -0.6], showticklabels=False),
            shapes=[*shapes, rule(0.5, "dot", QUIET.on_light)],
            annotations=[
                label(
                    "guessing 50\u202f%",
                    0.5,
                    1,
                    yref="paper",
                    yanchor="bottom",
                    font={"size": 12, "color": QUIET.on_light},
                ),
                *(_name(row, t) for row, t in zip(rows, traits, strict=True)),
                *(_value(row, t) for row, t in zip(rows, traits, strict=True)),
            ],
        ),
    }


def _scale(row: int) -> dict[str, object]:
    line = {"color": RULE.on_light, "width": 1}
    return {
        "type": "line", "x0": 0, "x1": 1, "y0": row, "y1": row, "layer": "below", "line": line,
    }  # fmt: skip


def _bar(row: int, low: float, high: float) -> dict[str, object]:
    return {
        "type": "rect",
        "x0": low,
        "x1": high,
        "y0": row - 0.13,
        "y1": row + 0.13,
        "layer": "below",
        "fillcolor": RULE.on_light,
        "line": {"width": 0},
    }


def _gap(row: int, median: float) -> dict[str, object]:
    return {
        "type": "line",
        "x0": median,
        "x1": median,
        "y0": row - 0.13,
        "y1": row + 0.13,
        "layer": "below",
        "line": {"color": LIGHT_BACKGROUND, "width": 3},
    }


def _name(row: int, reading: TraitReading) -> dict[str, object]:
    return label(
        reading.trait,
        0,
        row,
        xanchor="left",
        yanchor="bottom",
        yshift=12,
        xshift=-20,
        font={"size": 14, "color": INK.on_light},
    )


def _value(row: int, reading: TraitReading) -> dict[str, object]:
    return label(
        percent(reading.score),
        1,
        row,
        xanchor="right",
        yanchor="bottom",
        xshift=26,
        yshift=12,
        font={"size": 14, "color": INK.on_light},
    )
