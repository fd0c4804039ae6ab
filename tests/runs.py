"""Runs the whole job and reads what it wrote."""

import pyarrow.dataset as pads
from sqlalchemy import select, text

from jobs.score_interviews import main
from schemas.datasets import IGNORED, INPUTS, PARQUET_DATASETS, SCORED_BY, TABLES
from sql.engine import create_engine
from sql.tables import table_of

DATE = "2026-11-21"
BOOKKEEPING = {"run_id", "is_current"}
IN_BOTH = tuple(dataset for dataset in PARQUET_DATASETS if dataset in TABLES)
"""Datasets that Parquet and the database hold row by row."""


def short_key(dataset):
    """The columns by which tests name a row: its key, as if all were one release and attempt 1."""
    if dataset is IGNORED:
        return ("uri",)
    return tuple(name for name in dataset.key if name not in ("attempt", *SCORED_BY))


def score(*inputs, output, options=()):
    named = [part for path in inputs for part in ("--input", str(path))]
    return main([*named, "--output", str(output), "--run_date", DATE, *options])


def parquet_rows(output, dataset, filesystem=None, key=()):
    """Rows of a dataset without run bookkeeping, by `short_key` or other columns."""
    table = pads.dataset(
        f"{output}/{dataset.name}", format="parquet", partitioning="hive", filesystem=filesystem
    ).to_table()
    return _by_key(table.to_pylist(), key or short_key(dataset))


def database_rows(url, dataset, key=()):
    """The same of a table."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(table_of(dataset).select()).mappings().all()
    engine.dispose()
    return _by_key(rows, key or short_key(dataset))


def tables(url):
    """What a database holds of all that Parquet holds too, by name."""
    return {dataset.name: database_rows(url, dataset) for dataset in IN_BOTH}


def _by_key(rows, key):
    kept = [{k: v for k, v in row.items() if k not in BOOKKEEPING} for row in rows]
    for row in kept:
        row["run_date"] = str(row["run_date"])
    keyed = {tuple(row[column] for column in key): row for row in kept}
    assert len(keyed) == len(rows), f"several rows have one {key}"
    return keyed


def ledger(url, *columns):
    """These columns of the ledger, by input."""
    engine = create_engine(url)
    table = table_of(INPUTS)
    with engine.connect() as connection:
        found = connection.execute(select(*(table.c[name] for name in ("input_id", *columns))))
        entries = {input_id: tuple(rest) for input_id, *rest in found}
    engine.dispose()
    return entries


def statuses(url):
    """How the runs of a database ended, in the order in which they began."""
    engine = create_engine(url)
    query = text("SELECT status FROM scores.scoring_runs ORDER BY number")
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
