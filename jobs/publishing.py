"""Publishes a run batch by batch: rows, ledger and list of files in one transaction, then files."""

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
from apache_beam.io.filesystems import FileSystems
from sqlalchemy.engine import Connection

from jobs.aggregates import Aggregates, aggregate
from jobs.books import Books
from jobs.graph import WRITTEN
from jobs.retry import retry_transient
from schemas.columns import to_record
from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    FRAME_SCORES,
    IGNORED,
    RECORDING_SCORES,
    SNAPSHOTS,
    TEXT_SCORES,
    VOICE_SCORES,
    Dataset,
)
from schemas.elements import RECORDING
from schemas.ledger import LedgerEntry
from schemas.now import utc_now
from schemas.rows import IgnoredInput
from schemas.runs import RunStamp, ScoringRun
from sql.engine import transaction
from sql.errors import DatabaseError
from sql.ledger import delete_entries, read_entries, write_entries
from sql.pending import PendingFile, clear_pending, write_pending
from sql.runs import write_run
from sql.scores import read_all, read_rows
from sql.writes import delete, mark_current, upsert
from transforms.filing import additions, carry_out, empty_files, removals
from transforms.inputs.planned import Plan, Task
from transforms.parquet import (
    Batch,
    count_rows,
    list_files,
    partition,
    read_file,
    schema_of,
    snapshot,
    to_table,
    write_file,
)
from transforms.settle import SETTLED, Superseded, key_of_row, replaced_by, supersede

Record = Mapping[str, Any]


Answer = tuple[str, str, str, int]
"""Candidate, question, kind and attempt."""


class UnbalancedError(Exception):
    """A batch's rows are not one score or one failure for each input."""


class Staged(NamedTuple):
    """The rows of a batch that go into the database, stamped."""

    rows: Mapping[Dataset, Sequence[Record]]

    @property
    def scored(self) -> int:
        return len(self.rows[RECORDING_SCORES]) + len(self.rows[TEXT_SCORES])

    @property
    def failed(self) -> int:
        return len(self.rows[FAILURES])

    @property
    def answers(self) -> set[Answer]:
        """What was scored."""
        return {
            (row["candidate_id"], row["question_id"], row.get("kind", RECORDING), row["attempt"])
            for dataset in (RECORDING_SCORES, TEXT_SCORES)
            for row in self.rows[dataset]
        }

    @property
    def failure_kinds(self) -> list[str]:
        """Kind of each failure."""
        return [row["kind"] for row in self.rows[FAILURES]]

    @property
    def media_seconds(self) -> float:
        return float(sum(row["duration_seconds"] for row in self.rows[RECORDING_SCORES]))


def read_staged(tasks: Sequence[Task], batch: Batch, stamp: RunStamp, voice_models: int) -> Staged:
    """Read a batch's rows, and count them: that is what the books are made of.

    Args:
        tasks: of the batch.
        batch: where the workers wrote.
        stamp: of the rows.
        voice_models: rows that each window of sound has.

    Raises:
        UnbalancedError: if an input has no row, or two, or rows of frames or windows are missing.
    """
    stamped = to_record(stamp)
    rows: dict[Dataset, list[Record]] = {}
    for dataset in SETTLED:
        tables = map(read_file, _staged(batch, dataset))
        rows[dataset] = [{**row, **stamped} for t in tables for row in t.to_pylist()]
    wanted = Counter((task.file.input_id, task.file.attempt) for task in tasks)
    found = Counter(key_of_row(d, row)[:2] for d in SETTLED for row in rows[d])
    if wanted != found:
        raise UnbalancedError
    for dataset, expected in (
        (FRAME_SCORES, sum(row["frames"] for row in rows[RECORDING_SCORES])),
        (VOICE_SCORES, voice_models * sum(row["windows"] for row in rows[RECORDING_SCORES])),
    ):
        if expected != sum(map(count_rows, _staged(batch, dataset))):
            raise UnbalancedError
    return Staged(rows)


def _staged(batch: Batch, dataset: Dataset) -> list[str]:
    return list_files(FileSystems.join(batch.folder, dataset.name))


