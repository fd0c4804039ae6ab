"""Reads the score rows of candidates.

Every function works inside the caller's transaction (`sql.engine.transaction`).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from schemas.datasets import Dataset
from schemas.storable import storable
from schemas.usability import DEFAULT_LIMITS
from sql.tables import THRESHOLDS_TABLE, table_of

Record = dict[str, Any]


def read_rows(
    connection: Connection, dataset: Dataset, candidates: Collection[str]
) -> list[Record]:
    """All rows of a dataset that these candidates have, of every release; by key."""
    table = table_of(dataset)
    found = connection.execute(
        select(table)
        .where(table.c.candidate_id.in_([storable(name) for name in candidates]))
        .order_by(*(table.c[name] for name in dataset.key))
    )
    return [dict(row) for row in found.mappings()]


def read_run(
    connection: Connection, dataset: Dataset, run_id: str, limit: int
) -> tuple[list[Record], int]:
    """The rows that a run wrote, by key, at most `limit` of them; and how many there are."""
    table = table_of(dataset)
    keys = [table.c[name] for name in dataset.key]
    mine = table.c.run_id == run_id
    rows = connection.execute(select(table).where(mine).order_by(*keys).limit(limit)).mappings()
    shown = [dict(row) for row in rows]
    if len(shown) < limit:
        return shown, len(shown)
    counted = connection.execute(select(func.count()).select_from(table).where(mine))
    return shown, counted.scalar_one()


def read_all(connection: Connection, dataset: Dataset, columns: Collection[str]) -> list[Record]:
    """These columns of all rows of a dataset, by key."""
    table = table_of(dataset)
    order = [table.c[name] for name in dataset.key]
    chosen = select(*(table.c[name] for name in columns)).order_by(*order)
    return [dict(row) for row in connection.execute(chosen).mappings()]


def read_limits(connection: Connection) -> dict[str, float]:
    """Code of each threshold to its value; one whose row was deleted is as it was first."""
    rows = select(THRESHOLDS_TABLE.c.code, THRESHOLDS_TABLE.c.value)
    return {**DEFAULT_LIMITS, **dict(connection.execute(rows).tuples().all())}
