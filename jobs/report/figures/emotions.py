"""A candidate's emotions beside the others of the cohort: one figure for each modality."""

from collections.abc import Sequence

from jobs.report.contents import CandidateContents, Compared
from jobs.report.figure import Drawing, Figure
from jobs.report.figures.style import axis, label, layout, rule
from jobs.report.wording import listed, percent, points
from schemas.colours import EMOTION_COLOURS, INK, LIGHT_BACKGROUND, QUIET, RULE
from schemas.labels import EMOTIONS, GUESSED_EMOTION

MODALITIES = {"fused": "Face and voice together", "face": "Face", "voice": "Voice"}

LEARNED = (
    " How face and voice are combined was learned from photographs and acted voices: the result is "
    "mostly more confident than its parts, and is not calibrated for interviews. Take it as a "
    "direction."
)

_ROW = 34
_TOP, _BOTTOM = 44, 30
_LEFT, _RIGHT = 84, 136


def emotion_figures(contents: CandidateContents) -> list[Figure]:
    """Own mean score of each emotion as a dot, the others' as a tick, for what was scored."""
    made = []
    learned = contents.is_fusion_learned and {"face", "voice"} <= {
        c.modality for c in contents.compared
    }
    reach = max((c.score for c in contents.compared if c.modality in MODALITIES), default=0.0)
    top = min(1.0, max(0.5, 1.15 * reach))
    for modality, title in MODALITIES.items():
        rows = _in_order([c for c in contents.compared if c.modality == modality])
        if rows:
            made.append(
                Figure(
                    id=f"emotions-{modality}",
                    title=title,
                    drawing=_drawing(rows, top),
                    text=_text(rows) + (LEARNED if modality == "fused" and learned else ""),
                    headers=(
                        "Emotion",
                        "Mean score",
                        "Highest, of the time",
                        "Others\u2019 mean score",
                        "Others: highest, of the time",
                    ),
                    rows=[
                        (
                            c.measure,
                            percent(c.score),
                            percent(c.share),
                            percent(c.others_score),
                            percent(c.others_share),
                        )
                        for c in rows
                    ],
                )
            )
    return made


def _in_order(rows: Sequence[Compared]) -> list[Compared]:
    return sorted(
        (c for c in rows if c.measure in EMOTIONS), key=lambda c: EMOTIONS.index(c.measure)
    )


def others_in_words(n: int, shown: bool, small_n: bool) -> str:
    """With how many others a candidate is compared, and what that is worth."""
    if n == 0:
        return "Nobody else of the cohort has this score, so there is nothing to compare with."
    people = "1 other person" if n == 1 else f"{n} other people"
    if not shown:
        return (
            f"The cohort has {people} with this score. Means of fewer than five are not shown: "
            "they would say too much about individuals."
        )
    few = " They are few: their mean may be far from that of others like them." if small_n else ""
    return f"The ticks are the mean of {people} of the cohort.{few}"


def _text(rows: Sequence[Compared]) -> str:
    highest = sorted(rows, key=lambda c: -c.score)[:2]
    says = listed([f"{c.measure} ({percent(c.score)})" for c in highest])
    first = rows[0]
    shown = first.others_score is not None
    text = f"Highest mean scores: {says}. {others_in_words(first.n, shown, first.small_n)}"
    if shown:
        most = max(rows, key=lambda c: abs(c.score - (c.others_score or 0.0)))
        difference = most.score - (most.others_score or 0.0)
        text += f" The largest difference to them is in {most.measure}: {points(difference)}."
    return text


def _drawing(rows: Sequence[Compared], top: float) -> Drawing:
    names = [c.measure for c in rows]
    shown = [c for c in rows if c.others_score is not None]
    colours = [EMOTION_COLOURS[c.measure].on_light for c in rows]
    small = any(c.small_n for c in shown)
    data = [
        {
            "type": "scatter",
            "name": "others",
            "mode": "markers",
            "cliponaxis": False,
            "x": [c.others_score for c in shown],
            "y": [c.measure for c in shown],
            "marker": {
                "symbol": "line-ns-open",
                "size": 16,
                "color": QUIET.on_light,
                "line": {"width": 2},
                "opacity": 0.55 if small else 1,
            },
            "hovertemplate": "others %{x:.1%}<extra></extra>",
        },
        {
            "type": "scatter",
            "name": "own",
            "mode": "markers",
            "cliponaxis": False,
            "x": [c.score for c in rows],
            "y": names,
            "marker": {
                "size": 13,
                "color": colours,
                "line": {"width": 2, "color": LIGHT_BACKGROUND},
            },
            "hovertemplate": "%{y} %{x:.1%}<extra></extra>",
        },
    ]
    lines = [
        {
            "type": "line",
            "x0": 0,
            "x1": top,
            "y0": i,
            "y1": i,
            "layer": "below",
            "line": {"color": RULE.on_light, "width": 1},
        }
        for i in range(len(rows))
    ]
    links = [
        {
            "type": "line",
            "x0": c.score,
            "x1": c.others_score,
            "y0": i,
            "y1": i,
            "layer": "below",
            "line": {"color": colours[i], "width": 2},
        }
        for i, c in enumerate(rows)
        if c.others_score is not None
    ]
    return {
        "data": data,
        "layout": layout(
            _TOP + _BOTTOM + _ROW * len(rows),
            (_LEFT, _RIGHT, _TOP, _BOTTOM),
            xaxis=axis(range=[-0.02 * top, 1.03 * top], tickformat=".0%", nticks=5, side="bottom"),
            yaxis=axis(
                range=[len(rows) - 0.5, -0.5],
                tickfont={"color": INK.on_light, "size": 14},
                ticklabelstandoff=10,
            ),
            shapes=[*lines, *links, rule(GUESSED_EMOTION, "dot", QUIET.on_light)],
            annotations=[*_heads(bool(shown), small, rows[0].n), *_numbers(rows)],
            meta={
                "narrow": {
                    "margin.l": 74,
                    "margin.r": 132,
                    "annotations.0.text": percent(GUESSED_EMOTION),
                    "xaxis.nticks": 3,
                }
            },
        ),
    }


def _numbers(rows: Sequence[Compared]) -> list[dict[str, object]]:
    """Two columns right of the plot: own and the others'."""
    return [
        label(percent(value), 1, c.measure, xref="paper", xanchor="right", xshift=shift, font=font)
        for c in rows
        for value, shift, font in (
            (c.score, 62, {"size": 14, "color": INK.on_light}),
            (c.others_score, 132, {"size": 13, "color": QUIET.on_light}),
        )
        if value is not None
    ]


def _heads(shown: bool, small: bool, n: int) -> list[dict[str, object]]:
    quiet = {"size": 12, "color": QUIET.on_light}
    parts = {"yref": "paper", "yanchor": "bottom", "font": quiet}
    heads = [
        label(
            f"guessing {percent(GUESSED_EMOTION)}",
            GUESSED_EMOTION,
            1,
            xanchor="left",
            xshift=-4,
            yshift=2,
            **parts,
        ),
        label("own", 1, 1, xref="paper", xanchor="right", xshift=62, **parts, yshift=2),
    ]
    if shown:
        text = f"{n} others" + (",<br>few" if small else "")
        heads.append(
            label(text, 1, 1, xref="paper", xanchor="right", xshift=132, yshift=2, **parts)
        )
    return heads
