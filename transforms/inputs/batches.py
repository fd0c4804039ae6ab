"""Cuts a night into batches: each is scored, published and done with before the next begins."""

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence

from schemas.elements import RECORDING
from transforms.inputs.planned import Task
from transforms.inputs.rules import has_died

BYTES_A_SECOND = {
    ".wav": 64_000.0,
    ".flac": 40_000.0,
    ".mp3": 16_000.0,
    ".m4a": 16_000.0,
    ".ogg": 12_000.0,
}
"""Of usual sound, for as long as the ledger knows no better."""
VIDEO_BYTES_A_SECOND = 200_000.0
"""720p as web cameras and meetings record it."""

LEAST_SECONDS = 3.0
"""What opening an input costs, in seconds of media: many small ones are no small batch."""


def media_seconds(task: Task, rates: Mapping[str, float]) -> float:
    """How long an input probably is, from its size; at least what opening it costs.

    Args:
        task: the input.
        rates: bytes a second by extension, as far as they are known.
    """
    if task.file.kind != RECORDING or task.entry.size is None:
        return LEAST_SECONDS
    extension = os.path.splitext(task.file.uri)[1].lower()
    rate = rates.get(extension) or BYTES_A_SECOND.get(extension, VIDEO_BYTES_A_SECOND)
    return max(task.entry.size / rate, LEAST_SECONDS)


def in_batches(
    tasks: Sequence[Task], batch_seconds: float, rates: Mapping[str, float]
) -> Iterator[tuple[Task, ...]]:
    """Cut tasks into batches of so much media, keeping the inputs of a candidate together.

    A candidate with more than a batch is cut. An input during which a run died comes after the
    others, alone: should it be to blame, little else is lost, and the one that was tried most comes
    last. Inputs that give way to others come after all of those, in the same order.
    """
    for gives_way in (False, True):
        part = [task for task in tasks if task.gives_way is gives_way]
        yield from _packed([t for t in part if not has_died(t.entry)], batch_seconds, rates)
        died = [task for task in part if has_died(task.entry)]
        for task in sorted(died, key=lambda task: task.entry.tries):
            yield (task,)


def _packed(
    tasks: Sequence[Task], batch_seconds: float, rates: Mapping[str, float]
) -> Iterator[tuple[Task, ...]]:
    batch: list[Task] = []
    held = 0.0
    for candidate in _by_candidate(tasks):
        seconds = sum(media_seconds(task, rates) for task in candidate)
        if batch and held + seconds > batch_seconds:
            yield tuple(batch)
            batch, held = [], 0.0
        for task in candidate:
            length = media_seconds(task, rates)
            if batch and held + length > batch_seconds:
                yield tuple(batch)
                batch, held = [], 0.0
            batch.append(task)
            held += length
    if batch:
        yield tuple(batch)


def _by_candidate(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    """Tasks of each candidate, candidates in the order of their first address."""
    first: dict[str, int] = {}
    for task in tasks:
        first.setdefault(task.file.candidate_id, len(first))
    ordered = sorted(tasks, key=lambda task: first[task.file.candidate_id])
    for _, group in itertools.groupby(ordered, key=lambda task: task.file.candidate_id):
        yield list(group)
