"""Finds the inputs and gives each its identity."""

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from schemas.elements import KINDS, RECORDING, TRANSCRIPT, InputFile
from schemas.rows import Failure
from schemas.storable import storable
from transforms.inputs.entry import Entry, entry_at
from transforms.inputs.listing import folder_of, list_files
from transforms.inputs.local_files import EXTENSION, Ignored
from transforms.inputs.manifest import read_manifest
from transforms.inputs.names import MAXIMUM_ID_BYTES, composed, fitting, size_of


class Found(NamedTuple):
    """What a listing gave."""

    files: tuple[InputFile, ...]
    failures: tuple[Failure, ...]
    ignored: tuple[Ignored, ...]
    """What is no input, by address, with the reason."""


def find_inputs(
    patterns: Sequence[str], manifest: str | None = None, follow_links: bool = False
) -> Found:
    """List all inputs, in a fixed order.

    Args:
        patterns: folders (searched to any depth), glob patterns or files, local or of any
            filesystem Beam knows.
        manifest: a CSV file with candidate_id, question_id, uri and optionally cohort,
            recorded_at, consent_reference; it wins over what a pattern found at the same uri.
        follow_links: whether local links may lead out of the folders that hold the inputs.

    Returns:
        The files, a failure for each that has no usable identity, and what was passed over.

    Raises:
        ManifestError: if the manifest cannot be read or names one uri twice.
        FileNotFoundError: if a pattern matches nothing or its filesystem is not installed.
    """
    entries: dict[str, Entry] = {}
    ignored: dict[str, Ignored] = {}
    for found in itertools.chain.from_iterable(list_files(p, follow_links) for p in patterns):
        if isinstance(found, Ignored):
            ignored[found.uri] = found
        else:
            entries[found] = entry_at(found)
    if manifest is not None:
        folders = [folder_of(pattern) for pattern in patterns if "://" not in pattern]
        spelled = {composed(uri): uri for uri in entries}
        for entry in read_manifest(manifest, folders, follow_links):
            uri = entry.uri if entry.uri in entries else spelled.get(composed(entry.uri), entry.uri)
            entries[uri] = entry._replace(uri=uri)
    named = identify(entries[uri] for uri in sorted(entries))
    passed = {uri: item for uri, item in ignored.items() if uri not in entries}
    passed.update({item.uri: item for item in named.ignored})
    return named._replace(ignored=tuple(passed[uri] for uri in sorted(passed)))


def identify(entries: Iterable[Entry]) -> Found:
    """Give each file its identity; see `find_inputs`. Order decides which duplicate stays."""
    files: dict[str, InputFile] = {}
    failed: list[tuple[Entry, str, str, str]] = []
    ignored: list[Ignored] = []
    for entry in map(_composed, entries):
        extension = os.path.splitext(entry.uri)[1].lower()
        kind = KINDS.get(extension)
        if kind is None and not entry.listed:
            ignored.append(Ignored(entry.uri, EXTENSION))
            continue
        input_id = f"{entry.candidate_id}/{entry.question_id}{extension}"
        problem = entry.problem or _problem(entry, input_id, kind, files.get(input_id))
        if problem:
            failed.append((entry, input_id, *problem))
            continue
        assert kind is not None
        files[input_id] = InputFile(
            input_id=input_id,
            candidate_id=entry.candidate_id,
            question_id=entry.question_id,
            uri=entry.uri,
            kind=kind,
            recording_id=None,
            cohort=entry.cohort,
            recorded_at=entry.recorded_at,
            consent_reference=entry.consent_reference,
        )
    failures = _name_failures(failed, set(files))
    return Found(tuple(_attach_transcripts(files.values())), tuple(failures), tuple(ignored))


def _composed(entry: Entry) -> Entry:
    """The entry under names in one Unicode form; its address keeps its bytes."""
    return entry._replace(
        candidate_id=composed(entry.candidate_id),
        question_id=composed(entry.question_id),
        cohort=entry.cohort and composed(entry.cohort),
    )


def _name_failures(
    failed: Iterable[tuple[Entry, str, str, str]], taken: set[str]
) -> Iterator[Failure]:
    """Give each failure an identity of its own: files that are scored keep theirs."""
    for entry, input_id, kind, message in failed:
        uri = storable(entry.uri)
        names = itertools.chain(
            (fitting(input_id), fitting(uri)), (fitting(f"{uri}#{n}") for n in itertools.count(2))
        )
        failed_id = next(name for name in names if name not in taken)
        taken.add(failed_id)
        yield Failure(
            candidate_id=fitting(entry.candidate_id),
            recording_id=failed_id,
            question_id=storable(entry.question_id),
            uri=uri,
            stage="find",
            kind=kind,
            message=message,
            cohort=entry.cohort,
        )


def _problem(
    entry: Entry, input_id: str, kind: str | None, other: InputFile | None
) -> tuple[str, str] | None:
    texts = (entry.candidate_id, entry.question_id, entry.uri)
    if not entry.candidate_id or not entry.question_id or any(storable(t) != t for t in texts):
        return "unusable_name", "Name the file <candidate_id>/<question_id>.<ext> in UTF-8."
    if size_of(input_id) > MAXIMUM_ID_BYTES:
        message = f"Candidate and file name have more than {MAXIMUM_ID_BYTES:,} bytes; rename it."
        return "unusable_name", message
    if kind is None:
        return "unsupported_type", f"Convert it to one of {' '.join(sorted(KINDS))}."
    if other is not None:
        return "duplicate_input", "Another file has this candidate and name; rename one of them."
    return None


def _attach_transcripts(files: Iterable[InputFile]) -> Iterator[InputFile]:
    """Tell each transcript the recording of the same answer, if there is exactly one."""
    files = list(files)
    recordings: dict[tuple[str, str], list[str]] = {}
    for file in files:
        if file.kind == RECORDING:
            recordings.setdefault((file.candidate_id, file.question_id), []).append(file.input_id)
    for file in files:
        beside = recordings.get((file.candidate_id, file.question_id), [])
        if file.kind == TRANSCRIPT and len(beside) == 1:
            file = file._replace(recording_id=beside[0])
        yield file
