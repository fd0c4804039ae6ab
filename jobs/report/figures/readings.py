"""Readings over all candidates: how they spread, and how their means drift from night to night."""

import math
from collections.abc import Mapping, Sequence

from jobs.report.contents import NightContents, RunLine
from jobs.report.figure import Figure
from jobs.report.figures.spread import spread
from jobs.report.figures.style import axis, label, layout, level, rule
from jobs.report.wording import listed, percent, points
from schemas.colours import EMOTION_COLOURS, QUIET, RULE, TRAIT_COLOURS
from schemas.labels import EMOTIONS, GUESSED_EMOTION, GUESSED_TRAIT
from schemas.usability import DEFAULT_LIMITS

LEAST_N = int(DEFAULT_LIMITS["least_n"])
"""Candidates, below whom no spread is shown."""

BINS = [f"{low}\u2013{low + 10}\u202f%" for low in range(0, 100, 10)]
ROW = 58
"""CSS pixels of one histogram."""


def draw_distributions(contents: NightContents, measures: Sequence[str]) -> Figure | None:
    """How candidates spread over ten bins of each measure; None for fewer than five candidates.

    Args:
        contents: of the night.
        measures: EMOTIONS or TRAITS.
    """
    all_counts = contents.distributions
    counts = {
        name: all_counts[name] for name in measures if sum(all_counts.get(name, ())) >= LEAST_N
    }
    if not counts:
        return None
    of_emotions = measures[0] in EMOTION_COLOURS
    guess = GUESSED_EMOTION if of_emotions else GUESSED_TRAIT
    most = max(max(bins) for bins in counts.values())
    people = max(sum(bins) for bins in counts.values())
    drawn = layout(
        ROW * len(counts) + 56,
        (14, 20, 22, 34),
        shapes=[rule(guess, "dot", QUIET.on_light)],
        annotations=[
            label(
                f"guess {percent(guess)}",
                guess,
                1,
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                font={"color": QUIET.on_light, "size": 13},
            )
        ],
        xaxis=axis(
            range=[0, 1],
            tickvals=[0, 0.25, 0.5, 0.75, 1],
            tickformat=".0%",
            position=0,
            anchor="free",
        ),
    )
    data = []
    for row, (name, bins) in enumerate(counts.items()):
        number = "" if row == 0 else str(row + 1)
        bottom = 1 - (row + 1) / len(counts)
        top = bottom + 0.6 / len(counts)
        drawn[f"yaxis{number}"] = axis(domain=[bottom, top], range=[0, most], visible=False)
        drawn["annotations"].append(
            label(name, 1, top, xref="paper", yref="paper", xanchor="right", yanchor="bottom")
        )
        drawn["shapes"].append(level(bottom) | {"yref": "paper"})
        colours = EMOTION_COLOURS if of_emotions else TRAIT_COLOURS
        data.append(
            {
                "type": "bar",
                "x": [(place + 0.5) / len(BINS) for place in range(len(BINS))],
                "y": list(bins),
                "yaxis": f"y{number}",
                "width": 0.094,
                "marker": {"color": colours[name].on_light},
                "customdata": BINS,
                "hovertemplate": f"{name} %{{customdata}}: %{{y}} candidates<extra></extra>",
            }
        )
    return Figure(
        id="emotions" if of_emotions else "traits",
        title="Emotions over all candidates" if of_emotions else "Traits over all candidates",
        drawing={"data": data, "layout": drawn},
        text=f"Current {'fused means' if of_emotions else 'scores'} of {people:,} candidates, in "
        f"ten bins; the bars of all rows have one scale. {_crowded(counts)}",
        headers=("emotion" if of_emotions else "trait", *BINS, "n"),
        rows=[(name, *map(str, bins), f"{sum(bins):,}") for name, bins in counts.items()],
    )


