"""The seeded rows as pandas has them: what answers are compared with."""

from collections.abc import Sequence

import pandas as pd

from schemas.columns import to_record
from schemas.datasets import CURRENT_OF, Dataset
from schemas.labels import EMOTIONS, TRAITS
from tests.seeded.seed import Seeded

PREFIXES = {"fused": "", "face": "face_", "voice": "voice_"}
"""Modality to what its columns begin with."""

MEASURES = [(m, e, f"{prefix}{e}") for m, prefix in PREFIXES.items() for e in EMOTIONS] + [
    ("text", trait, trait) for trait in TRAITS
]
"""Modality, measure and column."""

MODALITIES = (*PREFIXES, "text")
"""In the order in which queries show them."""


def frame(seeded: Seeded, dataset: Dataset) -> pd.DataFrame:
    """All rows of a dataset: its columns, the number of the run, and which are current."""
    table = pd.DataFrame([to_record(r) | to_record(stamp) for r, stamp in seeded.rows[dataset]])
    table["number"] = table.run_id.map({run.run_id: run.number for run in seeded.runs})
    table["cohort"] = table.cohort.fillna("")
    if dataset in CURRENT_OF:
        newest = table.groupby(list(CURRENT_OF[dataset])).number.transform("max")
        table["is_current"] = table.number == newest
    return table


def readings(table: pd.DataFrame, keep: Sequence[str]) -> pd.DataFrame:
    """Every score on a row of its own, with the columns to keep; what has no score has no row."""
    found = [
        table[list(keep)].assign(modality=modality, measure=measure, score=table[column])
        for modality, measure, column in MEASURES
        if column in table
    ]
    return pd.concat(found).astype({"score": float}).dropna(subset="score")


def in_order(table: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Sorted; modalities in their own order."""
    return table.sort_values(
        list(by),
        key=lambda column: column.map(MODALITIES.index) if column.name == "modality" else column,
    )


def dominant(table: pd.DataFrame, prefix: str) -> pd.Series:
    """The emotion with the highest score, the first of equals; None where there is none."""
    scores = table[[f"{prefix}{emotion}" for emotion in EMOTIONS]].set_axis(EMOTIONS, axis=1)
    return scores.dropna().idxmax(axis=1).reindex(table.index)


def compare(answer: pd.DataFrame, expected: pd.DataFrame, tolerance: float = 0.00051) -> None:
    """Assert that an answer has these rows in this order.

    Args:
        answer: what a query says, whose scores are rounded to three decimals.
        expected: the same columns, not rounded.
        tolerance: of numbers that are no integers, absolute.
    """
    assert list(answer.columns) == list(expected.columns)
    assert len(answer) == len(expected)
    for name in answer:
        told, wanted = list(answer[name]), list(expected[name])
        for row, (one, other) in enumerate(zip(told, wanted, strict=True)):
            where = f"{name} of row {row}"
            if pd.isna(other):
                assert pd.isna(one), where
            elif isinstance(other, float):
                assert abs(float(one) - other) <= tolerance, f"{where}: {one}, not {other}"
            else:
                assert one == other, f"{where}: {one}, not {other}"
