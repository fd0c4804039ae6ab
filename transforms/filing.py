"""Brings the files of committed batches to their place, and takes single rows out of old ones.

A dataset has one row a key. A batch adds files; where it replaces or removes a row, the file that
holds it is written anew without it. All that is a list of files to move and to delete, which is
committed with the batch's rows. Old rows go before new ones come: a reader between the two, or a
kill, finds a row missing for a moment, never twice.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from schemas.datasets import PARQUET_DATASETS, Dataset
from schemas.runs import RunStamp
from sql.pending import PendingFile
from transforms.parquet import (
    Batch,
    count_rows,
    is_ours,
    list_files,
    list_partitions,
    partition,
    read_file,
    to_table,
    write_file,
)

STAGING = ".staging"
"""The dot keeps readers of the datasets out."""

Record = Mapping[str, Any]


class PublishError(Exception):
    """A batch's files cannot be published; the message says what to do."""


def staging_folder(output: str, run_id: str = "") -> str:
    """Where files lie until they are published: those of a run, or of all runs."""
    parts = (STAGING, run_id) if run_id else (STAGING,)
    return FileSystems.join(output, *parts)


def additions(
    output: str, run_date: str, batch: Batch, datasets: Iterable[Dataset]
) -> list[PendingFile]:
    """Move a batch's staged files into the folder of its date, those that have rows."""
    moves = []
    for dataset in datasets:
        staged = list_files(FileSystems.join(batch.folder, dataset.name))
        kept = [path for path in staged if count_rows(path)]
        target = partition(output, dataset, run_date)
        moves += [PendingFile(p, FileSystems.join(target, FileSystems.split(p)[1])) for p in kept]
    return moves


def empty_files(output: str, stamp: RunStamp, batch: Batch) -> list[PendingFile]:
    """Give each dataset without any file an empty one, which readers can open."""
    moves = []
    for dataset, files in _files_of_all(output).items():
        if files:
            continue
        staged = batch.path(dataset, 0)
        write_file(to_table(dataset, (), stamp), staged)
        folder = partition(output, dataset, stamp.run_date)
        moves.append(PendingFile(staged, FileSystems.join(folder, FileSystems.split(staged)[1])))
    return moves


def removals(
    output: str, batch: Batch, dataset: Dataset, rows: Iterable[Record], key: Sequence[str]
) -> list[PendingFile]:
    """Take rows out of the files that hold them.

    Args:
        output: folder or bucket of the scores.
        batch: that removes them; files written anew are staged in its folder.
        dataset: whose files are looked at.
        rows: with `run_id` and `run_date` of the run that wrote them, and the columns of `key`.
        key: columns by which a row is found in a file; of frames, those of their recording.
    """
    wanted: dict[tuple[str, str], set[tuple[Any, ...]]] = defaultdict(set)
    for row in rows:
        found_in = (str(row["run_date"]), row["run_id"])
        wanted[found_in].add(tuple(row[name] for name in key))
    places: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    elsewhere: set[tuple[Any, ...]] = set()
    for (run_date, run_id), keys in wanted.items():
        files = list_files(partition(output, dataset, run_date), f"{run_id}-")
        for path in files:
            places[path] |= keys
        if not files and not _has_written(output, run_date, run_id):
            elsewhere |= keys
    if elsewhere:
        # The run wrote to another output of this database: what this one has of it is older.
        for path in all_files(output, dataset):
            places[path] |= elsewhere
    changes, staged = [], ""
    for number, (path, keys) in enumerate(sorted(places.items())):
        table = read_file(path)
        kept = without(table, key, keys)
        if kept.num_rows == table.num_rows:
            continue
        name = f"{number:05d}-{FileSystems.split(path)[1]}"
        staged = FileSystems.join(batch.folder, "rewritten", dataset.name, name)
        write_file(kept, staged)
        changes.append(PendingFile(staged if kept.num_rows else None, path))
    gone = {change.target for change in changes if change.source is None}
    if gone and gone == set(all_files(output, dataset)):
        # Readers cannot open a dataset without any file.
        changes[-1] = PendingFile(staged, changes[-1].target)
    return changes


