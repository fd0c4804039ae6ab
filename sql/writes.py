"""Idempotent writes: the same rows twice leave the same table.

Every function works inside the caller's transaction (`sql.engine.transaction`). SQL text is made
of identifiers from `sql.tables` and of bound parameters, nothing else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from psycopg2.extras import execute_values
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.datasets import CURRENT_OF, SCORING_RUNS, Dataset
from schemas.storable import storable
from sql.tables import VOCABULARY_TABLES, table_of

PAGE = 5_000
"""Rows in one statement."""

Key = tuple[Any, ...]
"""Values of a dataset's key columns."""


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
    key = dataset.key
    columns = [column.name for column in dataset.columns]
    unique = {tuple(record[name] for name in key): record for record in records}
    rows = [[_stored(record[name]) for name in columns] for _, record in sorted(unique.items())]
    return _in_pages(connection, _merge(dataset, columns), rows)


def delete(
    connection: Connection, dataset: Dataset, keys: Collection[Key], by: Sequence[str] = ()
) -> int:
    """Delete the rows with these keys, those that are there; returns their number.

    Args:
        connection: in a transaction.
        dataset: a dataset kept in the database.
        keys: of its rows.
        by: the columns of these keys, if not those of the dataset's own.
    """
    names = by or dataset.key
    columns = ", ".join(names)
    statement = (
        f"DELETE FROM {table_of(dataset).fullname} AS gone USING (VALUES %s) AS k ({columns}) "  # noqa: S608
        f"WHERE {' AND '.join(f'gone.{name} = k.{name}' for name in names)}"
    )
    return _in_pages(connection, statement, [list(key) for key in sorted(keys)])


def admit_codes(
    connection: Connection, dataset: Dataset, records: Sequence[Mapping[str, Any]]
) -> None:
    """Add codes to the vocabularies that rows of an earlier version have and this one has not."""
    for column in dataset.columns:
        if column.vocabulary and not column.repeated:
            table = VOCABULARY_TABLES[column.vocabulary].fullname
            codes = sorted({record[column.name] for record in records})
            connection.execute(
                text(
                    f"INSERT INTO {table} (code, meaning) "
                    "SELECT unnest(CAST(:codes AS text[])), 'of an earlier version' "
                    "ON CONFLICT DO NOTHING"
                ),
                {"codes": codes},
            )


def mark_current(connection: Connection, dataset: Dataset, candidates: Sequence[str]) -> None:
    """Make `is_current` true of what the newest run scored, and of nothing else.

    Newest by the database's own sequence of runs; should one run have scored an attempt under two
    names, the name that comes last.

    Args:
        connection: in a transaction.
        dataset: one of `CURRENT_OF`.
        candidates: whose rows are looked at; all others keep theirs.
    """
    table, key = table_of(dataset).fullname, ", ".join(dataset.key)
    connection.execute(
        text(
            f"UPDATE {table} AS s SET is_current = (n.place = 1) FROM ("  # noqa: S608
            f"SELECT {key}, row_number() OVER (PARTITION BY {', '.join(CURRENT_OF[dataset])} "
            f"ORDER BY r.number DESC, {dataset.key[0]} DESC) AS place "
            f"FROM {table} JOIN (SELECT run_id, number FROM {table_of(SCORING_RUNS).fullname}) "
            "AS r USING (run_id) WHERE candidate_id = ANY(:candidates)) AS n "
            f"WHERE ({', '.join(f's.{name}' for name in dataset.key)}) = "
            f"({', '.join(f'n.{name}' for name in dataset.key)}) "
            "AND s.is_current <> (n.place = 1)"
        ),
        {"candidates": [storable(name) for name in candidates]},
    )


def _in_pages(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    """Execute a statement with `VALUES %s` for all rows; returns how many it touched."""
    driver: Any = connection.connection.driver_connection
    changed = 0
    with driver.cursor() as cursor:
        for start in range(0, len(rows), PAGE):
            page = rows[start : start + PAGE]
            execute_values(cursor, statement, page, page_size=PAGE)
            changed += cursor.rowcount
    return changed


def _stored(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    return [_stored(item) for item in value] if isinstance(value, list | tuple) else value


def _merge(dataset: Dataset, columns: list[str]) -> str:
    key = dataset.key
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
