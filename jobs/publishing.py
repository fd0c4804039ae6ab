"""Publishes a run batch by batch: rows, ledger and list of files in one transaction, then files."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
from apache_beam.io.filesystems import FileSystems
from sqlalchemy.engine import Connection

from jobs.aggregates import Aggregates, aggregate
from jobs.books import Books
from jobs.graph import WRITTEN
from jobs.retry import retry_transient
from jobs.staged_rows import Record, Staged
from schemas.columns import to_record
from schemas.datasets import (
    CANDIDATE_SCORES,
    DETAILS,
    FAILURES,
    IGNORED,
    RECORDING_SCORES,
    SNAPSHOTS,
    TEXT_SCORES,
    TIMELINE_SCORES,
    Dataset,
)
from schemas.ledger import LedgerEntry
from schemas.now import utc_now
from schemas.rows import IgnoredInput
from schemas.runs import RunStamp, ScoringRun
from sql.engine import transaction
from sql.errors import DatabaseError
from sql.ledger import delete_entries, entry_key, read_entries, write_entries
from sql.pending import PendingFile, clear_pending, write_pending
from sql.runs import write_run
from sql.scores import read_all, read_rows
from sql.writes import Key, delete, mark_current, upsert
from transforms.filing import additions, carry_out, empty_files, removals
from transforms.inputs.planned import Plan, Task
from transforms.parquet import (
    Batch,
    partition,
    schema_of,
    snapshot,
    to_table,
    write_file,
)
from transforms.readme import page
from transforms.settle import (
    SETTLED,
    Superseded,
    after_try,
    key_of_row,
    replaced_by,
    supersede,
)


class Publisher:
    """Publishes the batches of one run, in order."""

    def __init__(self, books: Books, plan: Plan) -> None:
        self._books, self._plan = books, plan
        self._night = books.night
        self._output = books.night.config.output
        self._stamp = books.night.stamp

    @retry_transient
    def begin(self, tasks: Sequence[Task]) -> None:
        """Note in the ledger that a batch is being tried."""
        now = utc_now()
        with transaction(self._books.engine) as connection:
            write_entries(
                connection,
                (t.entry._replace(tries=t.entry.tries + 1, tried_at=now) for t in tasks),
            )

    @retry_transient
    def forget(self, tasks: Sequence[Task]) -> None:
        """Take back `begin`: what ended the batch is not to be blamed on its inputs."""
        with transaction(self._books.engine) as connection:
            write_entries(connection, (task.entry for task in tasks))

    @contextlib.contextmanager
    def blameless(self, tasks: Sequence[Task]) -> Iterator[None]:
        """What breaks a run off, short of a worker's death, is no try of the inputs in work."""
        try:
            yield
        except BaseException:
            with contextlib.suppress(DatabaseError):
                self.forget(tasks)
            raise

    def publish_planned(self, batch: Batch) -> None:
        """Publish what is known before anything is scored.

        That is what was found, as the ledger has it from now on, and with it in one transaction
        failures by name and what is retired.
        """
        failures = self._plan.failures
        stamped = to_record(self._stamp)
        rows: dict[Dataset, list[Record]] = {dataset: [] for dataset in SETTLED}
        rows[FAILURES] = [to_record(row) | stamped for row in failures]
        if failures:
            write_file(to_table(FAILURES, failures, self._stamp), batch.path(FAILURES, 0))
        self._publish(
            _Change(
                Staged(rows),
                entries=(*self._plan.entries, *self._plan.failed),
                retired=self._plan.retired,
                outdated=self._plan.outdated,
            ),
            batch,
        )

    def publish(self, tasks: Sequence[Task], staged: Staged, batch: Batch) -> list[LedgerEntry]:
        """Publish a batch that was scored.

        Returns:
            Entries that are retired with it, because their names were wrong.
        """
        change = _change_of(tasks, staged, self._stamp)
        self._publish(change, batch)
        return list(change.retired)

    def _publish(self, change: "_Change", batch: Batch) -> None:
        counted = self._books.run._replace(
            scored=(self._books.run.scored or 0) + change.staged.scored,
            failed=(self._books.run.failed or 0) + change.staged.failed,
        )
        with self.blameless(change.tasks):
            self._books.lock.confirm()
            files = self._commit(change, batch, counted)
        self._books.run = counted
        self._carry_out(files)

    @retry_transient
    def _commit(self, change: "_Change", batch: Batch, counted: ScoringRun) -> list[PendingFile]:
        staged = change.staged
        touched = {row["candidate_id"] for rows in staged.rows.values() for row in rows}
        touched |= {entry.candidate_id for entry in (*change.retired, *change.outdated)}
        candidates = sorted(touched)
        with transaction(self._books.engine) as connection:
            held = {d: read_rows(connection, d, candidates) for d in SETTLED}
            tried = change.entries if change.tasks else ()
            replaced = replaced_by(tried, read_entries(connection, candidates, ()))
            superseded = supersede(
                held,
                staged.rows,
                {(entry.input_id, entry.attempt) for entry in (*change.retired, *replaced)},
                {(entry.input_id, entry.attempt) for entry in change.outdated},
            )
            for dataset in SETTLED:
                delete(connection, dataset, superseded.keys(dataset))
                upsert(connection, dataset, staged.rows[dataset])
            by = RECORDING_SCORES.key
            old = {key_of_row(RECORDING_SCORES, r) for r in superseded.all_of(RECORDING_SCORES)}
            delete(connection, TIMELINE_SCORES, old, by)
            upsert(connection, TIMELINE_SCORES, staged.timeline)
            for dataset in (RECORDING_SCORES, TEXT_SCORES):
                mark_current(connection, dataset, candidates)
            delete_entries(connection, change.outdated)
            retired = (entry._replace(state="retired") for entry in change.retired)
            write_entries(connection, (*retired, *replaced, *change.entries))
            aggregates = aggregate(connection, candidates, self._stamp)
            write_run(connection, counted)
            files = [
                *self._removals(batch, superseded, aggregates.outdated),
                *additions(self._output, self._stamp.run_date, batch, WRITTEN),
                *self._aggregates(batch, aggregates),
                *_snapshots(connection, self._output, batch, SNAPSHOTS[:2]),
            ]
            write_pending(connection, files)
        return files

    def _removals(
        self, batch: Batch, superseded: Superseded, candidates: Iterable[Record]
    ) -> list[PendingFile]:
        rows: dict[Dataset, Iterable[Record]] = {d: superseded.all_of(d) for d in SETTLED}
        rows[CANDIDATE_SCORES] = candidates
        files = []
        for dataset, gone in rows.items():
            files += removals(self._output, batch, dataset, gone, dataset.key)
        for dataset in DETAILS:
            gone = rows[RECORDING_SCORES]
            files += removals(self._output, batch, dataset, gone, RECORDING_SCORES.key)
        return files

    def _aggregates(self, batch: Batch, aggregates: Aggregates) -> list[PendingFile]:
        """Stage candidates' rows and move them, each to the date of the run that it names."""
        files = []
        for part, (stamp, rows) in enumerate(aggregates.rows.items()):
            table = to_table(CANDIDATE_SCORES, rows, stamp)
            name = f"{batch.name}-{part:05d}.parquet"
            if stamp != self._stamp:  # a file is found by the run of its rows
                name = f"{stamp.run_id}-{name}"
            staged = FileSystems.join(batch.folder, CANDIDATE_SCORES.name, name)
            write_file(table, staged)
            folder = partition(self._output, CANDIDATE_SCORES, stamp.run_date)
            files.append(PendingFile(staged, FileSystems.join(folder, name)))
        return files

    @retry_transient
    def publish_listing(self, items: Sequence[IgnoredInput], batch: Batch) -> None:
        """Publish what was not scored and why, in place of what earlier runs said of it."""
        config = self._night.config
        stamped = to_record(self._stamp)
        records = [to_record(item) | stamped for item in items]
        named = {record["uri_hash"] for record in records}
        with transaction(self._books.engine) as connection:
            held = read_all(connection, IGNORED, ("uri_hash", "uri", "run_id", "run_date"))
            listed = self._night.covered
            old = [row for row in held if row["uri_hash"] in named or listed(row["uri"])]
            delete(connection, IGNORED, {(row["uri_hash"],) for row in old} - {(n,) for n in named})
            upsert(connection, IGNORED, records)
            write_file(to_table(IGNORED, items, self._stamp), batch.path(IGNORED, 0))
            files = [
                *removals(config.output, batch, IGNORED, old, IGNORED.key),
                *additions(config.output, self._stamp.run_date, batch, (IGNORED,)),
            ]
            write_pending(connection, files)
        self._carry_out(files)

    @retry_transient
    def publish_end(self, batch: Batch) -> None:
        """Publish how the run ended; runs, releases and the ledger as they are then; the page."""
        with transaction(self._books.engine) as connection:
            write_run(connection, self._books.run)
            files = [
                *_snapshots(connection, self._output, batch, SNAPSHOTS),
                *empty_files(self._output, self._stamp, batch),
                *page(self._output, batch),
            ]
            write_pending(connection, files)
        self._carry_out(files)

    @retry_transient
    def _carry_out(self, files: Sequence[PendingFile]) -> None:
        carry_out(files)
        with transaction(self._books.engine) as connection:
            clear_pending(connection)


