"""Describes every dataset in Markdown, for the README; a test keeps the two equal."""

from collections.abc import Iterator

from schemas.columns import PhysicalColumn, columns_of
from schemas.datasets import MODEL_RELEASES, PARQUET_DATASETS, SCORING_RUNS, TABLES, Dataset
from schemas.labels import EMOTIONS, TRAITS
from schemas.rows import RunStamp


def describe_datasets() -> str:
    """One Markdown table a dataset; the seven emotions and five traits share a line each."""
    parts = [_table(dataset) for dataset in (*PARQUET_DATASETS, SCORING_RUNS, MODEL_RELEASES)]
    stamp = "".join(_line(column) for column in columns_of(RunStamp))
    return "\n".join([*parts, f"Every row of the six datasets also carries:\n\n{_HEAD}{stamp}"])


_HEAD = "| column | type | meaning |\n|---|---|---|\n"


def _table(dataset: Dataset) -> str:
    places = [
        place
        for place, there in (
            ("Parquet", dataset in PARQUET_DATASETS),
            ("database", dataset in TABLES),
        )
        if there
    ]
    first_line = (dataset.row_type.__doc__ or "").splitlines()[0]
    lines = "".join(_line(column) for column in _folded(columns_of(dataset.row_type)))
    key = ", ".join(f"`{column}`" for column in dataset.key)
    return f"### {dataset.name}\n{first_line} ({', '.join(places)}; key {key})\n\n{_HEAD}{lines}"


def _line(column: PhysicalColumn) -> str:
    null = ", may be NULL" if column.nullable else ""
    names = " ".join(f"`{name}`" for name in column.name.split())
    return f"| {names} | {column.type_name}{null} | {column.comment} |\n"


def _folded(columns: tuple[PhysicalColumn, ...]) -> Iterator[PhysicalColumn]:
    """Columns that differ in the emotion or trait only become one."""
    position = 0
    while position < len(columns):
        for labels in (EMOTIONS, TRAITS):
            run = columns[position : position + len(labels)]
            if len(run) == len(labels) and all(
                label in column.name and label in column.comment
                for label, column in zip(labels, run, strict=True)
            ):
                names = " ".join(column.name for column in run)
                what = "<emotion>" if labels is EMOTIONS else "<trait>"
                comment = run[0].comment.replace(labels[0], what)
                yield run[0]._replace(name=names, comment=comment)
                position += len(labels)
                break
        else:
            yield columns[position]
            position += 1
