"""The night page, and the plain lists beside it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from jobs.report.contents import CandidateLine, InputLine, NightContents
from jobs.report.figures.night import draw_night
from jobs.report.figures.readings import LEAST_N
from jobs.report.shell import render
from jobs.report.wording import visible
from schemas.labels import EMOTIONS, TRAITS
from schemas.states import RUN_STATUSES

INDEX = "index.html"
MOST_INPUTS = 200
"""That the night page lists itself; of more there is a page of their own."""

MOST_BYTES = 160_000
"""Of the rows of a plain list's page."""

OUTCOMES = ("failed", "skipped", "ignored")

Line = TypeVar("Line", CandidateLine, InputLine)


class ReasonLine(NamedTuple):
    """Inputs of one outcome and reason."""

    outcome: str
    reason: str
    meaning: str
    remedy: str
    inputs: int
    share: float
    """Of the most frequent reason, 0-1."""


def render_night(contents: NightContents, everybody: bool = True) -> dict[str, str]:
    """The night page and the lists that it refers to: file name to page.

    Args:
        contents: of the night.
        everybody: whether all candidates are in it, or those only who were asked for.
    """
    people = contents.candidates
    inputs = sorted(contents.inputs, key=lambda line: (OUTCOMES.index(line.outcome), line.reason))
    lists = _lists("list", "candidates", people, _candidate_bytes)
    fits = len(inputs) <= MOST_INPUTS and sum(map(_input_bytes, inputs)) <= MOST_BYTES / 4
    if not fits:
        lists |= _lists("inputs", "inputs", inputs, _input_bytes)
    page = render(
        "night.html.j2",
        night=contents,
        run=contents.run,
        status=RUN_STATUSES[contents.run.status] if contents.run else None,
        figures=draw_night(contents),
        candidates=candidate_rows(people),
        everybody=everybody,
        reasons=count_reasons(inputs),
        inputs=inputs if fits else None,
        least_n=LEAST_N,
        measures={"emotions": EMOTIONS, "traits": TRAITS},
    )
    return {INDEX: page, **lists}


def candidate_rows(people: Sequence[CandidateLine]) -> dict[str, Any]:
    """The search index: a short array for each candidate; words that repeat stand once.

    A row: id, page without .html, cohort, reason (-1: usable), emotion (-1: none), its score in
    percent, answers, failures, date of the run. Numbers point into the lists of words.
    """
    words: dict[str, dict[str, int]] = {"cohorts": {}, "reasons": {}, "dates": {}}

    def place(kind: str, word: str) -> int:
        return words[kind].setdefault(word, len(words[kind]))

    rows = [
        [
            visible(line.candidate_id),
            line.page.removesuffix(".html"),
            place("cohorts", visible(line.cohort)),
            -1 if line.usable else place("reasons", _first(line.reasons)),
            EMOTIONS.index(line.dominant) if line.dominant else -1,
            round(100 * (line.dominant_score or 0)),
            line.recordings + line.documents + line.failures,
            line.failures,
            place("dates", line.run_date.isoformat()),
        ]
        for line in people
    ]
    return {**{kind: list(known) for kind, known in words.items()}, "rows": rows}


def count_reasons(inputs: Sequence[InputLine]) -> list[ReasonLine]:
    """How many inputs were not scored for which reason: failures first, then the most."""
    counts = Counter((line.outcome, line.reason) for line in inputs)
    first = {(line.outcome, line.reason): line for line in inputs}
    most = max(counts.values(), default=1)
    return [
        ReasonLine(
            outcome, reason, first[key].meaning, first[key].remedy, counts[key], counts[key] / most
        )
        for key in sorted(counts, key=lambda k: (OUTCOMES.index(k[0]), -counts[k], k))
        for outcome, reason in [key]
    ]


def _lists(
    name: str, kind: str, lines: Sequence[Line], size: Callable[[Line], int]
) -> dict[str, str]:
    """Pages of a plain list, none above 300 KB: file name to page."""
    parts = list(_parts(lines, size))
    names = [f"{name}.html" if i == 0 else f"{name}-{i + 1}.html" for i in range(len(parts))]
    return {
        names[i]: render(
            "list.html.j2", kind=kind, lines=part, names=names, here=names[i], number=len(lines)
        )
        for i, part in enumerate(parts)
    }


def _parts(lines: Sequence[Line], size: Callable[[Line], int]) -> Iterator[list[Line]]:
    part: list[Line] = []
    held = 0
    for line in lines:
        if part and held + size(line) > MOST_BYTES:
            yield part
            part, held = [], 0
        part.append(line)
        held += size(line)
    yield part


def _first(sentences: str) -> str:
    """The first sentence: the candidate's page has the others."""
    first, stop, _ = sentences.partition(". ")
    return first + stop.rstrip()


def _candidate_bytes(line: CandidateLine) -> int:
    return 60 + 2 * len(line.candidate_id.encode()) + len(line.page)


def _input_bytes(line: InputLine) -> int:
    return 60 + len(line.input_id.encode()) + len(line.meaning) + len(line.reason)
