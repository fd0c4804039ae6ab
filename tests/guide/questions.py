"""The documented queries that sql/README.md shows, asked of the seeded cohort."""

import io
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.engine import Engine

from jobs.answers import Answer, write_markdown
from sql.named import find_query, option
from sql.reads import run_query
from tests.seeded.database import SeededDatabase

MOST_NAMES = 5
"""Columns that are left out are named up to here, then counted."""


class Example(NamedTuple):
    """A query with values, and what of its answer is shown."""

    name: str
    given: dict[str, str]
    columns: tuple[str, ...]
    rows: int


EXAMPLES = (
    Example(
        "percentile",
        {"candidate": "p021"},
        ("modality", "measure", "score", "percentile", "others", "few_others"),
        5,
    ),
    Example(
        "questions",
        {"candidate": "p021"},
        ("question", "attempt", "attempts", "dominant", "dominant_score", "words", "openness"),
        4,
    ),
    Example(
        "attempts",
        {"candidate": "p021"},
        ("question", "kind", "attempt", "modality", "measure", "previous_score", "score", "change"),
        4,
    ),
    Example(
        "cohort_weeks",
        {"cohort": "spring", "day": "2026-05-31"},
        (
            *("modality", "measure", "median_last_week", "median_this_week", "change"),
            *("people_last_week", "people_this_week"),
        ),
        5,
    ),
    Example(
        "gates",
        {"cohort": "evening"},
        ("candidate", "usable", "reason", "value", "threshold", "what_to_do"),
        4,
    ),
    Example(
        "gated_frames",
        {"candidate": "p021"},
        (
            *("recording", "attempt", "emotion", "without_gated", "with_gated", "difference"),
            *("frames_scored", "frames_gated"),
        ),
        4,
    ),
    Example(
        "disagreement",
        {"cohort": "evening"},
        (
            *("recording", "attempt", "face_dominant", "face_score", "voice_dominant"),
            *("voice_score", "distance"),
        ),
        4,
    ),
    Example(
        "drift",
        {"cohort": "spring"},
        ("kind", "measure", "inputs", "old_mean", "new_mean", "mean_change", "greatest_rise"),
        4,
    ),
    Example(
        "group_rates",
        {"cohort": "spring", "category": "gender"},
        (
            *("declared", "modality", "measure", "candidates", "usable_rate"),
            *("share_above_median", "above_median_ratio", "suppressed"),
        ),
        6,
    ),
    Example("person", {"candidate": "p021"}, ("table_name", "key"), 4),
)


def asked_by(query: str, cohort: SeededDatabase) -> Engine:
    """Who may ask a documented query: an analyst, but for two."""
    return {"person": cohort.writer, "group_rates": cohort.auditor}.get(query, cohort.analyst)


def questions(cohort: SeededDatabase) -> str:
    """The section of the page, as Markdown."""
    parts = []
    for example in EXAMPLES:
        query = find_query(example.name)
        engine = asked_by(example.name, cohort)
        columns, rows = run_query(engine, query.sql, parameters=query.values(example.given))
        heading = query.title.removesuffix(".")
        parts.append(f"### {heading}\n\n{query.description}\n\n    {_command(example)}\n")
        parts.append(as_markdown(columns, rows, example.columns, example.rows))
        parts.append(f"{_what_is_left(columns, rows, example)}\n")
    return "\n".join(parts)


def as_markdown(
    columns: Sequence[str], rows: Sequence[Sequence[object]], shown: Sequence[str], number: int
) -> str:
    """Some columns of the first rows, as a table."""
    places = [columns.index(name) for name in shown]
    out = io.StringIO()
    write_markdown(Answer(shown, ([row[p] for p in places] for row in rows[:number])), out)
    return out.getvalue()


def _command(example: Example) -> str:
    values = (option(name).replace("VALUE", value) for name, value in example.given.items())
    return " ".join(("interviews query --output scores --query", example.name, *values))


def _what_is_left(
    columns: Sequence[str], rows: Sequence[Sequence[object]], example: Example
) -> str:
    more = len(rows) - min(len(rows), example.rows)
    left = [f"`{name}`" for name in columns if name not in example.columns]
    names = f"{len(left)} more columns" if len(left) > MOST_NAMES else ", ".join(left)
    rows_left = f"{more} more row{'s' if more > 1 else ''}" if more else ""
    rest = " and ".join(filter(None, (rows_left, names)))
    return f"And {rest}." if rest else ""
