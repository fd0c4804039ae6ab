"""Reads and writes the ledger of inputs.

Every function works inside the caller's transaction (`sql.engine.transaction`).
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select, text, tuple_
from sqlalchemy.engine import Connection

from schemas.columns import from_record, to_record
from schemas.datasets import INPUTS, RECORDING_SCORES, SCORED_BY, TEXT_SCORES
from schemas.ledger import LedgerEntry
from schemas.storable import storable
from sql.tables import table_of
from sql.writes import Key, delete, upsert

PAGE = 5_000
"""Values in one statement."""

ScoredBy = tuple[str, str]
"""A release and the digest of options: `SCORED_BY`."""

InputKey = tuple[str, int]
"""Id of a recording or document, and its attempt."""


def uri_hash(uri: str) -> str:
    """Key of an address: an index of PostgreSQL does not hold every address itself.

    It tells names apart that look the same once they are stored (see `storable`).
    """
    return hashlib.sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()


def read_entries(
    connection: Connection, candidates: Collection[str], uris: Collection[str]
) -> list[LedgerEntry]:
    """All entries of these candidates, and all at these addresses."""
    table = table_of(INPUTS)
    found: dict[Key, LedgerEntry] = {}
    for column, values in (
        (table.c.candidate_id, map(storable, candidates)),
        (table.c.uri_hash, map(uri_hash, uris)),
    ):
        for page in _pages(sorted(set(values))):
            for record in connection.execute(select(table).where(column.in_(page))).mappings():
                key = tuple(record[name] for name in INPUTS.key)
                found[key] = from_record(dict(record), LedgerEntry)
    return [entry for _, entry in sorted(found.items())]


def read_places(connection: Connection) -> list[LedgerEntry]:
    """All entries that are not retired."""
    table = table_of(INPUTS)
    found = connection.execute(select(table).where(table.c.state != "retired")).mappings()
    return [from_record(dict(record), LedgerEntry) for record in found]


def write_entries(connection: Connection, entries: Iterable[LedgerEntry]) -> None:
    """Write entries, each in place of the one with its key."""
    upsert(connection, INPUTS, [to_record(entry) for entry in entries])


def delete_entries(connection: Connection, entries: Iterable[LedgerEntry]) -> None:
    """Delete entries."""
    delete(connection, INPUTS, {entry_key(entry) for entry in entries})


def entry_key(entry: LedgerEntry) -> Key:
    """The values of an entry's key columns."""
    return (entry.uri_hash, entry.input_id, entry.attempt)


def read_scored(
    connection: Connection, candidates: Collection[str], scored_by: Collection[ScoredBy]
) -> dict[InputKey, str]:
    """What these candidates have that one of these releases x options scored: key to SHA-256."""
    scored: dict[InputKey, str] = {}
    for dataset in (RECORDING_SCORES, TEXT_SCORES):
        table = table_of(dataset)
        by = tuple_(*(table.c[name] for name in SCORED_BY)).in_(list(scored_by))
        for page in _pages(sorted({storable(name) for name in candidates})):
            columns = (table.c[dataset.key[0]], table.c.attempt, table.c.content_hash)
            rows = connection.execute(select(*columns).where(table.c.candidate_id.in_(page), by))
            scored.update({(name, attempt): content for name, attempt, content in rows})
    return scored


def media_rates(connection: Connection) -> Mapping[str, float]:
    """Bytes a second of the recordings that were scored, by extension (".mp4")."""
    rows = connection.execute(
        text(
            "SELECT lower(substring(i.input_id FROM '\\.[^.]*$')) AS extension, "  # noqa: S608
            "sum(i.size) / sum(s.duration_seconds) AS rate "
            f"FROM {table_of(INPUTS).fullname} AS i "
            f"JOIN {table_of(RECORDING_SCORES).fullname} AS s "
            "ON s.recording_id = i.input_id AND s.attempt = i.attempt "
            "AND s.content_hash = i.content_hash "
            "WHERE i.size > 0 AND s.duration_seconds > 0 GROUP BY extension"
        )
    )
    return {extension: float(rate) for extension, rate in rows if extension}


def _pages(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), PAGE):
        yield values[start : start + PAGE]
