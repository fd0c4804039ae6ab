"""Writes datasets to the score database."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.transforms.util import BatchElements
from apache_beam.utils.retry import with_exponential_backoff

from schemas.columns import to_record
from schemas.datasets import Dataset
from schemas.runs import RunStamp
from sql.engine import create_engine, transaction
from sql.errors import is_transient
from sql.writes import upsert

DATABASE_URL = "DATABASE_URL"
"""Environment variable with the database's URL. Workers read it there, so that no password ever
stands in the job's graph; on a cluster it is set on the workers."""

# A database that restarts is back within minutes: 1, 2, 4, ... 64 s, two minutes in all.
retry_transient = with_exponential_backoff(
    num_retries=7, initial_delay_secs=1.0, max_delay_secs=64, fuzz=False, retry_filter=is_transient
)
"""Decorator: try a transaction again while the database is away."""

BATCH = 500
"""Rows written in one transaction."""


class _Upsert(beam.DoFn):
    def __init__(self, dataset: Dataset, stamp: RunStamp) -> None:
        self._dataset, self._stamp = dataset, stamp

    def setup(self) -> None:
        self._engine = create_engine(os.environ[DATABASE_URL])
        self._stamped = to_record(self._stamp)

    def teardown(self) -> None:
        self._engine.dispose()

    def process(self, rows: list[Any]) -> Iterator[int]:
        row_type = self._dataset.row_type
        self._write([to_record(row, row_type) | self._stamped for row in rows])
        yield len(rows)

    @retry_transient
    def _write(self, records: list[dict[str, Any]]) -> None:
        with transaction(self._engine) as connection:
            upsert(connection, self._dataset, records)


@dataclass
class WriteDatabase(beam.PTransform):
    """Write rows to their table.

    Input: rows of the dataset. Output: number of rows of each transaction. Idempotent: a batch
    that is written again changes nothing.
    """

    dataset: Dataset
    stamp: RunStamp

    def expand(self, rows: PCollection[Any]) -> PCollection[int]:
        return (
            rows
            | "Batch" >> BatchElements(min_batch_size=BATCH, max_batch_size=BATCH)
            | "Upsert" >> beam.ParDo(_Upsert(self.dataset, self.stamp))
        )
