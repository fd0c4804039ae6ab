"""Reads a manifest as spreadsheets write it: a row for each input, with who, what and where."""

import codecs
import csv
import datetime
import io
import os
from collections.abc import Iterator, Sequence

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from transforms.inputs.entry import Entry
from transforms.inputs.listing import unreachable
from transforms.inputs.local_files import is_inside
from transforms.inputs.names import MAXIMUM_ID_BYTES, MAXIMUM_URI_BYTES, Spellings, size_of

REQUIRED = ("candidate_id", "question_id", "uri")
OPTIONAL = ("cohort", "recorded_at", "consent_reference")
DELIMITERS = ",;\t"

# A day within what Python holds: a reader may show a time in any zone.
_EARLIEST = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
_LATEST = datetime.datetime(9999, 12, 30, tzinfo=datetime.UTC)


class ManifestError(Exception):
    """The manifest cannot be used; the message says which line and what to do."""


def read_manifest(
    manifest: str, folders: Sequence[str] = (), follow_links: bool = False
) -> Iterator[Entry]:
    """Entries of a manifest, a CSV file in UTF-8 (or UTF-16 with its mark).

    Columns are separated by comma, semicolon or tab; their names may have other case and blanks.
    Empty rows are passed over. Relative addresses begin at the manifest's folder.

    Args:
        manifest: local path or address.
        folders: real local folders that hold inputs: links into them may be read.
        follow_links: whether a link may lead anywhere.

    Raises:
        ManifestError: if it cannot be read, names one address twice, or a field is wrong.
    """
    base = os.path.dirname(manifest if "://" in manifest else os.path.abspath(manifest))
    lines: dict[str, int] = {}
    spellings = Spellings()
    for line, row in _rows(manifest, _text(manifest)):
        place = f"--manifest {manifest}, line {line}"
        uri = _resolve(base, row["uri"], spellings) if row["uri"] else ""
        entry = _entry({**row, "uri": uri}, place)
        if entry.uri in lines:
            raise ManifestError(
                f"{place}: line {lines[entry.uri]} names the same uri; keep one of the two"
            )
        lines[entry.uri] = line
        if not follow_links and _leads_out(entry.uri, base, folders):
            message = "It is a link out of its folder; name the file itself, or --follow_links."
            entry = entry._replace(problem=("unreachable", message))
        yield entry


def _text(manifest: str) -> str:
    if problem := unreachable(manifest):
        raise ManifestError(f"--manifest {manifest} cannot be read: {problem}")
    try:
        with FileSystems.open(manifest, compression_type="uncompressed") as stream:
            content: bytes = stream.read()
        utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return content.decode("utf-16" if utf16 else "utf-8").lstrip("\ufeff")
    except (OSError, BeamIOError, ValueError) as error:
        raise ManifestError(f"--manifest {manifest} cannot be read as UTF-8 CSV") from error


def _rows(manifest: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by column with their lines, without blanks around fields; "" for what is absent."""
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=_delimiter(text), skipinitialspace=True, strict=True)
    names: list[str] | None = None
    try:
        for fields in rows:
            values = [field.strip() for field in fields]
            place = f"--manifest {manifest}, line {rows.line_num}"
            if not any(values) or (names is None and values[0].lower().startswith("sep=")):
                continue
            if names is None:
                names = _columns(manifest, values)
                continue
            if any(value and not name for name, value in _pairs(names, values)):
                raise ManifestError(
                    f"{place}: more fields than columns; put quotes around one that holds a "
                    "comma or semicolon"
                )
            yield rows.line_num, {name: value for name, value in _pairs(names, values) if name}
    except csv.Error as error:
        # The reader counts only lines that it could read.
        raise ManifestError(
            f"--manifest {manifest} is no CSV after line {rows.line_num}: {error}"
        ) from error
    if names is None:
        _columns(manifest, [])


def _pairs(names: list[str], values: list[str]) -> Iterator[tuple[str, str]]:
    length = max(len(names), len(values))
    padded = (part + [""] * (length - len(part)) for part in (names, values))
    return zip(*padded, strict=True)


def _delimiter(text: str) -> str:
    lines = (line for line in text.splitlines() if line.strip(" \t,;"))
    header = next((line for line in lines if not line.lower().startswith("sep=")), "")
    return max(DELIMITERS, key=header.count)


def _columns(manifest: str, values: list[str]) -> list[str]:
    """Names of columns as we write them: "Candidate ID" is candidate_id."""
    names = ["_".join(value.lower().replace("_", " ").split()) for value in values]
    if missing := set(REQUIRED) - set(names):
        raise ManifestError(
            f"--manifest {manifest} lacks the column(s) {', '.join(sorted(missing))}"
        )
    if twice := [name for name in (*REQUIRED, *OPTIONAL) if names.count(name) > 1]:
        raise ManifestError(f"--manifest {manifest} has the column {twice[0]} twice")
    return names


def _entry(row: dict[str, str], place: str) -> Entry:
    if any("\0" in text for text in row.values()):
        raise ManifestError(f"{place}: a field holds a NUL character; save the file as UTF-8 CSV")
    if not all(row[name] for name in REQUIRED):
        raise ManifestError(f"{place}: candidate_id, question_id and uri must not be empty")
    for name in (*REQUIRED, *OPTIONAL):
        limit = MAXIMUM_URI_BYTES if name == "uri" else MAXIMUM_ID_BYTES
        if size_of(row.get(name, "")) > limit:
            raise ManifestError(f"{place}: {name} has more than {limit:,} bytes; shorten it")
    if problem := unreachable(row["uri"]):
        raise ManifestError(f"{place}: {problem}")
    recorded_at = row.get("recorded_at") or None
    if recorded_at and (problem := _time_problem(recorded_at)):
        raise ManifestError(f"{place}: recorded_at {problem}")
    return Entry(
        uri=row["uri"],
        candidate_id=row["candidate_id"],
        question_id=row["question_id"],
        cohort=row.get("cohort") or None,
        recorded_at=recorded_at,
        consent_reference=row.get("consent_reference") or None,
        listed=True,
    )


def _resolve(base: str, uri: str, spellings: Spellings) -> str:
    """The address of a manifest's uri in the one spelling that a listing gives it."""
    if "://" in uri or "\0" in uri or len(uri) > MAXIMUM_URI_BYTES:
        return uri
    if os.path.isabs(uri):
        return spellings.on_disk(os.path.normpath(uri))
    scheme, separator, folder = base.rpartition("://")
    joined = os.path.normpath(os.path.join(folder, uri))
    return scheme + separator + joined if separator else spellings.on_disk(joined)


def _leads_out(uri: str, base: str, folders: Sequence[str]) -> bool:
    """Whether a local address is a link out of all folders that hold inputs."""
    if "://" in uri:
        return False
    home = base if is_inside(uri, base) else os.path.dirname(uri)
    real = os.path.realpath(uri)
    return not any(is_inside(real, folder) for folder in (os.path.realpath(home), *folders))


def _time_problem(text: str) -> str | None:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return "must be ISO 8601, for example 2026-11-21T09:30:00+01:00"
    aware = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    # Compared without converting: what is beyond UTC's years cannot be converted.
    return None if _EARLIEST <= aware <= _LATEST else "is outside the years 1 to 9999"
