"""Brings the Parquet of an output to today's schema, in its place, with one row a key.

Each file is replaced at once. Files that lack nothing are rewritten first where others have newer
rows of their keys: as long as a key has several rows there is a file of an earlier version left, so
what a kill interrupts is finished by the next call, which ends as an undisturbed one would.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from apache_beam.io.filesystems import FileSystems

from schemas.datasets import (
    CANDIDATE_SCORES,
    DETAILS,
    FAILURES,
    IGNORED,
    RECORDING_SCORES,
    TEXT_SCORES,
    Dataset,
)
from schemas.elements import RECORDING
from sql.pending import PendingFile
from transforms.filing import carry_out, staging_folder
from transforms.former_attempts import FormerAnswer, number_former
from transforms.former_parquet import NOTHING_KNOWN, Former, is_former, renewed
from transforms.parquet import (
    columns_in,
    date_of,
    list_files,
    list_partitions,
    read_file,
    write_file,
)
from transforms.unique_rows import Part, staying

# What recordings consist of follows them.
_ORDER = (
    RECORDING_SCORES,
    *DETAILS,
    TEXT_SCORES,
    CANDIDATE_SCORES,
    FAILURES,
    IGNORED,
)


class StoredFile(NamedTuple):
    """A file of a dataset."""

    path: str
    run_date: str
    is_former: bool
    """Whether an earlier version wrote it."""


def stored_files(output: str, dataset: Dataset) -> list[StoredFile]:
    """The files of a dataset, by path; of each only the end is read.

    Raises:
        BeamIOError: if a bucket is away.
    """
    return [
        StoredFile(path, date_of(folder), is_former(columns_in(path), dataset))
        for folder in list_partitions(output, dataset)
        for path in list_files(folder)
    ]


def read_rows(file: StoredFile, dataset: Dataset, former: Former) -> pa.Table:
    """The rows of a file, as today's."""
    table = read_file(file.path)
    return renewed(table, dataset, former) if file.is_former else table


def migrate_output(output: str, former: Former) -> int:
    """Rewrite what earlier versions wrote. Where all is of today, only ends of files are read.

    Args:
        output: folder or bucket; the caller holds its lock.
        former: what the files do not say.

    Returns:
        How many files were rewritten or deleted.

    Raises:
        FormerParquetError: if a file cannot be read as today's. Nothing of its dataset has changed.
        PublishError: if a file cannot be replaced.
        BeamIOError: if a bucket is away.
    """
    changed = 0
    for dataset in _ORDER:
        files = stored_files(output, dataset)
        if any(file.is_former for file in files):
            changed += _migrate(output, dataset, files, former)
    return changed


def former_answers(
    output: str, starts: Mapping[str, datetime.datetime], known: Mapping[str, int]
) -> dict[str, int]:
    """Attempts of all recordings and documents in files of earlier versions.

    Args:
        output: folder or bucket.
        starts: run to its start.
        known: id to attempt, of those that the database has.
    """
    known = dict(known)
    answers: list[FormerAnswer] = []
    for dataset in (RECORDING_SCORES, TEXT_SCORES):
        files = stored_files(output, dataset)
        if not any(file.is_former for file in files):
            continue
        for file in files:
            rows = read_rows(file, dataset, NOTHING_KNOWN)
            if file.is_former:
                answers += [_answer(dataset, row, starts) for row in rows.to_pylist()]
            else:
                names = rows[dataset.key[0]].to_pylist()
                for name, attempt in zip(names, rows["attempt"].to_pylist(), strict=True):
                    known.setdefault(name, attempt)
    return number_former(answers, known)


def _answer(
    dataset: Dataset, row: Mapping[str, Any], starts: Mapping[str, datetime.datetime]
) -> FormerAnswer:
    return FormerAnswer(
        row[dataset.key[0]],
        row["candidate_id"],
        row["question_id"],
        row.get("kind", RECORDING),
        row["recorded_at"] or starts[row["run_id"]],
        row["recording_id"] if dataset is TEXT_SCORES else None,
    )


def _migrate(output: str, dataset: Dataset, files: Sequence[StoredFile], former: Former) -> int:
    whole = RECORDING_SCORES.key if dataset in DETAILS else dataset.key
    parts = [_part(file, dataset, former) for file in files]
    others = list(_recordings(output, former)) if dataset in DETAILS else []
    masks = staying(parts, former.order, dataset.key, whole, others)
    # A dataset without a row keeps a file that readers can open.
    spared = None if any(pc.any(mask).as_py() for mask in masks) else files[-1]
    changed = 0
    # Files of today first.
    for file, mask in sorted(zip(files, masks, strict=True), key=lambda pair: pair[0].is_former):
        if not file.is_former and pc.all(mask).as_py():
            continue
        source = None
        if pc.any(mask).as_py() or file is spared:
            name = FileSystems.split(file.path)[1]
            folder = staging_folder(output, "migrated")
            source = FileSystems.join(folder, dataset.name, f"{file.run_date}-{name}")
            write_file(read_rows(file, dataset, former).filter(mask), source)
        carry_out([PendingFile(source, file.path)])
        changed += 1
    return changed


def _part(file: StoredFile, dataset: Dataset, former: Former) -> Part:
    table = read_file(file.path)
    spelling = table[dataset.key[0]] if dataset.key[0] in table.column_names else table["uri"]
    rows = renewed(table, dataset, former) if file.is_former else table
    return Part(_keys(rows, dataset), spelling.dictionary_encode(), not file.is_former)


def _keys(rows: pa.Table, dataset: Dataset) -> pa.Table:
    columns = {name: rows[name] for name in dict.fromkeys((*dataset.key, "run_id"))}
    return pa.table(
        {
            name: column.dictionary_encode() if pa.types.is_string(column.type) else column
            for name, column in columns.items()
        }
    )


def _recordings(output: str, former: Former) -> Iterator[pa.Table]:
    """Which run scored each recording last."""
    for file in stored_files(output, RECORDING_SCORES):
        yield _keys(read_rows(file, RECORDING_SCORES, former), RECORDING_SCORES)