class Publisher:
    """Publishes the batches of one run, in order."""

    def __init__(self, books: Books, plan: Plan) -> None:
        self._books, self._plan = books, plan
        self._night = books.night
        self._output = books.night.config.output
        self._stamp = books.night.stamp

    @retry_transient
    def register(self) -> None:
        """Write into the ledger what was found, before anything of it is scored."""
        with transaction(self._books.engine) as connection:
            write_entries(connection, self._plan.entries)

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
        """Publish what is known without scoring: failures by name, and what is retired or moved."""
        failures = self._plan.failures
        if not (failures or self._plan.moved or self._plan.outdated):
            return
        stamped = to_record(self._stamp)
        rows: dict[Dataset, list[Record]] = {dataset: [] for dataset in SETTLED}
        rows[FAILURES] = [to_record(row) | stamped for row in failures]
        if failures:
            write_file(to_table(FAILURES, failures, self._stamp), batch.path(FAILURES, 0))
        self._publish((), Staged(rows), batch, self._plan.moved, self._plan.outdated)

    def publish(self, tasks: Sequence[Task], staged: Staged, batch: Batch) -> None:
        """Publish a batch that was scored."""
        self._publish(tasks, staged, batch, (), ())

    def _publish(
        self,
        tasks: Sequence[Task],
        staged: Staged,
        batch: Batch,
        gone: Sequence[LedgerEntry],
        outdated: Sequence[LedgerEntry],
    ) -> None:
        counted = self._books.run._replace(
            scored=(self._books.run.scored or 0) + staged.scored,
            failed=(self._books.run.failed or 0) + staged.failed,
        )
        with self.blameless(tasks):
            self._books.lock.confirm()
            files = self._commit(tasks, staged, batch, gone, outdated, counted)
        self._books.run = counted
        self._carry_out(files)

    @retry_transient
    def _commit(
        self,
        tasks: Sequence[Task],
        staged: Staged,
        batch: Batch,
        gone: Sequence[LedgerEntry],
        outdated: Sequence[LedgerEntry],
        counted: ScoringRun,
    ) -> list[PendingFile]:
        touched = {row["candidate_id"] for rows in staged.rows.values() for row in rows}
        touched |= {entry.candidate_id for entry in (*gone, *outdated)}
        candidates = sorted(touched)
        entries = [*self._tried(tasks, staged), *(() if tasks else self._plan.failed)]
        with transaction(self._books.engine) as connection:
            held = {d: read_rows(connection, d, candidates) for d in SETTLED}
            replaced = replaced_by(entries, read_entries(connection, candidates, ()))
            superseded = supersede(
                held,
                staged.rows,
                {(entry.input_id, entry.attempt) for entry in (*gone, *replaced)},
                {(entry.input_id, entry.attempt) for entry in outdated},
            )
            for dataset in SETTLED:
                delete(connection, dataset, superseded.keys(dataset))
                upsert(connection, dataset, staged.rows[dataset])
            for dataset in (RECORDING_SCORES, TEXT_SCORES):
                mark_current(connection, dataset, candidates)
            delete_entries(connection, outdated)
            write_entries(connection, (entry._replace(state="retired") for entry in gone))
            write_entries(connection, (*replaced, *entries))
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
        for dataset in (FRAME_SCORES, VOICE_SCORES):
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

    def _tried(self, tasks: Sequence[Task], staged: Staged) -> list[LedgerEntry]:
        """The ledger's entries of a batch, now that it was tried."""
        results: dict[tuple[str, int], tuple[Dataset, Record]] = {}
        for dataset in SETTLED:
            for row in staged.rows[dataset]:
                results[row[dataset.key[0]], row["attempt"]] = dataset, row
        now = utc_now()
        entries = []
        for task in tasks:
            dataset, row = results[task.file.input_id, task.file.attempt]
            entries.append(_after(task.entry, dataset, row, now, self._stamp))
        return entries

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
        """Publish how the run ended; and runs, releases and the ledger as they are then."""
        with transaction(self._books.engine) as connection:
            write_run(connection, self._books.run)
            files = [
                *_snapshots(connection, self._output, batch, SNAPSHOTS),
                *empty_files(self._output, self._stamp, batch),
            ]
            write_pending(connection, files)
        self._carry_out(files)

    @retry_transient
    def _carry_out(self, files: Sequence[PendingFile]) -> None:
        carry_out(files)
        with transaction(self._books.engine) as connection:
            clear_pending(connection)


def _after(
    entry: LedgerEntry, dataset: Dataset, row: Record, now: str, stamp: RunStamp
) -> LedgerEntry:
    """A ledger entry once its input was tried."""
    tried = entry._replace(
        tries=entry.tries + 1,
        tried_at=now,
        run_id=stamp.run_id,
        model_release=stamp.model_release,
        config_digest=stamp.config_digest,
    )
    if dataset is FAILURES:
        return tried._replace(
            state="failed",
            reason=row["kind"],
            # Runs that broke off do not count once it is known what becomes of it.
            tries=entry.tries + 1 if entry.state == "failed" else 1,
            content_hash=row["content_hash"] or entry.content_hash,
        )
    truncated = bool(row.get("truncated"))
    return tried._replace(
        state="scored",
        reason="truncated" if truncated else None,
        content_hash=row["content_hash"],
        scored_whole=not truncated,
        tries=0,
    )


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
