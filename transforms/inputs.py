"""Finds the inputs and gives each its identity."""

import csv
import datetime
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from schemas.elements import KINDS, RECORDING, TRANSCRIPT, InputFile
from schemas.rows import Failure


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
        ManifestError: if the manifest cannot be read.
        FileNotFoundError: if a pattern matches nothing.
    """
    entries = {entry.uri: entry for pattern in patterns for entry in _match(pattern)}
    if manifest is not None:
        entries.update({entry.uri: entry for entry in _read_manifest(manifest)})
    return identify(entries[uri] for uri in sorted(entries))


def identify(entries: Iterable[_Entry]) -> Found:
    """Give each file its identity; see `find_inputs`. Order decides which duplicate stays."""
    files: dict[str, InputFile] = {}
    failures: list[Failure] = []
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
            failure_kind, message = problem
            # The identity of a duplicate belongs to the file that stays.
            failed_id = entry.uri if input_id in files else input_id
            failures.append(
                Failure(
                    _printable(entry.candidate_id),
                    _printable(failed_id),
                    _printable(entry.question_id),
                    _printable(entry.uri),
                    "find",
                    failure_kind,
                    message,
                )
            )
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
    return Found(tuple(_attach_transcripts(files.values())), tuple(failures), ignored)


def _problem(entry: _Entry, kind: str | None, other: InputFile | None) -> tuple[str, str] | None:
    texts = (entry.candidate_id, entry.question_id, entry.uri)
    if not entry.candidate_id or not entry.question_id or any(_printable(t) != t for t in texts):
        return "unusable_name", "Name the file <candidate_id>/<question_id>.<ext> in UTF-8."
    if kind is None:
        return "unsupported_type", f"Convert it to one of {' '.join(sorted(KINDS))}."
    if other is not None:
        return "duplicate_input", "Another file has this candidate and name; rename one of them."
    return None


def _printable(text: str) -> str:
    """The text without what no database takes: NUL and bytes that are not UTF-8."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


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
    uris = list(_local_files(pattern) if "://" not in pattern else _remote_files(pattern))
    if not uris:
        raise FileNotFoundError(f"--input {pattern} matches no file; check the path")
    for uri in uris:
        folder, name = os.path.split(uri)
        candidate = os.path.basename(folder)
        yield _Entry(uri, candidate, os.path.splitext(name)[0])


def _local_files(pattern: str) -> Iterator[str]:
    # A folder is walked, not globbed: its name may hold characters that a pattern would read.
    if os.path.isdir(pattern):
        for folder, folders, names in os.walk(os.path.abspath(pattern)):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (os.path.join(folder, n) for n in sorted(names) if not n.startswith("."))
    elif os.path.isfile(pattern):
        yield os.path.abspath(pattern)
    else:
        yield from _remote_files(os.path.abspath(pattern))


def _remote_files(pattern: str) -> Iterator[str]:
    name = os.path.basename(pattern.rstrip("/"))
    wanted = pattern
    if not any(character in pattern for character in "*?[") and not os.path.splitext(name)[1]:
        wanted = pattern.rstrip("/") + "/**"
    try:
        (matched,) = FileSystems.match([wanted])
    except BeamIOError as error:
        raise FileNotFoundError(
            f"--input {pattern} cannot be listed; check address and access"
        ) from error
    for metadata in matched.metadata_list:
        base = os.path.basename(metadata.path)
        if base and not base.startswith("."):
            yield metadata.path


def _read_manifest(manifest: str) -> Iterator[_Entry]:
    base = os.path.dirname(manifest if "://" in manifest else os.path.abspath(manifest))
    try:
        with FileSystems.open(manifest, compression_type="uncompressed") as stream:
            text = stream.read().decode("utf-8-sig")
    except (OSError, BeamIOError, UnicodeDecodeError) as error:
        raise ManifestError(f"--manifest {manifest} cannot be read as UTF-8 CSV") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = {"candidate_id", "question_id", "uri"} - set(rows.fieldnames or ())
    if missing:
        raise ManifestError(
            f"--manifest {manifest} lacks the column(s) {', '.join(sorted(missing))}"
        )
    for row in rows:
        candidate, question, uri = (
            (row[column] or "").strip() for column in ("candidate_id", "question_id", "uri")
        )
        if not (candidate and question and uri):
            raise ManifestError(
                f"--manifest {manifest}, line {rows.line_num}: "
                "candidate_id, question_id and uri must not be empty"
            )
        if "://" not in uri and not os.path.isabs(uri):
            uri = FileSystems.join(base, uri)
        recorded_at = row.get("recorded_at") or None
        if recorded_at and not _is_time(recorded_at):
            raise ManifestError(
                f"--manifest {manifest}, line {rows.line_num}: recorded_at must be ISO 8601, "
                "for example 2026-11-21T09:30:00+01:00"
            )
        cohort, consent = row.get("cohort") or None, row.get("consent_reference") or None
        yield _Entry(uri, candidate, question, cohort, recorded_at, consent, True)


def _is_time(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
