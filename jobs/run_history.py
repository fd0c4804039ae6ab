"""The runs behind an output's Parquet: those of the database, of its own snapshot, or made up."""

import datetime
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from apache_beam.io.filesystems import FileSystems
from sqlalchemy.engine import Connection

from jobs.night import RUN_TIME
from schemas.datasets import MODEL_RELEASES, PARQUET_DATASETS, SCORING_RUNS, Dataset
from sql.scores import read_all
from transforms.filing import run_of, runs_in
from transforms.former_parquet import UNKNOWN_DIGEST
from transforms.parquet import date_of, list_files, list_partitions, read_file

Record = Mapping[str, Any]

UNKNOWN_RELEASE = "unknown"
"""Of a run that has left no row which would say it."""


class RunHistory(NamedTuple):
    """All runs of a database and an output, oldest first."""

    runs: Sequence[Record]
    new: Sequence[Record]
    """Those that the database does not have, or has under another number."""
    releases: Sequence[Record]
    """Those that the database does not have."""

    @property
    def order(self) -> dict[str, int]:
        """Run to its number."""
        return {run["run_id"]: run["number"] for run in self.runs}

    @property
    def digests(self) -> dict[str, str]:
        """Run to the digest of its options."""
        return {run["run_id"]: run["config_digest"] for run in self.runs}


def run_history_of(connection: Connection, output: str) -> RunHistory:
    """Find the runs that wrote an output, and their place among those of the database.

    A run that neither the database nor the output's own snapshot knows is made up from what its
    rows and its id say.

    Raises:
        BeamIOError: if a bucket is away.
    """
    held = sorted(_all(connection, SCORING_RUNS), key=lambda run: run["number"])
    known = {run["run_id"] for run in held}
    told = [run for run in read_snapshot(output, SCORING_RUNS) if run["run_id"] not in known]
    told.sort(key=lambda run: run["number"])
    known |= {run["run_id"] for run in told}
    made = sorted(made_up(output, runs_in(output) - known), key=lambda run: run["started_at"])
    runs = in_order(held, told, made)
    before = {run["run_id"]: run for run in held}
    releases = {release["model_release"] for release in _all(connection, MODEL_RELEASES)}
    return RunHistory(
        runs,
        [run for run in runs if run != before.get(run["run_id"])],
        _releases(output, runs, releases),
    )


def in_order(
    held: Sequence[Record], told: Sequence[Record], made: Sequence[Record]
) -> list[Record]:
    """Runs of several sources in one sequence, by their start; each source keeps its own order.

    Where the numbers that runs have already say the same, they stay; else all are counted anew.
    """
    runs = list(heapq.merge(held, told, made, key=lambda run: run["started_at"]))
    numbers = [run["number"] for run in runs]
    if all(a < b for a, b in zip([0, *numbers], numbers, strict=False)):
        return runs
    return [{**run, "number": place} for place, run in enumerate(runs, 1)]


def read_snapshot(output: str, dataset: Dataset) -> list[dict[str, Any]]:
    """The rows of a dataset that is written whole; none if there is no file.

    What an earlier version did not write is None.
    """
    absent = dict.fromkeys(column.name for column in dataset.columns)
    files = list_files(FileSystems.join(output, dataset.name), dataset.name)
    return [absent | row for path in files for row in read_file(path).to_pylist()]


def made_up(output: str, missing: Iterable[str]) -> Iterator[Record]:
    """Rows of runs of which only the files of their rows are left."""
    files: dict[str, list[tuple[str, str]]] = {run_id: [] for run_id in missing}
    if not files:
        return
    for dataset in PARQUET_DATASETS:
        for folder in list_partitions(output, dataset):
            for path in list_files(folder):
                if (run_id := run_of(path)) in files:
                    files[run_id].append((date_of(folder), path))
    for run_id, found in files.items():
        row = next(filter(None, (_first_row(path, run_id) for _, path in found)), {})
        run_date = datetime.date.fromisoformat(found[0][0])
        yield {
            "run_id": run_id,
            "number": 0,
            "run_date": run_date,
            "model_release": row.get("model_release", UNKNOWN_RELEASE),
            "status": "succeeded",
            "started_at": _start(run_id, run_date),
            "ended_at": None,
            "code_version": "unknown",
            "config_digest": row.get("config_digest", UNKNOWN_DIGEST),
            **dict.fromkeys(("found", "scored", "skipped", "failed", "options", "stage_seconds")),
        }


def _first_row(path: str, run_id: str) -> Record | None:
    table = read_file(path)
    columns = {"run_id", "model_release", "config_digest"} & set(table.column_names)
    rows = table.select(sorted(columns)).slice(0, 1).to_pylist()
    return rows[0] if rows and rows[0]["run_id"] == run_id else None


def _start(run_id: str, run_date: datetime.date) -> datetime.datetime:
    try:
        moment = datetime.datetime.strptime(run_id.partition("-")[0], RUN_TIME)
    except ValueError:
        moment = datetime.datetime.combine(run_date, datetime.time())
    return moment.replace(tzinfo=datetime.UTC)


def _releases(output: str, runs: Sequence[Record], held: set[str]) -> list[Record]:
    told = {row["model_release"]: row for row in read_snapshot(output, MODEL_RELEASES)}
    wanted = {run["model_release"]: run["run_date"] for run in reversed(runs)}
    made = {
        name: {"model_release": name, "created_on": first, "artefacts": []}
        for name, first in wanted.items()
    }
    return [row for name, row in (made | told).items() if name not in held]


def _all(connection: Connection, dataset: Dataset) -> list[dict[str, Any]]:
    return read_all(connection, dataset, [column.name for column in dataset.columns])
