"""Numbers the attempts of earlier versions, which counted none, as the migration of tables does."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Optional

from schemas.elements import TRANSCRIPT


class FormerAnswer(NamedTuple):
    """A row of an earlier version's scores, as far as its attempt goes."""

    input_id: str
    """Of a recording or document, in NFC."""
    candidate_id: str
    question_id: str
    kind: str
    moment: datetime.datetime
    """When it was recorded, else when its run began."""
    recording_id: Optional[str] = None
    """Of a transcript: whose it is."""


def number_former(answers: Iterable[FormerAnswer], known: Mapping[str, int]) -> dict[str, int]:
    """Count the answers to each question in the order of their moments.

    Answers of a question in several formats are attempts at it. A transcript has the number of its
    recording.

    Args:
        answers: all rows, of all runs.
        known: id to attempt, of those that are counted already: they keep their numbers.

    Returns:
        Id to attempt, of all answers and of what is known.
    """
    first: dict[str, FormerAnswer] = {}
    for answer in answers:
        before = first.get(answer.input_id)
        if before is None or answer.moment < before.moment:
            first[answer.input_id] = answer
    numbers = dict(known)
    taken: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for answer in first.values():
        if answer.input_id in known:
            taken[_group(answer)].add(known[answer.input_id])
    for answer in sorted(first.values(), key=lambda each: (each.moment, each.input_id)):
        if answer.input_id not in numbers:
            used, number = taken[_group(answer)], 1
            while number in used:
                number += 1
            used.add(number)
            numbers[answer.input_id] = number
    for answer in first.values():
        spoken = answer.kind == TRANSCRIPT and answer.input_id not in known
        if spoken and answer.recording_id in numbers:
            numbers[answer.input_id] = numbers[answer.recording_id]
    return numbers


def _group(answer: FormerAnswer) -> tuple[str, str, str]:
    return answer.candidate_id, answer.question_id, answer.kind
