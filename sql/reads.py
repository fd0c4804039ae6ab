"""Questions to the score database that cannot change it."""

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, CursorResult, Engine

from schemas.datasets import SCHEMA
from sql.engine import transaction
from sql.errors import ParameterError
from sql.placeholders import number_placeholders

Rows = Sequence[Sequence[Any]]

BATCH = 1000
"""Rows that are fetched at a time."""

# The server opens the query as a cursor itself: that takes exactly one statement which returns
# rows, so nothing can end the read-only transaction and write in another. PostgreSQL plans such a
# query once, for the values that it is given: `:cohort = '' OR cohort = :cohort` costs nothing
# where it is true, and an index on the column serves where it is not.
_OPEN = """
DO $$
DECLARE result refcursor := 'result';
BEGIN
    OPEN result NO SCROLL FOR EXECUTE current_setting('scores.query') {using};
END $$
"""


def run_query(
    engine: Engine,
    sql: str,
    limit: int | None = None,
    seconds: float = 60,
    parameters: Mapping[str, str] | None = None,
) -> tuple[list[str], Rows]:
    """Run one query to its end: see `open_query`.

    Returns:
        The names of the columns, and the rows.
    """
    with open_query(engine, sql, parameters, limit=limit, seconds=seconds) as (columns, rows):
        return columns, list(rows)


@contextlib.contextmanager
def open_query(
    engine: Engine,
    sql: str,
    parameters: Mapping[str, str] | None = None,
    *,
    limit: int | None = None,
    seconds: float = 60,
) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """Run one query read-only; names without a schema mean the score tables.

    Args:
        engine: of `sql.engine.create_engine`.
        sql: one SELECT, VALUES, TABLE, WITH, SHOW or EXPLAIN.
        parameters: what `:name` stands for, as text; a name without a value is left alone.
        limit: most rows to return; all if None.
        seconds: most time that the database may take in all, and twice what it may wait for a
            lock.

    Yields:
        The names of the columns, and the rows, which are fetched as they are read.

    Raises:
        ParameterError: if a value is no text.
        DatabaseError: if the query is wrong, too slow, writes, or the server is away; also while
            the rows are read.
    """
    values = dict(parameters or {})
    _check(values)
    query, order = number_placeholders(sql.rstrip().removesuffix(";"), values)
    settings = {f"scores.p{number}": values[name] for number, name in enumerate(order, 1)}
    using = ", ".join(f"current_setting('{setting}')" for setting in settings)
    settings |= {
        "search_path": SCHEMA,
        "standard_conforming_strings": "on",
        "lock_timeout": _milliseconds(seconds / 2),
        "statement_timeout": _milliseconds(seconds),
        "scores.query": query.replace("\0", ""),
    }
    with transaction(engine) as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        for name, value in settings.items():
            _set(connection, name, value)
        begun = time.monotonic()
        connection.execute(text(_OPEN.format(using=f"USING {using}" if using else "")))
        first = _fetch(connection, limit)
        spent = time.monotonic() - begun
        yield list(first.keys()), _rows(connection, first, limit, seconds - spent)


def _rows(
    connection: Connection, first: CursorResult[Any], limit: int | None, seconds: float
) -> Iterator[Sequence[Any]]:
    rows, left = first.all(), limit
    while True:
        yield from map(tuple, rows)
        left = left if left is None else left - len(rows)
        if len(rows) < BATCH or left == 0:
            return
        # Only the database's time counts, not that of whoever reads the rows.
        _set(connection, "statement_timeout", _milliseconds(seconds))
        begun = time.monotonic()
        rows = _fetch(connection, left).all()
        seconds -= time.monotonic() - begun


def _fetch(connection: Connection, left: int | None) -> CursorResult[Any]:
    amount = BATCH if left is None else min(BATCH, left)
    return connection.execute(text(f"FETCH FORWARD {int(amount)} FROM result"))


def _set(connection: Connection, name: str, value: str) -> None:
    """Change a setting for this transaction."""
    statement = text("SELECT set_config(:name, :value, true)")
    connection.execute(statement, {"name": name, "value": value})


def _milliseconds(seconds: float) -> str:
    return str(max(1, round(seconds * 1000)))  # 0 would mean no limit


def _check(values: Mapping[str, str]) -> None:
    for name, value in values.items():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ParameterError(f"The value of :{name} is not text in UTF-8.") from None
        if "\0" in value:
            raise ParameterError(f"The value of :{name} has a NUL character, which no text has.")
