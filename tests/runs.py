"""Runs the whole job and reads what it wrote."""

import pyarrow.dataset as pads
from sqlalchemy import text

from jobs.score_interviews import main
from schemas.datasets import PARQUET_DATASETS
from sql.engine import create_engine
from sql.tables import table_of

DATE = "2026-11-21"
BOOKKEEPING = {"run_id", "is_current"}


def score(*inputs, output, options=()):
    named = [part for path in inputs for part in ("--input", str(path))]
    return main([*named, "--output", str(output), "--run_date", DATE, *options])


def parquet_rows(output, dataset, filesystem=None):
    """Rows of a dataset without run bookkeeping, by key."""
    table = pads.dataset(
        f"{output}/{dataset.name}", format="parquet", partitioning="hive", filesystem=filesystem
    ).to_table()
    rows = [
        {name: value for name, value in row.items() if name not in BOOKKEEPING}
        for row in table.to_pylist()
    ]
    for row in rows:
        row["run_date"] = str(row["run_date"])
    keyed = {tuple(row[column] for column in dataset.key): row for row in rows}
    assert len(keyed) == len(rows)
    return keyed


def database_rows(url, dataset):
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(table_of(dataset).select()).mappings().all()
    engine.dispose()
    kept = [{k: v for k, v in row.items() if k not in BOOKKEEPING} for row in rows]
    for row in kept:
        row["run_date"] = str(row["run_date"])
    return {tuple(row[column] for column in dataset.key): row for row in kept}


def statuses(url):
    """How the runs of a database ended, in the order in which they began."""
    engine = create_engine(url)
    query = text("SELECT status FROM scores.scoring_runs ORDER BY started_at")
    with engine.connect() as connection:
        found = connection.execute(query).scalars().all()
    engine.dispose()
    return found


def all_rows(output, filesystem=None):
    return {d.name: parquet_rows(output, d, filesystem) for d in PARQUET_DATASETS}


def assert_close(left, right, tolerance):
    """The same rows, numbers to a tolerance (0: to the last digit)."""
    assert left.keys() == right.keys()
    for name in left:
        assert left[name].keys() == right[name].keys(), name
        for key, row in left[name].items():
            for column, value in row.items():
                other = right[name][key][column]
                if isinstance(value, float) and isinstance(other, float):
                    assert abs(value - other) <= tolerance, (name, key, column)
                else:
                    assert value == other, (name, key, column)