def draw_drift(nights: Sequence[RunLine]) -> Figure | None:
    """Mean readings of what each of the last runs scored; None before the second such run."""
    scored = [night for night in nights if night.means]
    if len(scored) < 2:
        return None
    newest, last = scored[-1].means, len(scored) - 1
    top = 1.08 * max(max(night.means.values()) for night in scored)
    drawn = layout(
        380,
        (40, 100, 12, 52),
        meta={"narrow": _ticks(scored, 3)},
        shapes=[level(GUESSED_EMOTION, "dot", QUIET.on_light)],
        xaxis=axis(range=[-0.3, 1.05 * last], ticklabelstandoff=8),
        yaxis=axis(range=[0, top], tickformat=".0%", nticks=6, showgrid=True, gridcolor=RULE[0]),
    )
    for path, value in _ticks(scored, 6).items():
        drawn["xaxis"][path.partition(".")[2]] = value
    data: list[dict[str, object]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "cliponaxis": False,
            "x": list(range(len(scored))),
            "y": [night.means.get(name) for night in scored],
            "line": {"color": EMOTION_COLOURS[name].on_light, "width": 2},
            "marker": {"size": 5},
            "customdata": [_tick(night) for night in scored],
            "hovertemplate": f"{name} %{{y:.1%}}<br>%{{customdata}}<extra></extra>",
        }
        for name in EMOTIONS
    ]
    data.append(_end_labels(newest, last, 0.066 * top))
    return Figure(
        id="drift",
        title="Drift over the last nights",
        drawing={"data": data, "layout": drawn},
        text=_moved(scored),
        headers=("night", "inputs scored", *EMOTIONS),
        rows=[
            (_day(night), f"{night.scored:,}", *(percent(night.means.get(e)) for e in EMOTIONS))
            for night in scored
        ],
    )


def _crowded(counts: Mapping[str, Sequence[int]]) -> str:
    """The measures of which one bin holds half of the candidates."""
    told = []
    for name, bins in counts.items():
        place = max(range(len(bins)), key=lambda each: bins[each])
        if 2 * bins[place] >= sum(bins):
            told.append(f"{name} ({BINS[place]})")
    return f"Half or more are in one bin of {listed(told)}." if told else ""


def _moved(scored: Sequence[RunLine]) -> str:
    """What a reader of the drift should notice."""
    newest, before = scored[-1], scored[:-1]
    changes = {}
    for name, mean in newest.means.items():
        known = [(night.means[name], night.scored) for night in before if name in night.means]
        weight = sum(n for _, n in known)
        if weight:
            changes[name] = mean - sum(former * n for former, n in known) / weight
    told = "Mean fused readings of what each night scored, n inputs."
    if changes:
        name = max(changes, key=lambda each: abs(changes[each]))
        nights = f"{len(before)} nights" if len(before) > 1 else "night"
        told += (
            f" Against the {nights} before, {name} moved most, by {points(changes[name])} to "
            f"{percent(newest.means[name])}."
        )
    return f"{told} The dotted line is guessing, {percent(GUESSED_EMOTION)}."


def _ticks(scored: Sequence[RunLine], most: int) -> dict[str, object]:
    """Places and words of at most so many ticks, the newest night always among them."""
    every = math.ceil(len(scored) / most)
    shown = list(range(len(scored)))[::-every][::-1]
    words = [_tick(scored[place]) for place in shown]
    return {"xaxis.tickvals": shown, "xaxis.ticktext": words}


def _end_labels(newest: Mapping[str, float], last: int, gap: float) -> dict[str, object]:
    """Names at the ends of the lines, each beside a dot of the line's colour."""
    places = spread(list(newest.values()), gap, -math.inf, math.inf)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [1.045 * last] * len(places),
        "y": places,
        "text": [f"{name} {100 * newest[name]:.0f}\u202f%" for name in newest],
        "textposition": "middle right",
        "marker": {"size": 7, "color": [EMOTION_COLOURS[name].on_light for name in newest]},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _day(night: RunLine) -> str:
    return f"{night.run_date.day} {night.run_date:%b}"


def _tick(night: RunLine) -> str:
    return f"{_day(night)}<br>n\u202f=\u202f{night.scored:,}"
