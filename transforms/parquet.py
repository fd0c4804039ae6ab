"""Writes datasets as Parquet: staged by the workers, published whole by the launcher."""

import contextlib
import datetime
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems
from apache_beam.pvalue import PCollection
from apache_beam.transforms.util import CoGroupByKey

from schemas.columns import arrow_schema, to_record
from schemas.datasets import Dataset
from schemas.runs import RunStamp

RUN_TIME = "%Y%m%dT%H%M%SZ"
"""How run ids begin."""


def shard_of(candidate_id: str | None, shards: int) -> int:
    """Shard of a candidate, from 0: stable over runs and machines."""
    return zlib.crc32((candidate_id or "").encode()) % shards


def to_table(dataset: Dataset, rows: Iterable[tuple[Any, ...]], stamp: RunStamp) -> pa.Table:
    """Rows as an Arrow table, sorted by key, so that the same rows make the same table."""
    stamped = to_record(stamp)
    records = [to_record(row, dataset.row_type) | stamped for row in rows]
    records.sort(key=lambda record: tuple(record[column] for column in dataset.key))
    schema = pa.unify_schemas([arrow_schema(dataset.row_type), arrow_schema(RunStamp)])
    return pa.Table.from_pylist(records, schema)


def partition(output: str, dataset: Dataset, run_date: str) -> str:
    """Folder of one dataset and date."""
    return FileSystems.join(output, dataset.name, f"run_date={run_date}")


def staging_root(output: str) -> str:
    """Where unpublished files lie; the dot keeps readers of the datasets out."""
    return FileSystems.join(output, ".staging")


def staging_folder(output: str, stamp: RunStamp) -> str:
    """Where one run's files lie until they are published."""
    return FileSystems.join(staging_root(output), stamp.run_id)


def _write_shard(
    dataset: Dataset, rows: Iterable[tuple[Any, ...]], stamp: RunStamp, path: str
) -> None:
    table = to_table(dataset, rows, stamp)
    # run_date stands in the folder's name, as Hive partitions have it; readers add it back.
    with FileSystems.create(path, "application/octet-stream", "uncompressed") as stream:
        pq.write_table(table.drop_columns(["run_date"]), stream, compression="zstd")


def _shard_path(folder: str, dataset: Dataset, stamp: RunStamp, shard: int, shards: int) -> str:
    name = f"{stamp.run_id}-{shard:05d}-of-{shards:05d}.parquet"
    return FileSystems.join(folder, dataset.name, name)


def stage(dataset: Dataset, rows: Iterable[Any], stamp: RunStamp, folder: str) -> None:
    """Write rows of the launcher's own to a staging folder, as one file like `WriteParquet`'s."""
    _write_shard(dataset, rows, stamp, _shard_path(folder, dataset, stamp, 0, 1))


class _WriteShard(beam.DoFn):
    def __init__(self, dataset: Dataset, stamp: RunStamp, folder: str, shards: int) -> None:
        self._dataset, self._stamp = dataset, stamp
        self._folder, self._shards = folder, shards

    def process(self, group: tuple[int, Mapping[str, Iterable[Any]]]) -> Iterator[str]:
        shard, parts = group
        path = _shard_path(self._folder, self._dataset, self._stamp, shard, self._shards)
        _write_shard(self._dataset, parts["rows"], self._stamp, path)
        yield path


@dataclass
class WriteParquet(beam.PTransform):
    """Write a dataset to a staging folder.

    Input: rows of the dataset. Output: the path of each file. There is a file for every shard,
    also when it is empty, and a retried bundle overwrites its own file with the same rows.
    """

    dataset: Dataset
    stamp: RunStamp
    folder: str
    shards: int

    def expand(self, rows: PCollection[Any]) -> PCollection[str]:
        shards = self.shards
        numbers = (
            rows.pipeline
            | "Number shards" >> beam.Create(range(shards), reshuffle=False)
            | "Key shards" >> beam.Map(lambda shard: (shard, shard))
        )
        keyed = rows | "Key rows" >> beam.Map(lambda row: (shard_of(row.candidate_id, shards), row))
        return (
            {"rows": keyed, "shard": numbers}
            | "Group" >> CoGroupByKey()
            | "Write" >> beam.ParDo(_WriteShard(self.dataset, self.stamp, self.folder, shards))
        )


