"""What a report costs: a thousand candidates in two minutes, with memory that does not grow.

make bench
"""

import sys
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.datasets import (
    CANDIDATE_SCORES,
    FAILURES,
    RECORDING_SCORES,
    TEXT_SCORES,
    TIMELINE_SCORES,
)
from sql.engine import create_engine, transaction
from sql.tables import table_of
from tests.bench.bench_job import Usage, measure
from tests.seeded.seed import seed

SECONDS = 120
"""Of wall time for 1,000 candidates."""

MIB = 500
GROWTH = 1.15
"""Most times the memory of 200 candidates that 1,000 may take."""

NAMES = ("candidate_id", "recording_id", "document_id")


def test_a_report_of_a_thousand_candidates(migrated_url: str, tmp_path: Path):
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        seed(connection)
    few, few_seconds = report(migrated_url, tmp_path / "few", "--cohort", "spring")
    with transaction(engine) as connection:
        double(connection)
    many, seconds = report(migrated_url, tmp_path / "many")
    engine.dispose()
    for usage, wall, number in ((few, few_seconds, 200), (many, seconds, 1_000)):
        assert f"{number:,} candidates written" in usage.output
        print(
            f"\na report of {number:,} candidates: {wall:.0f} s, "
            f"{usage.cpu_seconds:.0f} s of CPU, {usage.peak_mib:.0f} MiB at most"
        )
    sizes = [page.stat().st_size for page in (tmp_path / "many").rglob("*.html")]
    print(f"pages: {max(sizes):,} bytes at most, {sum(sizes) / len(sizes):,.0f} on average")
    assert seconds < SECONDS
    assert many.peak_mib < MIB
    assert many.peak_mib < GROWTH * few.peak_mib
    assert max(sizes) <= 300_000


def report(url: str, to: Path, *options: str) -> tuple[Usage, float]:
    """What a report took, and its wall time in seconds."""
    command = [sys.executable, "-m", "jobs.report_scores", "--database", url, "--to", str(to)]
    begun = time.monotonic()
    return measure([*command, *options]), time.monotonic() - begun


def double(connection: Connection) -> None:
    """Everybody once more, with a q for the p that ids begin with."""
    for dataset in (RECORDING_SCORES, TIMELINE_SCORES, TEXT_SCORES, FAILURES, CANDIDATE_SCORES):
        columns = [column.name for column in table_of(dataset).columns]
        chosen = [f"overlay({n} PLACING 'q' FROM 1 FOR 1)" if n in NAMES else n for n in columns]
        connection.execute(
            text(
                f"INSERT INTO scores.{dataset.name} ({', '.join(columns)}) "  # noqa: S608
                f"SELECT {', '.join(chosen)} FROM scores.{dataset.name}"
            )
        )
