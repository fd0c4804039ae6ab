"""Idempotent writes: the same rows twice leave the same table.

Every function works inside the caller's transaction (`sql.engine.transaction`). SQL text is made
of identifiers from `sql.tables` and of bound parameters, nothing else.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from psycopg2.extras import execute_values
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.columns import to_record
from schemas.datasets import (
    FAILURES,
    IGNORED,
    MODEL_RELEASES,
    RECORDING_SCORES,
    SCORING_RUNS,
    TEXT_SCORES,
    Dataset,
)
from schemas.runs import ModelRelease, ScoringRun
from schemas.storable import storable
from sql.errors import DatabaseError
from sql.tables import table_of

SETTLING_LOCK = 7_305_810_222

PAGE = 5_000
"""Rows in one statement."""


def upsert(connection: Connection, dataset: Dataset, records: Iterable[Mapping[str, Any]]) -> int:
    """Insert records, replacing rows with the same key where any other column differs.

    Of several records with one key the last wins. Rows are written in the order of their keys, so
    processes that write the same rows at once wait for each other and do not deadlock.

    Args:
        connection: in a transaction.
        dataset: a dataset kept in the database.
        records: `schemas.columns.to_record` of the rows, and of the stamp if the dataset has one.

    Returns:
        The number of rows inserted or changed.

    Raises:
        KeyError: if a record lacks a column.
    """
    key = dataset.primary_key
    columns = [column.name for column in dataset.columns]
    unique = {tuple(record[name] for name in key): record for record in records}
    if not unique:
        return 0
    rows = [[_stored(record[name]) for name in columns] for _, record in sorted(unique.items())]
    driver: Any = connection.connection.driver_connection
    changed = 0
    with driver.cursor() as cursor:
        for start in range(0, len(rows), PAGE):
            page = rows[start : start + PAGE]
            execute_values(cursor, _merge(dataset, columns), page, page_size=PAGE)
            changed += cursor.rowcount
    return changed


def _stored(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    return [_stored(item) for item in value] if isinstance(value, list | tuple) else value


def _merge(dataset: Dataset, columns: list[str]) -> str:
    key = dataset.primary_key
    names, keys = ", ".join(columns), ", ".join(key)
    others = [name for name in columns if name not in key]
    changes = ", ".join(f"{name} = excluded.{name}" for name in others)
    old, new = (", ".join(f"{row}.{name}" for name in others) for row in ("kept", "excluded"))
    # Identifiers are those of sql.tables.
    return (
        f"INSERT INTO {table_of(dataset).fullname} AS kept ({names}) VALUES %s "  # noqa: S608
        f"ON CONFLICT ({keys}) DO UPDATE SET {changes} "
        f"WHERE ROW({old}) IS DISTINCT FROM ROW({new})"
    )


def register_release(connection: Connection, release: ModelRelease) -> None:
    """Record a model release, before the first run that uses it."""
    upsert(connection, MODEL_RELEASES, [to_record(release)])


def open_run(connection: Connection, run: ScoringRun) -> None:
    """Record a run. Commit before workers write: their rows refer to it."""
    upsert(connection, SCORING_RUNS, [to_record(run)])


def count_run(connection: Connection, run: ScoringRun) -> None:
    """Record the counts of a run that is about to be published: `settle_run` then spares it."""
    upsert(connection, SCORING_RUNS, [to_record(run)])


def close_run(connection: Connection, run: ScoringRun) -> None:
    """Record how a run ended: the row of `open_run` with status, end and counts filled in.

    Raises:
        ValueError: if the row still says that it is running.
    """
    if run.status == "running" or run.ended_at is None:
        raise ValueError(f"run {run.run_id} is closed as {run.status}, ended at {run.ended_at}")
    upsert(connection, SCORING_RUNS, [to_record(run)])


_SCORES = (RECORDING_SCORES, TEXT_SCORES)
_SETTLED = (*_SCORES, FAILURES, IGNORED)


def settle_run(connection: Connection, run_id: str) -> int:
    """Make "one score row or one failure, never both" true after all rows of a run are written.

    An input that failed in an earlier run and is scored now loses its old failure; one that was
    scored and fails now loses its old score. Whichever it was, it goes too when the input is
    skipped now, and a row of `ignored` goes when the input is scored or fails.

    An old failure also goes when another file gives the answer now (same candidate and question:
    it was exported again as another format). It goes, as a row of `ignored` does, when the same
    file has another identity now (same uri: the manifest names it differently). A folder's row in
    `ignored` goes when something below it has a row now.

    Earlier runs with the same options that still say "running" were killed and become "failed";
    should one be alive after all, its own `close_run` corrects that. One with counts stays as it
    is: it may have been published.

    Returns:
        The number of superseded rows removed.

    Raises:
        DatabaseError: if the run itself wrote both a score and a failure for one input.
    """
    # One settling at a time: two would delete each other's rows in different orders.
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SETTLING_LOCK})
    # Without statistics of the new rows, joins would be loops over both tables. An embedded
    # server does not live long enough to gather them by itself.
    connection.execute(text(f"ANALYZE {', '.join(map(_name, (SCORING_RUNS, *_SETTLED)))}"))
    run = {"run_id": run_id}
    for scores in _SCORES:
        both = _count_both(scores, FAILURES)
        if count := connection.execute(text(both), run).scalar_one():
            raise DatabaseError(
                f"Run {run_id} wrote both a score and a failure for {count} inputs of "
                f"{scores.name}; this is a defect of the job, report it."
            )
    removed = 0
    for old, new in itertools.product(_SETTLED, repeat=2):
        for match in _supersedes(old, new):
            removed += connection.execute(text(_delete(old, _name(new), match)), run).rowcount
    for new in _SETTLED:  # a folder that is read now
        match = "old.candidate_id IS NULL AND old.uri = new.folder"
        removed += connection.execute(text(_delete(IGNORED, _folders(new), match)), run).rowcount
    connection.execute(text(_CLOSE_KILLED), run)
    return removed


def _supersedes(old: Dataset, new: Dataset) -> Iterator[str]:
    """When a row of `old` is no longer true beside a later one of `new`: conditions in SQL."""
    if old is not new and not (old in _SCORES and new in _SCORES):
        yield _same_input(old, new)
    if old not in _SCORES:
        yield "old.uri = new.uri"
    if old is FAILURES and new in _SCORES:
        yield "old.candidate_id = new.candidate_id AND old.question_id = new.question_id"


def _same_input(old: Dataset, new: Dataset) -> str:
    return f"old.{old.key[0]} = new.{new.key[0]}"


def _name(dataset: Dataset) -> str:
    return table_of(dataset).fullname


def _folders(new: Dataset) -> str:
    """Every folder above a row of the run: equality is joined faster than a common beginning."""
    return (
        "(SELECT DISTINCT run_id, model_release, "  # noqa: S608
        "array_to_string(parts[1 : depth], '/') AS folder "
        f"FROM {_name(new)}, LATERAL string_to_array(uri, '/') AS parts, "
        "LATERAL generate_series(1, cardinality(parts) - 1) AS depth "
        "WHERE run_id = :run_id)"
    )


def _delete(old: Dataset, new: str, match: str) -> str:
    return (
        f"DELETE FROM {_name(old)} old "  # noqa: S608
        f"USING {new} new "
        f"WHERE {match} AND old.model_release = new.model_release "
        f"AND new.run_id = :run_id AND old.run_id IN ({_EARLIER})"
    )


def _count_both(old: Dataset, new: Dataset) -> str:
    return (
        f"SELECT count(*) FROM {_name(old)} old "  # noqa: S608
        f"JOIN {_name(new)} new ON {_same_input(old, new)} "
        "AND old.model_release = new.model_release "
        "WHERE old.run_id = :run_id AND new.run_id = :run_id"
    )


_RUNS = _name(SCORING_RUNS)
_EARLIER = (
    f"SELECT e.run_id FROM {_RUNS} e JOIN {_RUNS} n ON n.run_id = :run_id "  # noqa: S608
    "AND (e.started_at, e.run_id) < (n.started_at, n.run_id)"
)
_CLOSE_KILLED = (
    f"UPDATE {_RUNS} k SET status = 'failed', ended_at = now() FROM {_RUNS} n "  # noqa: S608
    "WHERE n.run_id = :run_id AND k.status = 'running' AND k.found IS NULL "
    "AND k.config_digest = n.config_digest "
    "AND (k.started_at, k.run_id) < (n.started_at, n.run_id)"
)
