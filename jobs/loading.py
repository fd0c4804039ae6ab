"""Brings an output's Parquet and its database together: what only the files say is loaded.

The files are brought to today's schema first. Then one transaction loads what the database lacks
and, last, completes the ledger, with a list of the files that change because the database knows
better. A kill before the commit leaves all to the next call, a kill after it the list.
"""

from collections.abc import Mapping
from typing import NamedTuple

from apache_beam.io.filesystems import FileSystems
from sqlalchemy.engine import Connection, Engine

from jobs.former import name_options
from jobs.loaded_rows import RowLoader
from jobs.options import CommandError
from jobs.run_history import RunHistory, read_snapshot, run_history_of
from schemas.datasets import CURRENT_OF, INPUTS, MODEL_RELEASES, SCORING_RUNS
from schemas.version import SCHEMA_VERSION
from sql.engine import transaction
from sql.former import has_entries, known_attempts, seed_ledger
from sql.pending import PendingFile, clear_pending, read_pending, write_pending
from sql.runs import known_runs
from sql.scores import read_all
from sql.writes import admit_codes, mark_current, upsert
from transforms.filing import carry_out, runs_in
from transforms.former_parquet import Former
from transforms.migrating import former_answers, migrate_output
from transforms.parquet import list_files, schema_version_of


class Loaded(NamedTuple):
    """What was brought forward."""

    files: int
    """That were rewritten."""
    rows: Mapping[str, int]
    """Table to rows that it did not have."""


def bring_output_forward(engine: Engine, output: str) -> None:
    """Bring what an earlier version left to this one, on the first night of this one.

    Args:
        engine: of the database, which is migrated; the caller holds its lock.
        output: whose runs the database knows; the caller holds its lock.

    Raises:
        FormerParquetError, PublishError: if files cannot be read or replaced.
        DatabaseError: if the database stays away.
        BeamIOError: if a bucket is away.
    """
    with transaction(engine) as connection:
        known = has_entries(connection)
    if not known or _is_of_an_earlier_version(output):
        load_output(engine, output)


def _is_of_an_earlier_version(output: str) -> bool:
    """Whether the last run that wrote to it did: each writes the list of all runs anew."""
    return any(
        schema_version_of(path) < SCHEMA_VERSION
        for path in list_files(FileSystems.join(output, SCORING_RUNS.name), SCORING_RUNS.name)
    )


def load_output(engine: Engine, output: str) -> Loaded:
    """Load what the database does not have of an output; what it has stays.

    Args:
        engine: of the database, which is migrated; the caller holds its lock.
        output: folder or bucket; the caller holds its lock.

    Raises:
        FormerParquetError, PublishError: if files cannot be read or replaced.
        DatabaseError: if the database stays away.
        BeamIOError: if a bucket is away.
    """
    finish_files(engine)
    with transaction(engine) as connection:
        name_options(connection)
        history = run_history_of(connection, output)
        attempts = known_attempts(connection)
    starts = {run["run_id"]: run["started_at"] for run in history.runs}
    numbers = former_answers(output, starts, attempts)
    files = migrate_output(output, Former(history.digests, numbers, history.order))
    with transaction(engine) as connection:
        rows, pending = _load(connection, output, history)
        write_pending(connection, pending)
    finish_files(engine)
    return Loaded(files, rows)


def refuse_unknown_runs(engine: Engine, output: str) -> None:
    """See that database and files belong together.

    Raises:
        CommandError: if the output has files of runs that the database does not know.
        BeamIOError: if a bucket is away.
    """
    with transaction(engine) as connection:
        unknown = runs_in(output) - known_runs(connection)
    if unknown:
        raise CommandError(
            f"--output {output} has files of {len(unknown)} runs that the database does not "
            "know: they were written with another one. Name that one with --database, or bring "
            "the scores into this one with: interviews load. If it is an older state of the same "
            "one, move it away and load into a new one"
        )


def finish_files(engine: Engine) -> None:
    """Move and delete the files that committed rows are waiting for."""
    with transaction(engine) as connection:
        carry_out(read_pending(connection))
        clear_pending(connection)


def _load(
    connection: Connection, output: str, history: RunHistory
) -> tuple[dict[str, int], list[PendingFile]]:
    counts = {MODEL_RELEASES.name: upsert(connection, MODEL_RELEASES, history.releases)}
    admit_codes(connection, SCORING_RUNS, history.new)
    counts[SCORING_RUNS.name] = upsert(connection, SCORING_RUNS, history.new)
    loader = RowLoader(connection, output, history.order)
    counts |= {dataset.name: loader.load(dataset) for dataset in loader.datasets}
    held = {tuple(row.values()) for row in read_all(connection, INPUTS, INPUTS.key)}
    entries = [
        entry
        for entry in read_snapshot(output, INPUTS)
        if tuple(entry[name] for name in INPUTS.key) not in held
    ]
    admit_codes(connection, INPUTS, entries)
    counts[INPUTS.name] = upsert(connection, INPUTS, entries)
    for dataset in CURRENT_OF:
        mark_current(connection, dataset, sorted(loader.candidates))
    seed_ledger(connection)
    return counts, loader.files
