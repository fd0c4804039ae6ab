"""Describes every dataset and vocabulary in Markdown, for schemas/README.md.

    python -m schemas.describe

Paste what it prints between the markers of that page; a test keeps the two equal.
"""

import re
from collections.abc import Iterator, Mapping

from schemas.columns import PhysicalColumn, columns_of
from schemas.datasets import PARQUET_DATASETS, SNAPSHOTS, TABLES, Dataset
from schemas.labels import EMOTIONS, TRAITS
from schemas.runs import RunStamp
from schemas.states import VOCABULARIES
from schemas.vocabulary import Term

DATASETS = (*PARQUET_DATASETS, *reversed(SNAPSHOTS))
"""In the order of the page."""


def describe() -> str:
    """Everything that the page takes from here, without a newline at its end."""
    return f"{describe_datasets()}\n\n{describe_vocabularies()}"


def describe_datasets() -> str:
    """One Markdown table a dataset; the seven emotions and five traits share a line each."""
    parts = [_table(dataset) for dataset in DATASETS]
    stamp = "".join(_line(column) for column in columns_of(RunStamp))
    heading = "### In every row\nWhat every row carries too, except in the last three tables."
    return "\n".join([*parts, f"{heading}\n\n{_HEAD}{stamp}"]).rstrip()


def describe_vocabularies() -> str:
    """One Markdown table a vocabulary: which columns take its words, and what each means."""
    return "\n".join(_vocabulary(*item) for item in VOCABULARIES.items()).rstrip()


def first_line(dataset: Dataset) -> str:
    """What a row of a dataset is."""
    return (dataset.row_type.__doc__ or "").splitlines()[0]


_HEAD = "| column | type | meaning |\n|---|---|---|\n"


def _vocabulary(name: str, terms: Mapping[str, Term]) -> str:
    columns = ", ".join(
        f"`{dataset.name}.{column.name}`"
        for dataset in DATASETS
        for column in columns_of(dataset.row_type)
        if column.vocabulary == name
    )
    lines = "".join(
        f"| `{code}` | {term.meaning} | {term.remedy} |\n" for code, term in terms.items()
    )
    head = "| code | meaning | what to do |\n|---|---|---|\n"
    return f"### {name}\nCodes of {columns}.\n\n{head}{lines}"


def _table(dataset: Dataset) -> str:
    places = [
        place
        for place, there in (
            ("Parquet", dataset in PARQUET_DATASETS),
            ("database", dataset in TABLES),
        )
        if there
    ]
    lines = "".join(_line(column) for column in _folded(columns_of(dataset.row_type)))
    key = ", ".join(f"`{column}`" for column in dataset.key)
    meaning = f"{first_line(dataset)} ({', '.join(places)}; key {key})"
    return f"### {dataset.name}\n{meaning}\n\n{_HEAD}{lines}"


def _line(column: PhysicalColumn) -> str:
    null = ", may be NULL" if column.nullable else ""
    personal = ", personal" if column.personal else ""
    names = " ".join(f"`{name}`" for name in column.name.split())
    # As code, or Markdown would take <emotion> for a tag and hide it.
    comment = re.sub(r"<[^>]*>", r"`\g<0>`", column.comment)
    return f"| {names} | {column.type_name}{null}{personal} | {comment} |\n"


def _folded(columns: tuple[PhysicalColumn, ...]) -> Iterator[PhysicalColumn]:
    """Columns that differ in the emotion or trait only become one."""
    position = 0
    while position < len(columns):
        for labels in (EMOTIONS, TRAITS):
            run = columns[position : position + len(labels)]
            if len(run) == len(labels) and all(
                label in column.name and label in column.meaning
                for label, column in zip(labels, run, strict=True)
            ):
                names = " ".join(column.name for column in run)
                what = "<emotion>" if labels is EMOTIONS else "<trait>"
                meaning = run[0].meaning.replace(labels[0], what)
                yield run[0]._replace(name=names, meaning=meaning)
                position += len(labels)
                break
        else:
            yield columns[position]
            position += 1


if __name__ == "__main__":
    print(describe())
