"""Writes datasets as Parquet: staged by the workers, moved to their place by the launcher."""

import contextlib
import json
import os
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

import apache_beam as beam
import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems
from apache_beam.pvalue import PCollection
from apache_beam.transforms.util import CoGroupByKey

from schemas.columns import arrow_schema, to_record
from schemas.datasets import Dataset
from schemas.file_metadata import (
    KEY,
    PREFIX,
    columns_in_files,
    metadata_of,
    schema_version_in,
)
from schemas.runs import RunStamp


def shard_of(candidate_id: str | None, shards: int) -> int:
    """Shard of a candidate, from 0: stable over runs and machines."""
    return zlib.crc32((candidate_id or "").encode()) % shards


def to_table(dataset: Dataset, rows: Iterable[tuple[Any, ...]], stamp: RunStamp) -> pa.Table:
    """Rows as a file's table, sorted by key, so that the same rows make the same table."""
    stamped = to_record(stamp)
    records = [to_record(row, dataset.row_type) | stamped for row in rows]
    records.sort(key=lambda record: tuple(record[column] for column in dataset.key))
    return pa.Table.from_pylist(records, schema_of(dataset, (stamp.model_release,)))


def partition(output: str, dataset: Dataset, run_date: str) -> str:
    """Folder of one dataset and date."""
    return FileSystems.join(output, dataset.name, f"run_date={run_date}")


def snapshot(output: str, dataset: Dataset) -> str:
    """The one file of a dataset that is written whole."""
    return FileSystems.join(output, dataset.name, f"{dataset.name}.parquet")


class DamagedFileError(Exception):
    """A file of the output is no Parquet file; the message says which, and what to do."""


def schema_of(dataset: Dataset, releases: Collection[str] = ()) -> pa.Schema:
    """Columns of a dataset's files; its metadata is what the files say of themselves.

    Args:
        dataset: whose files they are.
        releases: of the models that scored the rows; without, the file names none.
    """
    schema = arrow_schema(dataset.row_type)
    if dataset.stamped:
        schema = pa.unify_schemas([schema, arrow_schema(RunStamp)])
    kept = [schema.field(column.name) for column in columns_in_files(dataset)]
    return pa.schema(kept, metadata_of(dataset, releases))


def write_file(table: pa.Table, path: str) -> None:
    """Write one file; local folders are made.

    The file says of itself what the metadata of the table's schema says (see `schema_of`): also
    where the table has been read from another file, whose version it then keeps.
    """
    said = _decoded(table.schema.metadata)
    texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
    with (
        FileSystems.create(path, "application/octet-stream", "uncompressed") as stream,
        # Files are small and have many columns, so the overhead of each column matters. Numbers
        # hardly ever repeat, so only text has dictionaries. Readers filter by keys, not by scores,
        # so only keys have statistics. Arrow reads the same types without a copy of its schema.
        pq.ParquetWriter(
            stream,
            table.schema,
            compression="zstd",
            use_dictionary=texts,
            write_statistics=_looked_for(table, said),
            store_schema=False,
        ) as writer,
    ):
        writer.write_table(table)
        writer.add_key_value_metadata(said)


def _looked_for(table: pa.Table, said: Mapping[str, str]) -> list[str]:
    """Columns by which readers look for rows."""
    names = json.loads(said[KEY]) if KEY in said else table.column_names
    return [name for name in table.column_names if name in (*names, "candidate_id")]