class PublishError(Exception):
    """A run's files cannot be published; nothing was. The message says what to do."""


def publish(output: str, stamp: RunStamp, shards: Mapping[Dataset, int]) -> None:
    """Make a run's files the content of their date, in place of any earlier run's.

    New files come before old ones go: a kill in between leaves both, never neither, and the
    next run of that date clears the older.

    Args:
        output: the folder or bucket of the scores.
        stamp: of the run.
        shards: how many files each dataset has.

    Raises:
        PublishError: if any shard is missing, or a folder cannot be made.
    """
    staged = {
        dataset: _files(FileSystems.join(staging_folder(output, stamp), dataset.name))
        for dataset in shards
    }
    for dataset, sources in staged.items():
        if len(sources) != shards[dataset]:
            raise PublishError(
                f"{dataset.name}: {len(sources)} of {shards[dataset]} staged files are there; "
                "nothing was published, run again"
            )
    # All folders before any file: datasets of one date must not be of two runs.
    for dataset in shards:
        _make_folder(partition(output, dataset, stamp.run_date))
    for dataset, sources in staged.items():
        target = partition(output, dataset, stamp.run_date)
        old = _files(target)
        destinations = [FileSystems.join(target, FileSystems.split(path)[1]) for path in sources]
        FileSystems.rename(sources, destinations)
        _delete([path for path in old if path not in destinations])


def read_partition(output: str, dataset: Dataset, run_date: str) -> list[dict[str, Any]]:
    """The published rows of one dataset and date, as records."""
    rows: list[dict[str, Any]] = []
    for path in _files(partition(output, dataset, run_date)):
        with FileSystems.open(path, compression_type="uncompressed") as stream:
            rows += pq.read_table(pa.BufferReader(stream.read())).to_pylist()
    return rows


def discard(output: str, stamp: RunStamp) -> None:
    """Delete what a run has staged, and what killed runs staged more than a day before it."""
    root = staging_root(output)
    if "://" in root:
        (matched,) = FileSystems.match([FileSystems.join(root, "**")])
        paths = [metadata.path for metadata in matched.metadata_list]
        runs = {path: path[len(root) :].strip("/").split("/")[0] for path in paths}
        FileSystems.delete([path for path in paths if _is_over(runs[path], stamp)])
        return
    for run in os.listdir(root) if os.path.isdir(root) else ():
        if _is_over(run, stamp):
            shutil.rmtree(os.path.join(root, run), ignore_errors=True)
    with contextlib.suppress(OSError):  # not there, or another run's files in it
        os.rmdir(root)


def _is_over(run_id: str, stamp: RunStamp) -> bool:
    """Whether a staging folder is this run's or a day older; run ids begin with their time."""
    if run_id == stamp.run_id:
        return True
    try:
        other, own = (
            datetime.datetime.strptime(run.split("-")[0], RUN_TIME)
            for run in (run_id, stamp.run_id)
        )
    except ValueError:
        return False
    return own - other > datetime.timedelta(days=1)


def _make_folder(path: str) -> None:
    if "://" in path:
        return
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise PublishError(
            f"{path} cannot be a folder ({error.strerror}); nothing was published: make room "
            "for it, run again"
        ) from error


def _delete(paths: Sequence[str]) -> None:
    """Delete files; Beam would read a local path as a pattern."""
    for path in paths:
        if "://" not in path:
            os.remove(path)
    FileSystems.delete([path for path in paths if "://" in path])


def _files(folder: str) -> list[str]:
    """Parquet files in a folder. A local one is listed: its name may hold pattern characters."""
    if "://" in folder:
        (matched,) = FileSystems.match([FileSystems.join(folder, "*.parquet")])
        return sorted(metadata.path for metadata in matched.metadata_list)
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(os.path.join(folder, name) for name in names if name.endswith(".parquet"))
