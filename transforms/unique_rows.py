"""Finds the rows that stay where several runs wrote the same key: those of the newest run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class Part(NamedTuple):
    """The rows of one file, as far as it matters which of them stay."""

    keys: pa.Table
    """Columns of the dataset's key, and `run_id`; text as a dictionary, which is small."""
    spelling: pa.ChunkedArray
    """The first column of the key as the file spells it, as a dictionary: where one run scored two
    spellings of a name, the one that comes last stays."""
    is_renewed: bool
    """Whether the file has been through here: what it holds of a run has stayed."""


def staying(
    parts: Sequence[Part],
    order: Mapping[str, int],
    key: Sequence[str],
    whole: Sequence[str],
    others: Sequence[pa.Table] = (),
) -> list[pa.Array]:
    """Which rows of each file stay, so that a key has one row.

    Args:
        parts: all files of a dataset.
        order: run to its place among all runs; others are older.
        key: of the dataset.
        whole: the part of it whose rows come from one run together, as all frames of a recording.
        others: tables with the columns `whole` and `run_id`, which say that a run was there even
            if it has no row here: a recording that has no frames any more.

    Returns:
        A mask for each file.
    """
    if not parts:
        return []
    tables = [part.keys for part in parts]
    rows = sum(table.num_rows for table in tables)
    columns = [*whole, "run_id"]
    every = pa.concat_tables([table.select(columns) for table in (*tables, *others)])
    runs = _ranks(every["run_id"], lambda run: (order.get(run, -1), run))
    stays = _highest(_groups(every, whole), runs)[:rows]
    renewed = np.concatenate([np.full(len(p.spelling), p.is_renewed, np.int64) for p in parts])
    spellings = pa.concat_tables([pa.table({"name": part.spelling}) for part in parts])["name"]
    groups = _groups(pa.concat_tables([table.select(whole) for table in tables]), whole)
    for ranks in (renewed, _ranks(spellings, str)):
        stays[stays] = _highest(groups[stays], ranks[stays])
    keys = _groups(pa.concat_tables([table.select(key) for table in tables]), key)
    stays[stays] = _highest(keys[stays], np.arange(int(stays.sum()), dtype=np.int64))
    ends = np.cumsum([table.num_rows for table in tables])[:-1]
    return [pa.array(mask) for mask in np.split(stays, ends)]


def _highest(groups: NDArray[np.int64], ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each group, the items with its highest rank."""
    best = np.full(int(groups.max(initial=-1)) + 1, -1, dtype=np.int64)
    np.maximum.at(best, groups, ranks)
    return np.asarray(ranks == best[groups], dtype=np.bool_)


def _groups(table: pa.Table, columns: Sequence[str]) -> NDArray[np.int64]:
    """A number for each row; equal where the rows are equal in these columns."""
    groups = np.zeros(table.num_rows, dtype=np.int64)
    for name in columns:
        values, codes = _coded(table[name])
        _, groups = np.unique(groups * max(len(values), 1) + codes, return_inverse=True)
    return groups


def _ranks(column: pa.ChunkedArray, place: Callable[[str], Any]) -> NDArray[np.int64]:
    """A number for each value, in the order of their places."""
    values, codes = _coded(column)
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[sorted(range(len(values)), key=lambda i: place(values[i]))] = np.arange(len(values))
    return ranks[codes]


def _coded(column: pa.ChunkedArray) -> tuple[list[Any], NDArray[np.int64]]:
    """The different values of a column, and the number of each row's."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    chunks = column.unify_dictionaries().chunks
    values = chunks[0].dictionary.to_pylist() if chunks else []
    codes = [chunk.indices.to_numpy().astype(np.int64) for chunk in chunks]
    return values, np.concatenate([np.empty(0, dtype=np.int64), *codes])