def _decoded(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {
        name.decode(): value.decode()
        for name, value in (metadata or {}).items()
        if name.startswith(PREFIX.encode())
    }


def read_file(path: str) -> pa.Table:
    """Read one file whole.

    Raises:
        DamagedFileError: if it is no Parquet file.
    """
    with _opened(path) as stream:
        return pq.read_table(pa.BufferReader(stream.read()))


@contextlib.contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    with FileSystems.open(path, compression_type="uncompressed") as stream:
        try:
            yield stream
        except pa.ArrowInvalid as error:
            raise DamagedFileError(
                f"{path} is damaged: restore it from a backup; or move it away, and score what was "
                "in it again with --rescore"
            ) from error


def count_rows(path: str) -> int:
    """How many rows a file has; of a local one only its end is read."""
    if "://" in path:
        return int(read_file(path).num_rows)
    return int(pq.read_metadata(path).num_rows)


def columns_in(path: str) -> list[str]:
    """Names of a file's columns; only its end is read.

    Raises:
        DamagedFileError: if it is no Parquet file.
    """
    with _opened(path) as stream:
        return list(pq.read_schema(stream).names)


def said_in(path: str) -> dict[str, str]:
    """What a file says of itself, with the keys of `schemas.file_metadata`; only its end is read.

    Raises:
        DamagedFileError: if it is no Parquet file.
    """
    with _opened(path) as stream:
        return _decoded(pq.read_schema(stream).metadata)


def schema_version_of(path: str) -> int:
    """Version of the datasets of which a file is; only its end is read.

    Raises:
        DamagedFileError: if it is no Parquet file.
    """
    return schema_version_in(said_in(path))


class Batch(NamedTuple):
    """One batch of a run, and where its files lie until they are published."""

    folder: str
    name: str
    """With which its files begin: <run_id>-<number of the batch>."""
    shards: int
    """Files of each dataset that workers write."""

    def path(self, dataset: Dataset, part: int) -> str:
        """Of a staged file."""
        return FileSystems.join(self.folder, dataset.name, f"{self.name}-{part:05d}.parquet")


class _WriteShard(beam.DoFn):
    def __init__(self, dataset: Dataset, stamp: RunStamp, batch: Batch) -> None:
        self._dataset, self._stamp, self._batch = dataset, stamp, batch

    def process(self, group: tuple[int, Mapping[str, Iterable[Any]]]) -> Iterator[str]:
        shard, parts = group
        path = self._batch.path(self._dataset, shard)
        write_file(to_table(self._dataset, parts["rows"], self._stamp), path)
        yield path


@dataclass
class WriteParquet(beam.PTransform):
    """Write a dataset to a batch's staging folder.

    Input: rows of the dataset. Output: the path of each file. There is a file for every shard,
    also when it is empty, and a retried bundle overwrites its own file with the same rows.
    """

    dataset: Dataset
    stamp: RunStamp
    batch: Batch

    def expand(self, rows: PCollection[Any]) -> PCollection[str]:
        shards = self.batch.shards
        numbers = (
            rows.pipeline
            | "Number shards" >> beam.Create(range(shards), reshuffle=False)
            | "Key shards" >> beam.Map(lambda shard: (shard, shard))
        )
        keyed = rows | "Key rows" >> beam.Map(lambda row: (shard_of(row.candidate_id, shards), row))
        return (
            {"rows": keyed, "shard": numbers}
            | "Group" >> CoGroupByKey()
            | "Write" >> beam.ParDo(_WriteShard(self.dataset, self.stamp, self.batch))
        )


def list_files(folder: str, prefix: str = "") -> list[str]:
    """Parquet files of a folder whose names begin so, by name; of a date those that a run wrote."""
    # A local folder is listed: its name may hold pattern characters.
    if "://" in folder:
        (matched,) = FileSystems.match([FileSystems.join(folder, f"{prefix}*.parquet")])
        return sorted(path.path for path in matched.metadata_list if is_ours(path.path))
    names = os.listdir(folder) if os.path.isdir(folder) else []
    paths = (
        os.path.join(folder, name)
        for name in names
        if name.startswith(prefix) and name.endswith(".parquet")
    )
    return sorted(filter(is_ours, paths))


def is_ours(path: str) -> bool:
    """Whether a Parquet file in the folder of a date is named as runs name theirs.

    Others that somebody put there are left alone; elsewhere all are ours.
    """
    folder, _, name = path.rpartition("/")
    dated = folder.rpartition("/")[2].startswith("run_date=")
    return re.fullmatch(r"\d{8}T\d{6}Z-.*" if dated else r".*", name) is not None


def date_of(folder: str) -> str:
    """The date that a partition's name says."""
    return FileSystems.split(folder)[1].partition("=")[2]


def list_partitions(output: str, dataset: Dataset) -> list[str]:
    """Folders of a dataset's dates."""
    folder = FileSystems.join(output, dataset.name)
    if "://" in folder:
        (matched,) = FileSystems.match([FileSystems.join(folder, "run_date=*/*.parquet")])
        return sorted({metadata.path.rpartition("/")[0] for metadata in matched.metadata_list})
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(os.path.join(folder, name) for name in names if name.startswith("run_date="))
