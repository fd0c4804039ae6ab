"""Words of the texts: the most common, and those that moved a trait."""

from collections.abc import Sequence
from typing import Any

from jobs.report.contents import WordCount, WordPull
from jobs.report.figure import Figure
from jobs.report.figures.style import axis, label, layout, plain, rule
from jobs.report.words import MeanPull, mean_pulls
from models.text.style_words import CATEGORIES
from schemas.colours import INK, MODALITY_COLOURS, QUIET, TRAIT_COLOURS
from schemas.labels import TRAITS

MOST_WORDS = 15
MOST_PULLS = 4
"""Of a trait, in the drawing; the table has more."""

_ROW = 28


def word_figure(words: Sequence[WordCount]) -> Figure | None:
    """How often the candidate uses the most common words, and how many of the cohort do."""
    shown = sorted((w for w in words if w.own), key=lambda w: (-w.own, w.word))[:MOST_WORDS]
    if not shown:
        return None
    first = shown[0]
    with_people = any(w.cohort_people is not None for w in words)
    headers: tuple[str, ...] = ("Word", "Own uses")
    return Figure(
        id="words",
        title="Most common words",
        drawing=_words(shown),
        text=f"Most common is \u201c{first.word}\u201d, {_times(first.own)}. {_cohort(shown)} "
        "Words without a meaning of their own, such as \u201cthe\u201d, are left out.",
        headers=(*headers, "Others") if with_people else headers,
        rows=[
            (w.word, str(w.own), *([_people(w.cohort_people)] if with_people else []))
            for w in words
        ],
    )


def _cohort(shown: Sequence[WordCount]) -> str:
    if any(w.cohort_people is not None for w in shown):
        return (
            "Beside each word: how many others of the cohort have it among the 15 most common "
            "words of a text, where at least five do."
        )
    return (
        "Fewer than five others of the cohort have any of them among the 15 most common words of "
        "a text, so how many do is not shown."
    )


def pull_figure(pulls: Sequence[WordPull]) -> Figure | None:
    """What moved each trait most: log odds, signed."""
    if not pulls:
        return None
    means = mean_pulls(pulls)
    texts = len({pull.document_id for pull in pulls})
    shown = [
        pull for trait in TRAITS for pull in [m for m in means if m.trait == trait][:MOST_PULLS]
    ]
    most = max(shown, key=lambda p: abs(p.log_odds))
    return Figure(
        id="word-pulls",
        title="Words and habits of writing that moved a trait",
        drawing=_pulls(shown),
        text=f"Most of all, {_told(most)} moved {most.trait} "
        f"{'up' if most.log_odds > 0 else 'down'}. The longer a bar, the more it moved the trait, "
        f"up to the right and down to the left (in log odds{_over(texts)}). Habits of writing are "
        "in italics: how often the text has words or signs of a kind, against the average essay. "
        "Having fewer than usual also moves a trait. The model counts words; it does not "
        "understand them.",
        headers=("Trait", "Word or habit", "Kind", "Moves it by (log odds)", "In texts"),
        rows=[
            (
                p.trait,
                p.name,
                "habit of writing" if p.stylistic else "word",
                f"{p.log_odds:+.3f}".replace("-", "\u2212"),
                f"{p.documents} of {texts}",
            )
            for p in means
        ],
    )


def _told(pull: MeanPull) -> str:
    if not pull.stylistic:
        return f"the word \u201c{pull.name}\u201d"
    of_words = " (how many words are of this kind)" if pull.name in CATEGORIES else ""
    return f"the habit \u201c{pull.name}\u201d{of_words}"


