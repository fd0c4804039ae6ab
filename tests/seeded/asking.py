"""Asks a database a documented query."""

from typing import Any

import pandas as pd
from sqlalchemy.engine import Engine

from sql.named import find_query
from sql.reads import run_query


def ask(engine: Engine, name: str, **given: str) -> pd.DataFrame:
    """What `interviews query --query NAME` prints, each value as the driver gives it."""
    query = find_query(name)
    return table_of(*run_query(engine, query.sql, parameters=query.values(given)))


def table_of(columns: list[str], rows: Any) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns, dtype=object)