class _Change(NamedTuple):
    """What one transaction changes."""

    staged: Staged
    entries: Sequence[LedgerEntry]
    """Of the ledger, as they are from now on."""
    tasks: Sequence[Task] = ()
    """What was scored."""
    retired: Sequence[LedgerEntry] = ()
    """Whose scores go."""
    outdated: Sequence[LedgerEntry] = ()
    """That say nothing any more."""


def _change_of(tasks: Sequence[Task], staged: Staged, stamp: RunStamp) -> _Change:
    """What a batch changes that was scored."""
    results: dict[tuple[str, int], tuple[Dataset, Record]] = {}
    for dataset in SETTLED:
        for row in staged.rows[dataset]:
            results[row[dataset.key[0]], row["attempt"]] = dataset, row
    now = utc_now()
    entries: list[LedgerEntry] = []
    retired: dict[Key, LedgerEntry] = {}
    for task in tasks:
        key = (task.file.input_id, task.file.attempt)
        dataset, row = results[key]
        tried = after_try(task.entry, dataset, row, now, stamp)
        entries.append(tried._replace(cpu_seconds=staged.cpu_seconds.get(key)))
        if dataset is not FAILURES:
            retired |= {entry_key(entry): entry for entry in task.moved_from}
    return _Change(staged, entries, tasks, list(retired.values()))


def _snapshots(
    connection: Connection, output: str, batch: Batch, datasets: Iterable[Dataset]
) -> list[PendingFile]:
    """Stage whole tables and move each over the file of before."""
    files = []
    for dataset in datasets:
        names = tuple(column.name for column in dataset.columns)
        table = pa.Table.from_pylist(read_all(connection, dataset, names), schema_of(dataset))
        staged = FileSystems.join(batch.folder, "snapshots", f"{dataset.name}.parquet")
        write_file(table, staged)
        files.append(PendingFile(staged, snapshot(output, dataset)))
    return files
