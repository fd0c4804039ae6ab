"""The figures of the night page: what became of the inputs, and what that took."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jobs.report.contents import NightContents, RunLine
from jobs.report.figure import Drawing, Figure
from jobs.report.figures.readings import draw_distributions, draw_drift
from jobs.report.figures.style import AXIS, label, layout
from jobs.report.wording import day, duration, percent
from schemas.colours import INK
from schemas.labels import EMOTIONS, TRAITS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as PlotlyFigure

BAR = 44
"""CSS pixels of a bar with its label."""


def night_figures(contents: NightContents) -> Mapping[str, "PlotlyFigure"]:
    """Name to plotly figure, for notebooks: funnel, emotions, traits, drift, stages.

    Those for which there is too little are left out.
    """
    from plotly.graph_objects import Figure as PlotlyFigure

    return {name: PlotlyFigure(each.drawing) for name, each in draw_night(contents).items()}


def draw_night(contents: NightContents) -> dict[str, Figure]:
    """Every figure that there is enough for, by name."""
    found = {
        "funnel": draw_funnel(contents),
        "emotions": draw_distributions(contents, EMOTIONS),
        "traits": draw_distributions(contents, TRAITS),
        "drift": draw_drift(contents.nights),
        "stages": draw_stages(contents),
    }
    return {name: figure for name, figure in found.items() if figure is not None}


def draw_funnel(contents: NightContents) -> Figure | None:
    """Found, scored, usable: inputs as shares of those found, candidates of all."""
    run = contents.run
    if run is None or not run.found:
        return None
    people = len(contents.candidates)
    counts = [
        ("Inputs found", run.found, run.found),
        ("scored", run.scored, run.found),
        ("skipped", run.skipped, run.found),
        ("failed", run.failed, run.found),
        ("Candidates with scores, of all nights", people, people),
        ("usable", contents.usable, people),
    ]
    bars = [(name, count / whole if whole else 0.0, f"{count:,}") for name, count, whole in counts]
    return Figure(
        id="funnel",
        title="From found to usable",
        drawing=_bars(bars),
        text=f"Inputs of this run as shares of the {run.found:,} that it found; candidates as "
        f"shares of the {people:,} who have scores.",
        headers=("step", "number", "share"),
        rows=[(name, number, percent(share)) for name, share, number in bars],
    )


def draw_stages(contents: NightContents) -> Figure | None:
    """CPU time by stage, the most first, of the newest run that has it; None if none has."""
    run = _measured(contents)
    if run is None:
        return None
    seconds = run.stage_seconds
    total = sum(seconds.values())
    named = "" if run is contents.run else f", night of {day(run.run_date)}"
    stages = sorted(seconds.items(), key=lambda item: -item[1])
    most, longest = stages[0]
    return Figure(
        id="stages",
        title=f"CPU time by stage{named}",
        drawing=_bars([(name, took / longest, percent(took / total)) for name, took in stages]),
        text=f"{duration(total)} of CPU in all; {most} took {percent(longest / total)}.",
        headers=("stage", "CPU seconds", "share"),
        rows=[(name, f"{took:,.1f}", percent(took / total)) for name, took in stages],
    )


def _measured(contents: NightContents) -> RunLine | None:
    """The newest run that took CPU time and kept it by stage."""
    newest = [contents.run] if contents.run else []
    return next(
        (run for run in (*newest, *reversed(contents.nights)) if sum(run.stage_seconds.values())),
        None,
    )


def _bars(bars: Sequence[tuple[str, float, str]]) -> Drawing:
    """Horizontal bars from the top: each has a name, a length 0-1, and a number beside its name."""
    hidden = {**AXIS, "visible": False}
    drawn: dict[str, Any] = layout(
        BAR * len(bars) + 6,
        (0, 0, 0, 0),
        xaxis={**hidden, "range": [0, 1]},
        yaxis={**hidden, "range": [len(bars) - 0.75, -0.75]},
    )
    drawn["annotations"] = [
        label(f"{name}  <b>{said}</b>", 0, row, xanchor="left", yanchor="bottom", yshift=3)
        | {"xshift": -2}
        for row, (name, _, said) in enumerate(bars)
    ]
    data = {
        "type": "bar",
        "orientation": "h",
        "x": [length for _, length, _ in bars],
        "y": list(range(len(bars))),
        "width": 0.16,
        "marker": {"color": INK.on_light},
        "hoverinfo": "skip",
    }
    return {"data": [data], "layout": drawn}
