"""Loads the rows of an output's Parquet that the database does not have."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from apache_beam.io.filesystems import FileSystems
from sqlalchemy.engine import Connection

from jobs.run_history import read_snapshot
from schemas.datasets import (
    CANDIDATE_SCORES,
    DETAILS,
    FAILURES,
    IGNORED,
    INPUTS,
    RECORDING_SCORES,
    TEXT_SCORES,
    TIMELINE_SCORES,
    Dataset,
)
from sql.pending import PendingFile
from sql.scores import read_all
from sql.writes import Key, admit_codes, upsert
from transforms.filing import removals, staging_folder
from transforms.parquet import (
    Batch,
    date_of,
    list_files,
    list_partitions,
    partition,
    read_file,
    schema_of,
    write_file,
)
from transforms.settle import key_of_row

Record = dict[str, Any]


class RowLoader:
    """Loads one dataset after the other, and notes which files the database knows better."""

    datasets = (
        RECORDING_SCORES,
        TIMELINE_SCORES,
        TEXT_SCORES,
        CANDIDATE_SCORES,
        FAILURES,
        IGNORED,
    )
    """Scores before failures, which they outdate, and recordings before what they consist of."""

    def __init__(self, connection: Connection, output: str, order: Mapping[str, int]) -> None:
        """Load nothing yet.

        Args:
            connection: in a transaction, which knows all runs.
            output: whose files have today's schema, and one row a key.
            order: run to its number.
        """
        self._connection, self._output, self._order = connection, output, order
        self._batch = Batch(staging_folder(output, "loaded"), secrets.token_hex(4), 1)
        self._scored: dict[Key, int] = {}
        self._recordings: dict[Key, tuple[str, str]] = {}
        self._retired, self._gone_candidates = _retired(connection, output)
        self.files: list[PendingFile] = []
        """To move and to delete after the commit."""
        self.candidates: set[str] = set()
        """Who has a row."""

    def load(self, dataset: Dataset) -> int:
        """Load the rows whose keys the database does not have.

        A failure that a score of the same attempt, release and options has outdated goes from the
        files instead, and so do rows of what the ledger says is retired. So does a row whose key
        the database has from another run: the database's takes its place.

        Returns:
            How many rows were loaded.
        """
        if dataset is TIMELINE_SCORES:
            return self._load_timelines()
        columns = [*dataset.key, "run_id", "run_date", "candidate_id"]
        held = {
            key_of_row(dataset, row): row
            for row in read_all(self._connection, dataset, list(dict.fromkeys(columns)))
        }
        loaded, gone, stale = 0, [], []
        right: set[Key] = set()
        for rows in self._stored(dataset):
            new = []
            for row in rows:
                key = key_of_row(dataset, row)
                if key in held:
                    if _written(held[key]) != _written(row):
                        stale.append(row)
                    else:
                        right.add(key)
                elif self._is_retired(dataset, row) or (
                    dataset is FAILURES and self._is_outdated(key, row)
                ):
                    gone.append(row)
                else:
                    new.append(row)
            admit_codes(self._connection, dataset, new)
            loaded += upsert(self._connection, dataset, new)
            held |= {key_of_row(dataset, row): row for row in new}
        self.candidates |= {row["candidate_id"] for row in held.values()} - {None}
        if dataset in (RECORDING_SCORES, TEXT_SCORES):
            self._scored |= {key: self._order[row["run_id"]] for key, row in held.items()}
        if dataset is RECORDING_SCORES:
            self._recordings = {key: _written(row) for key, row in held.items()}
        self._correct(dataset, gone, stale, right)
        return loaded

    def _load_timelines(self) -> int:
        """Load those of the recordings that the database has from the same run."""
        dataset, loaded = TIMELINE_SCORES, 0
        held = {tuple(r.values()) for r in read_all(self._connection, dataset, dataset.key)}
        for rows in self._stored(dataset):
            new = [
                row
                for row in rows
                if key_of_row(dataset, row) not in held
                and self._recordings.get(key_of_row(RECORDING_SCORES, row)) == _written(row)
            ]
            loaded += upsert(self._connection, dataset, new)
        return loaded

    def _stored(self, dataset: Dataset) -> Iterator[list[Record]]:
        """The rows of each file."""
        for folder in list_partitions(self._output, dataset):
            date = pa.scalar(date_of(folder)).cast(pa.date32()).as_py()
            for path in list_files(folder):
                yield [{**row, "run_date": date} for row in read_file(path).to_pylist()]

    def _is_outdated(self, key: Key, failure: Record) -> bool:
        return self._scored.get(key, -1) >= self._order[failure["run_id"]]

    def _is_retired(self, dataset: Dataset, row: Record) -> bool:
        if dataset is CANDIDATE_SCORES:
            return row["candidate_id"] in self._gone_candidates
        return dataset is not IGNORED and key_of_row(dataset, row)[:2] in self._retired

    def _correct(
        self, dataset: Dataset, gone: Sequence[Record], stale: Sequence[Record], right: set[Key]
    ) -> None:
        """Have rows removed from the files, and those of the database put in the place of stale.

        Args:
            dataset: whose rows they are.
            gone, stale: rows of the files.
            right: keys of rows that the files have as the database does, whatever else they have.
        """
        if not gone and not stale:
            return
        self.files += removals(self._output, self._batch, dataset, [*gone, *stale], dataset.key)
        if dataset is RECORDING_SCORES:
            for follower in DETAILS:
                self.files += removals(
                    self._output, self._batch, follower, [*gone, *stale], RECORDING_SCORES.key
                )
        keys = {key_of_row(dataset, row) for row in stale} - right
        self._put(dataset, keys, dataset.key)
        if dataset is RECORDING_SCORES:
            self._put(TIMELINE_SCORES, keys, dataset.key)

    def _put(self, dataset: Dataset, keys: set[Key], by: Sequence[str]) -> None:
        """Write the database's rows that have these values in the columns `by` to files."""
        if not keys:
            return
        names = [column.name for column in dataset.columns]
        theirs: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for row in read_all(self._connection, dataset, names):
            if tuple(row[name] for name in by) in keys:
                theirs[_written(row)].append(row)
        for (run_id, run_date), rows in theirs.items():
            name = f"{run_id}-{self._batch.name}-00000.parquet"
            staged = FileSystems.join(self._batch.folder, dataset.name, f"{run_date}-{name}")
            schema = schema_of(dataset, {row["model_release"] for row in rows})
            write_file(pa.Table.from_pylist(rows, schema), staged)
            target = FileSystems.join(partition(self._output, dataset, run_date), name)
            self.files.append(PendingFile(staged, target))


def _retired(connection: Connection, output: str) -> tuple[set[Key], set[str]]:
    """Inputs, as (id, attempt), and candidates of which the ledger has nothing but retired entries.

    The database's ledger goes before that of the files.
    """
    columns = [*INPUTS.key, "candidate_id", "state"]
    entries = {key_of_row(INPUTS, row): row for row in read_snapshot(output, INPUTS)}
    entries |= {key_of_row(INPUTS, row): row for row in read_all(connection, INPUTS, columns)}
    retired, kept = (
        [row for row in entries.values() if (row["state"] == "retired") is is_retired]
        for is_retired in (True, False)
    )
    names = [{(row["input_id"], row["attempt"]) for row in rows} for rows in (retired, kept)]
    people = [{row["candidate_id"] for row in rows} for rows in (retired, kept)]
    return names[0] - names[1], people[0] - people[1]


def _written(row: Record) -> tuple[str, str]:
    """The run that wrote a row, and its date."""
    return row["run_id"], str(row["run_date"])