def _has_written(output: str, run_date: str, run_id: str) -> bool:
    """Whether a run wrote to this output: a dataset of which it had no row has no file of it."""
    return any(
        list_files(partition(output, dataset, run_date), f"{run_id}-")
        for dataset in PARQUET_DATASETS
    )


def all_files(output: str, dataset: Dataset) -> list[str]:
    """Parquet files of a dataset, of all its dates."""
    if "://" in output:  # one question instead of one for each date
        pattern = FileSystems.join(output, dataset.name, "run_date=*", "*.parquet")
        (matched,) = FileSystems.match([pattern])
        return sorted(m.path for m in matched.metadata_list if is_ours(m.path))
    return [path for date in list_partitions(output, dataset) for path in list_files(date)]


def without(table: pa.Table, key: Sequence[str], keys: Collection[tuple[Any, ...]]) -> pa.Table:
    """The rows of a table whose values in the columns `key` are not among `keys`."""
    columns = [table.column(name).to_pylist() for name in key]
    stays = [found not in keys for found in zip(*columns, strict=True)]
    return table.filter(pa.array(stays, pa.bool_()))


def carry_out(files: Sequence[PendingFile]) -> None:
    """Move and delete files, in order. What was done before a kill is passed over.

    Raises:
        PublishError: if a folder cannot be made, or a file cannot be moved.
        BeamIOError: if a bucket is away.
    """
    try:
        for file in files:
            if file.source is None:
                _delete(file.target)
            else:
                _move(file.source, file.target)
    except OSError as error:
        raise PublishError(
            f"{error.filename or 'A file'} cannot be brought to its place ({error.strerror}). What "
            "was scored is in the database; make room for the file and run again: the next run "
            "begins by moving it."
        ) from error


def _move(source: str, target: str) -> None:
    if "://" in target:
        try:
            return FileSystems.rename([source], [target])
        except BeamIOError:
            if _is_there(source):
                raise
    elif os.path.exists(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        return os.replace(source, target)
    if not _is_there(target):  # else it was moved before a kill
        raise PublishError(
            f"{source} is to be moved to {target}, and neither is there: is its disk mounted? If "
            "the output was deleted on purpose, empty the table pending_files of its database."
        )


def _is_there(path: str) -> bool:
    return bool(FileSystems.exists(path)) if "://" in path else os.path.exists(path)


def _delete(path: str) -> None:
    """Delete a file, if it is there; Beam would read a local path as a pattern."""
    if not _is_there(path):
        return
    if "://" in path:
        FileSystems.delete([path])
    else:
        os.remove(path)


def discard(output: str) -> None:
    """Delete what is staged. The caller holds the output's lock, and nothing is pending."""
    root = staging_folder(output)
    if "://" not in root:
        shutil.rmtree(root, ignore_errors=True)
        return
    (matched,) = FileSystems.match([FileSystems.join(root, "**")])
    if paths := [metadata.path for metadata in matched.metadata_list]:
        FileSystems.delete(paths)


def runs_in(output: str) -> set[str]:
    """Ids of the runs that wrote the files of an output.

    Raises:
        BeamIOError: if a bucket is away.
    """
    return {run_of(path) for files in _files_of_all(output).values() for path in files}


def _files_of_all(output: str) -> dict[Dataset, list[str]]:
    """Parquet files of all datasets that are kept by dates."""
    if "://" not in output:
        return {dataset: all_files(output, dataset) for dataset in PARQUET_DATASETS}
    found: dict[Dataset, list[str]] = {dataset: [] for dataset in PARQUET_DATASETS}
    by_name = {dataset.name: files for dataset, files in found.items()}
    pattern = FileSystems.join(output, "*", "run_date=*", "*.parquet")
    (matched,) = FileSystems.match([pattern])  # each question to a bucket takes a fifth of a second
    for metadata in matched.metadata_list:
        name = metadata.path.split("/")[-3]
        if is_ours(metadata.path):
            by_name.get(name, []).append(metadata.path)
    return found


def run_of(path: str) -> str:
    """Id of the run that wrote a file, which its name says."""
    return "-".join(FileSystems.split(path)[1].split("-")[:2])
