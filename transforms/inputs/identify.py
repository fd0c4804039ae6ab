"""Gives each file that was found its identity, or says why it has none."""

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from schemas.elements import KINDS
from schemas.failures import Failure
from schemas.storable import storable
from transforms.inputs.entry import Entry
from transforms.inputs.local_files import Ignored
from transforms.inputs.names import MAXIMUM_ID_BYTES, composed, fitting, size_of


class Misnamed(NamedTuple):
    """An input that fails by its name or place alone."""

    entry: Entry
    kind: str
    message: str


class Identified(NamedTuple):
    """What a listing gave, told apart by name."""

    entries: tuple[Entry, ...]
    """Inputs that can be read, in the order of their addresses."""
    misnamed: tuple[Misnamed, ...]
    ignored: tuple[Ignored, ...]
    """What is no input, by address."""


def identify(entries: Iterable[Entry], ignored: Iterable[Ignored] = ()) -> Identified:
    """Give each file its identity.

    Args:
        entries: files, by address.
        ignored: what the listing passed over.
    """
    usable: list[Entry] = []
    misnamed: list[Misnamed] = []
    passed = list(ignored)
    for entry in map(_composed, entries):
        if entry.kind is None and not entry.listed:
            passed.append(Ignored(entry.uri, "unsupported_type"))
        elif problem := entry.problem or _problem(entry):
            misnamed.append(Misnamed(entry, *problem))
        else:
            usable.append(entry)
    return Identified(tuple(usable), tuple(misnamed), tuple(sorted(passed)))


def failure_of(failed: Misnamed, taken: set[str], attempt: int = 1) -> Failure:
    """The row of an input that fails by its name, under an id that no other row has.

    Args:
        failed: the input.
        taken: ids that are not free; the row's joins them.
        attempt: its number.
    """
    entry = failed.entry
    return Failure(
        candidate_id=fitting(entry.candidate_id),
        recording_id=_unused(taken, entry.input_id, entry.uri),
        attempt=attempt,
        question_id=storable(entry.question_id),
        uri=storable(entry.uri),
        stage="find",
        kind=failed.kind,
        message=failed.message,
        cohort=entry.cohort,
        content_hash=None,
    )


def _composed(entry: Entry) -> Entry:
    """The entry under names in one Unicode form; its address keeps its bytes."""
    return entry._replace(
        candidate_id=composed(entry.candidate_id),
        question_id=composed(entry.question_id),
        cohort=entry.cohort and composed(entry.cohort),
    )


def _problem(entry: Entry) -> tuple[str, str] | None:
    """Kind and message of the failure that an entry is by its name alone."""
    texts = (entry.candidate_id, entry.question_id, entry.uri)
    if not entry.candidate_id or not entry.question_id or any(storable(t) != t for t in texts):
        return "unusable_name", "Name the file <candidate_id>/<question_id>.<ext> in UTF-8."
    if size_of(entry.input_id) > MAXIMUM_ID_BYTES:
        message = f"Candidate and file name have more than {MAXIMUM_ID_BYTES:,} bytes; rename it."
        return "unusable_name", message
    if entry.kind is None:
        return "unsupported_type", f"Convert it to one of {' '.join(sorted(KINDS))}."
    return None


def _unused(taken: set[str], *names: str) -> str:
    """The first of the names that no other row has, as a key can hold it; the last is numbered."""
    numbered = (f"{names[-1]}#{number}" for number in itertools.count(2))
    name = next(n for n in map(fitting, itertools.chain(names, numbered)) if n not in taken)
    taken.add(name)
    return name
