"""The rows that the workers staged of a batch: read, and counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from apache_beam.io.filesystems import FileSystems

from schemas.columns import to_record
from schemas.datasets import (
    FAILURES,
    FRAME_SCORES,
    INPUT_TIMES,
    RECORDING_SCORES,
    TEXT_SCORES,
    TIMELINE_SCORES,
    VOICE_SCORES,
    Dataset,
)
from schemas.elements import RECORDING
from schemas.runs import RunStamp
from transforms.inputs.planned import Task
from transforms.parquet import Batch, count_rows, list_files, read_file
from transforms.settle import SETTLED, key_of_row

Record = Mapping[str, Any]


Answer = tuple[str, str, str, int]
"""Candidate, question, kind and attempt."""


class UnbalancedError(Exception):
    """A batch's rows are not one score or one failure for each input."""


class Staged(NamedTuple):
    """The rows of a batch that go into the database, stamped."""

    rows: Mapping[Dataset, Sequence[Record]]
    """Of SETTLED."""
    timeline: Sequence[Record] = ()
    """Of TIMELINE_SCORES."""
    cpu_seconds: Mapping[tuple[str, int], float] = MappingProxyType({})
    """Id and attempt of an input to what it took."""

    @property
    def scored(self) -> int:
        """Recordings and documents."""
        return len(self.rows[RECORDING_SCORES]) + len(self.rows[TEXT_SCORES])

    @property
    def failed(self) -> int:
        """Inputs that failed."""
        return len(self.rows[FAILURES])

    @property
    def answers(self) -> set[Answer]:
        """What was scored."""
        return {
            (row["candidate_id"], row["question_id"], row.get("kind", RECORDING), row["attempt"])
            for dataset in (RECORDING_SCORES, TEXT_SCORES)
            for row in self.rows[dataset]
        }

    @property
    def failure_kinds(self) -> list[str]:
        """Kind of each failure."""
        return [row["kind"] for row in self.rows[FAILURES]]

    @property
    def media_seconds(self) -> float:
        """Length of all recordings."""
        return float(sum(row["duration_seconds"] for row in self.rows[RECORDING_SCORES]))


def read_staged(tasks: Sequence[Task], batch: Batch, stamp: RunStamp, voice_models: int) -> Staged:
    """Read a batch's rows, and count them: that is what the books are made of.

    Args:
        tasks: of the batch.
        batch: where the workers wrote.
        stamp: of the rows.
        voice_models: rows that each window of sound has.

    Raises:
        UnbalancedError: if an input has no row, or two, or rows of frames or windows are missing.
    """
    stamped = to_record(stamp)
    rows: dict[Dataset, list[Record]] = {}
    for dataset in (*SETTLED, TIMELINE_SCORES):
        tables = map(read_file, _staged(batch, dataset))
        rows[dataset] = [{**row, **stamped} for t in tables for row in t.to_pylist()]
    timeline = rows.pop(TIMELINE_SCORES)
    wanted = Counter((task.file.input_id, task.file.attempt) for task in tasks)
    found = Counter(key_of_row(d, row)[:2] for d in SETTLED for row in rows[d])
    if wanted != found:
        raise UnbalancedError
    frames, windows = (sum(row[n] for row in rows[RECORDING_SCORES]) for n in ("frames", "windows"))
    read: Counter[str] = Counter()
    for row in timeline:
        read[row["modality"]] += row["readings"]
    if (
        frames != sum(map(count_rows, _staged(batch, FRAME_SCORES)))
        or voice_models * windows != sum(map(count_rows, _staged(batch, VOICE_SCORES)))
        or (frames, windows) != (read["face"], read["voice"])
    ):
        raise UnbalancedError
    times = (row for path in _staged(batch, INPUT_TIMES) for row in read_file(path).to_pylist())
    seconds = {(row["input_id"], row["attempt"]): row["cpu_seconds"] for row in times}
    return Staged(rows, timeline, seconds)


def _staged(batch: Batch, dataset: Dataset) -> list[str]:
    return list_files(FileSystems.join(batch.folder, dataset.name))
