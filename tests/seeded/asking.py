"""Asks a database a documented query."""

import re
from pathlib import Path

import pandas as pd
from sqlalchemy import text
from sqlalchemy.engine import Engine

from schemas.datasets import SCHEMA
from sql.engine import transaction

QUERIES = Path(__file__).parents[2] / "sql" / "queries"
_PARAMETER = re.compile(r"^-- :(\w+) = .*?(?:\[default: ?(.*)\])?$", re.MULTILINE)


def ask(engine: Engine, name: str, **given: str) -> pd.DataFrame:
    """Run `sql/queries/<name>.sql`; parameters that are not given have their default."""
    sql = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    parameters = _PARAMETER.findall(sql)
    values = {parameter: given.get(parameter, default) for parameter, default in parameters}
    assert set(given) <= set(values)
    with transaction(engine) as connection:
        connection.execute(text(f"SET LOCAL search_path = {SCHEMA}"))
        result = connection.execute(text(sql), values)
        return pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype=object)
