"""Finds the inputs and gives each its identity."""

import csv
import datetime
import io
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from schemas.elements import KINDS, RECORDING, TRANSCRIPT, InputFile
from schemas.rows import Failure
from schemas.storable import storable
from transforms.inputs.listing import list_files, unreachable


class ManifestError(Exception):
    """The manifest cannot be used; the message says which line and what to do."""


class Found(NamedTuple):
    """What a listing gave."""

    files: tuple[InputFile, ...]
    failures: tuple[Failure, ...]
    ignored: int
    """Files whose extension is not scored."""


class _Entry(NamedTuple):
    uri: str
    candidate_id: str
    question_id: str
    cohort: str | None = None
    recorded_at: str | None = None
    consent_reference: str | None = None
    listed: bool = False
    """From a manifest: an unknown extension is then a failure, not something to pass over."""


def find_inputs(patterns: Sequence[str], manifest: str | None = None) -> Found:
    """List all inputs, in a fixed order.

    Args:
        patterns: folders (searched to any depth), glob patterns or files, local or of any
            filesystem Beam knows.
        manifest: a CSV file with candidate_id, question_id, uri and optionally cohort,
            recorded_at, consent_reference; it wins over what a pattern found at the same uri.

    Returns:
        The files, and a failure for each that has no usable identity.

    Raises:
        ManifestError: if the manifest cannot be read or names one uri twice.
        FileNotFoundError: if a pattern matches nothing or its filesystem is not installed.
    """
    entries = {entry.uri: entry for pattern in patterns for entry in _match(pattern)}
    if manifest is not None:
        entries.update({entry.uri: entry for entry in _read_manifest(manifest)})
    return identify(entries[uri] for uri in sorted(entries))


def identify(entries: Iterable[_Entry]) -> Found:
    """Give each file its identity; see `find_inputs`. Order decides which duplicate stays."""
    files: dict[str, InputFile] = {}
    failed: list[tuple[_Entry, str, str, str]] = []
    ignored = 0
    for entry in entries:
        extension = os.path.splitext(entry.uri)[1].lower()
        kind = KINDS.get(extension)
        if kind is None and not entry.listed:
            ignored += 1
            continue
        input_id = f"{entry.candidate_id}/{entry.question_id}{extension}"
        problem = _problem(entry, kind, files.get(input_id))
        if problem:
            failed.append((entry, input_id, *problem))
            continue
        assert kind is not None
        files[input_id] = InputFile(
            input_id,
            entry.candidate_id,
            entry.question_id,
            entry.uri,
            kind,
            None,
            entry.cohort,
            entry.recorded_at,
            entry.consent_reference,
        )
    failures = _name_failures(failed, set(files))
    return Found(tuple(_attach_transcripts(files.values())), tuple(failures), ignored)


def _name_failures(
    failed: Iterable[tuple[_Entry, str, str, str]], taken: set[str]
) -> Iterator[Failure]:
    """Give each failure an identity of its own: files that are scored keep theirs."""
    for entry, input_id, kind, message in failed:
        uri = storable(entry.uri)
        names = itertools.chain(
            (storable(input_id), uri), (f"{uri}#{n}" for n in itertools.count(2))
        )
        failed_id = next(name for name in names if name not in taken)
        taken.add(failed_id)
        yield Failure(
            storable(entry.candidate_id),
            failed_id,
            storable(entry.question_id),
            uri,
            "find",
            kind,
            message,
        )


def _problem(entry: _Entry, kind: str | None, other: InputFile | None) -> tuple[str, str] | None:
    texts = (entry.candidate_id, entry.question_id, entry.uri)
    if not entry.candidate_id or not entry.question_id or any(storable(t) != t for t in texts):
        return "unusable_name", "Name the file <candidate_id>/<question_id>.<ext> in UTF-8."
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


def _match(pattern: str) -> Iterator[_Entry]:
    for uri in list_files(pattern):
        folder, name = os.path.split(uri)
        candidate = os.path.basename(folder)
        yield _Entry(uri, candidate, os.path.splitext(name)[0])


def _read_manifest(manifest: str) -> Iterator[_Entry]:
    if problem := unreachable(manifest):
        raise ManifestError(f"--manifest {manifest} cannot be read: {problem}")
    try:
        with FileSystems.open(manifest, compression_type="uncompressed") as stream:
            text = stream.read().decode("utf-8-sig")
    except (OSError, BeamIOError, ValueError) as error:
        raise ManifestError(f"--manifest {manifest} cannot be read as UTF-8 CSV") from error
    base = os.path.dirname(manifest if "://" in manifest else os.path.abspath(manifest))
    lines: dict[str, int] = {}
    for line, row in _manifest_rows(manifest, text):
        place = f"--manifest {manifest}, line {line}"
        entry = _manifest_entry(row, base, place)
        if entry.uri in lines:
            raise ManifestError(
                f"{place}: line {lines[entry.uri]} names the same uri; keep one of the two"
            )
        lines[entry.uri] = line
        yield entry


def _manifest_rows(manifest: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of the manifest with their lines; an empty or absent field is an empty text."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = {"candidate_id", "question_id", "uri"} - set(rows.fieldnames or ())
        if missing:
            raise ManifestError(
                f"--manifest {manifest} lacks the column(s) {', '.join(sorted(missing))}"
            )
        for row in rows:
            # What exceeds the header lies under None.
            yield rows.line_num, {name: row[name] or "" for name in rows.fieldnames or ()}
    except csv.Error as error:
        # The reader counts only lines that it could read.
        raise ManifestError(
            f"--manifest {manifest} is no CSV after line {rows.line_num}: {error}"
        ) from error


def _manifest_entry(row: dict[str, str], base: str, place: str) -> _Entry:
    if any("\0" in text for text in row.values()):
        raise ManifestError(f"{place}: a field holds a NUL character; save the file as UTF-8 CSV")
    candidate, question, uri = (
        row[column].strip() for column in ("candidate_id", "question_id", "uri")
    )
    if not (candidate and question and uri):
        raise ManifestError(f"{place}: candidate_id, question_id and uri must not be empty")
    uri = _resolve(base, uri)
    if problem := unreachable(uri):
        raise ManifestError(f"{place}: {problem}")
    recorded_at = row.get("recorded_at") or None
    if recorded_at and not _is_time(recorded_at):
        raise ManifestError(
            f"{place}: recorded_at must be ISO 8601, for example 2026-11-21T09:30:00+01:00"
        )
    cohort, consent = row.get("cohort") or None, row.get("consent_reference") or None
    return _Entry(uri, candidate, question, cohort, recorded_at, consent, True)


def _resolve(base: str, uri: str) -> str:
    """The address of a manifest's uri in the one spelling that a listing gives it."""
    if "://" in uri:
        return uri
    if os.path.isabs(uri):
        return os.path.normpath(uri)
    scheme, separator, folder = base.rpartition("://")
    return scheme + separator + os.path.normpath(os.path.join(folder, uri))


def _is_time(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
