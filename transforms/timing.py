"""Counts the CPU time of each stage, so that a run can say where its time went."""

import contextlib
import resource
import time
from collections.abc import Iterator
from typing import Final, TypeVar

from apache_beam.metrics.metric import Metrics
from apache_beam.pvalue import TaggedOutput

from schemas.elements import InputFile
from schemas.ledger import InputTime
from transforms.metrics import CPU_TIME

TIMES: Final = "times"

Item = TypeVar("Item")


@contextlib.contextmanager
def cpu_time(stage: str) -> Iterator[None]:
    """Count this thread's CPU time in the block for a stage."""
    before = time.thread_time_ns()
    try:
        yield
    finally:
        count(stage, (time.thread_time_ns() - before) / 1e9)


def cpu_time_of_each(stage: str, items: Iterator[Item]) -> Iterator[Item]:
    """Pass items through, counting the CPU time that making each one takes."""
    while True:
        with cpu_time(stage):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


def children_cpu_seconds() -> float:
    """CPU time of all child processes of this process that have ended, seconds."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cpu_clock() -> float:
    """CPU time of this thread and of all child processes that have ended, seconds."""
    return time.thread_time() + children_cpu_seconds()


def time_of(file: InputFile, started: float) -> TaggedOutput:
    """What an input took since `started`, by `cpu_clock`.

    Scoring of what was cut from it is in there, as far as it was done at once; where several
    inputs are decoded side by side, one may have some seconds of another.
    """
    seconds = max(cpu_clock() - started, 0.0)
    return TaggedOutput(
        TIMES, InputTime(file.candidate_id, file.input_id, file.attempt, round(seconds, 3))
    )


def count(stage: str, seconds: float) -> None:
    """Add CPU time to a stage's counter."""
    Metrics.counter(CPU_TIME, stage).inc(round(seconds * 1e6))