def _over(texts: int) -> str:
    if texts == 1:
        return " of the one text that could be taken apart"
    return (
        f": the mean over the {texts} texts that could be taken apart, where a text without the "
        "word counts as 0"
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _people(count: int | None) -> str:
    return "fewer than five" if count is None else str(count)


def _words(shown: Sequence[WordCount]) -> dict[str, Any]:
    rows = list(range(len(shown)))
    top = max(w.own for w in shown)
    quiet = {"size": 13, "color": QUIET.on_light}
    people = [
        _right("others", 1, {**quiet, "size": 12}, yref="paper", yshift=14),
        *(_right(_people(w.cohort_people), row, quiet) for row, w in zip(rows, shown, strict=True)),
    ]
    with_people = any(w.cohort_people is not None for w in shown)
    right, narrow = (130, {"margin.r": 116}) if with_people else (30, {})
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [w.own for w in shown],
                "y": rows,
                "width": 0.36,
                "marker": {"color": MODALITY_COLOURS["text"].on_light},
                "text": [str(w.own) for w in shown],
                "textposition": "outside",
                "textfont": {"size": 13, "color": INK.on_light},
                "constraintext": "none",
                "cliponaxis": False,
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(
            _ROW * len(shown) + (34 if with_people else 8),
            (130, right, 30 if with_people else 4, 4),
            xaxis=axis(range=[0, 1.12 * top], showticklabels=False),
            yaxis=axis(
                range=[len(shown) - 0.5, -0.5],
                tickvals=rows,
                ticktext=[plain(w.word, 16) for w in shown],
                tickfont={"size": 14, "color": INK.on_light},
                ticklabelstandoff=8,
            ),
            annotations=people if with_people else [],
            meta={"narrow": {"margin.l": 110} | narrow},
        ),
    }


def _right(text: str, y: float, font: dict[str, Any], **parts: object) -> dict[str, Any]:
    """Words at the right edge of the right margin."""
    return label(text, 1, y, xref="paper", xanchor="right", xshift=114, font=font, **parts)


def _left(text: str, y: float, size: int, colour: str) -> dict[str, Any]:
    """Words at the left edge of the left margin."""
    font = {"size": size, "color": colour}
    return label(text, 0, y, xref="paper", xanchor="left", xshift=-160, font=font)


def _pulls(shown: Sequence[MeanPull]) -> dict[str, Any]:
    """Rows under the name of their trait."""
    places: list[float] = []
    heads: list[tuple[float, str]] = []
    place = 0.0
    for i, pull in enumerate(shown):
        if i == 0 or pull.trait != shown[i - 1].trait:
            heads.append((place, pull.trait))
            place += 1
        places.append(place)
        place += 1 if i + 1 < len(shown) and shown[i + 1].trait == pull.trait else 1.4
    top = 1.15 * max(abs(p.log_odds) for p in shown)
    colours = [TRAIT_COLOURS[p.trait].on_light for p in shown]
    names = [plain(p.name, 20) for p in shown]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [p.log_odds for p in shown],
                "y": places,
                "width": 0.3,
                "marker": {"color": colours},
                "text": names,
                "textposition": "none",
                "hovertemplate": "%{text} %{x:+.3f}<extra></extra>",
            }
        ],
        "layout": layout(
            round(_ROW * (place + 0.6)) + 36,
            (160, 8, 26, 10),
            xaxis=axis(range=[-top, top], showticklabels=False),
            yaxis=axis(
                range=[place - 0.3, -0.7],
                showticklabels=False,
            ),
            shapes=[rule(0, "solid", QUIET.on_light)],
            annotations=[
                *(_left(f"<b>{trait}</b>", y, 14, INK.on_light) for y, trait in heads),
                *(
                    _left(f"<i>{name}</i>" if p.stylistic else name, y, 13, INK.on_light)
                    for y, name, p in zip(places, names, shown, strict=True)
                ),
                *(
                    label(
                        words,
                        x,
                        1,
                        yref="paper",
                        yanchor="bottom",
                        xanchor=anchor,
                        xshift=shift,
                        font={"size": 12, "color": QUIET.on_light},
                    )
                    for words, x, anchor, shift in (
                        ("\u2190 falls", 0, "right", -6),
                        ("rises \u2192", 0, "left", 6),
                    )
                ),
            ],
        ),
    }
