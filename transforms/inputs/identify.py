"""Gives each file that was found its identity, or says why it has none."""

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.elements import KINDS, InputFile
from schemas.rows import Failure, IgnoredInput
from schemas.storable import storable
from transforms.inputs.entry import Entry, Repeat, entry_at
from transforms.inputs.local_files import Ignored
from transforms.inputs.names import MAXIMUM_ID_BYTES, composed, fitting, size_of
from transforms.inputs.same_bytes import same_bytes
from transforms.inputs.transcripts import attach_transcripts


class Found(NamedTuple):
    """What a listing gave."""

    files: tuple[InputFile, ...]
    failures: tuple[Failure, ...]
    ignored: tuple[IgnoredInput, ...]
    """What is no input, by address."""
    skipped: tuple[IgnoredInput, ...]
    """Inputs that are not scored because another of their candidate has the same bytes."""

    @property
    def inputs(self) -> int:
        """How many inputs there are, those included that fail or are skipped."""
        return len(self.files) + len(self.failures) + len(self.skipped)


class _Failed(NamedTuple):
    entry: Entry
    kind: str
    message: str


def identify(entries: Iterable[Entry], ignored: Iterable[Ignored] = ()) -> Found:
    """Give each file its identity, and each that has none a row that says why.

    Args:
        entries: files, by address; their order decides which of two with one identity stays, and
            which of two of a candidate with the same bytes.
        ignored: what the listing passed over.

    Raises:
        MachineError: if this machine cannot compare files.
    """
    usable: list[Entry] = []
    failed: list[_Failed] = []
    passed = list(ignored)
    for entry in map(_composed, entries):
        if entry.kind is None and not entry.listed:
            passed.append(Ignored(entry.uri, "unsupported_type"))
        elif problem := entry.problem or _problem(entry):
            failed.append(_Failed(entry, *problem))
        else:
            usable.append(entry)
    files, repeats, duplicates = _tell_apart(usable)
    taken = {file.input_id for file in files}  # they keep their names
    return Found(
        files=tuple(attach_transcripts(files, repeats)),
        failures=tuple([_failure(each, taken) for each in failed + duplicates]),
        skipped=tuple([_skipped(repeat, taken) for repeat in repeats]),
        ignored=tuple([_ignored(item, taken) for item in sorted(passed)]),
    )


def _tell_apart(
    usable: Sequence[Entry],
) -> tuple[list[InputFile], list[Repeat], list[_Failed]]:
    """What is scored, what has the bytes of that, and what has its name but other bytes."""
    files: dict[str, InputFile] = {}
    repeats: list[Repeat] = []
    duplicates: list[_Failed] = []
    first_of = same_bytes(usable)
    scored_as: dict[str, str] = {}
    for entry in usable:
        first = first_of.get(entry.uri, entry.uri)
        if first in scored_as:
            repeats.append(Repeat(entry, scored_as[first]))
        elif entry.input_id in files:
            message = "Another file has this candidate and name; rename one of them."
            duplicates.append(_Failed(entry, "duplicate_input", message))
        else:
            files[entry.input_id] = _input_file(entry)
            scored_as[first] = entry.input_id
    return list(files.values()), repeats, duplicates


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


def _input_file(entry: Entry) -> InputFile:
    assert entry.kind is not None
    return InputFile(
        input_id=entry.input_id,
        candidate_id=entry.candidate_id,
        question_id=entry.question_id,
        uri=entry.uri,
        kind=entry.kind,
        recording_id=None,
        cohort=entry.cohort,
        recorded_at=entry.recorded_at,
        consent_reference=entry.consent_reference,
    )


def _failure(failed: _Failed, taken: set[str]) -> Failure:
    entry = failed.entry
    return Failure(
        candidate_id=fitting(entry.candidate_id),
        recording_id=_unused(taken, entry.input_id, entry.uri),
        question_id=storable(entry.question_id),
        uri=storable(entry.uri),
        stage="find",
        kind=failed.kind,
        message=failed.message,
        cohort=entry.cohort,
    )


def _skipped(repeat: Repeat, taken: set[str]) -> IgnoredInput:
    entry = repeat.entry
    return IgnoredInput(
        candidate_id=entry.candidate_id,
        input_id=_unused(taken, entry.input_id, entry.uri),
        uri=entry.uri,
        outcome="skipped",
        reason="same_bytes",
        same_as=repeat.same_as,
        cohort=entry.cohort,
    )


def _ignored(item: Ignored, taken: set[str]) -> IgnoredInput:
    candidate_id = "" if item.is_folder else entry_at(item.uri).candidate_id
    return IgnoredInput(
        candidate_id=fitting(composed(candidate_id)) or None,
        input_id=_unused(taken, item.uri),
        uri=storable(item.uri),
        outcome="ignored",
        reason=item.reason,
        same_as=None,
        cohort=None,
    )


def _unused(taken: set[str], *names: str) -> str:
    """The first of the names that no other row has, as a key can hold it; the last is numbered."""
    numbered = (f"{names[-1]}#{number}" for number in itertools.count(2))
    name = next(n for n in map(fitting, itertools.chain(names, numbered)) if n not in taken)
    taken.add(name)
    return name
