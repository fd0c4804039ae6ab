"""Makes ledger entries and inputs of what was found."""

from schemas.elements import InputFile
from schemas.ledger import LedgerEntry
from schemas.rows import Failure
from schemas.storable import storable
from sql.ledger import uri_hash
from transforms.inputs.entry import UNKNOWN, Entry


def input_file(entry: Entry, attempt: int, recording_id: str | None) -> InputFile:
    """An input to score; `recording_id` is that of a transcript's recording."""
    assert entry.kind is not None
    return InputFile(
        input_id=entry.input_id,
        candidate_id=entry.candidate_id,
        question_id=entry.question_id,
        uri=entry.uri,
        kind=entry.kind,
        recording_id=recording_id,
        cohort=entry.cohort,
        recorded_at=entry.recorded_at,
        consent_reference=entry.consent_reference,
        attempt=attempt,
    )


def new_entry(entry: Entry, attempt: int, now: str) -> LedgerEntry:
    """The ledger's entry of an input that was never seen before `now`, ISO 8601 in UTC."""
    return LedgerEntry(
        uri_hash=uri_hash(entry.uri),
        uri=storable(entry.uri),
        input_id=entry.input_id,
        attempt=attempt,
        candidate_id=entry.candidate_id,
        question_id=entry.question_id,
        kind=entry.kind or UNKNOWN,
        cohort=entry.cohort,
        recorded_at=entry.recorded_at,
        consent_reference=entry.consent_reference,
        size=entry.size,
        changed_at=entry.changed_at,
        content_hash=None,
        state="waiting",
        reason=None,
        same_as=None,
        scored_whole=False,
        tries=0,
        tried_at=None,
        first_seen=now,
        last_seen=now,
        run_id=None,
        model_release=None,
        config_digest=None,
        cpu_seconds=None,
    )


def given_up(row: LedgerEntry) -> Failure:
    """The failure of an input during which workers died each time."""
    message = (
        f"A worker died {row.tries} times while this was being scored, at last with nothing else; "
        "export it again."
    )
    return Failure(
        candidate_id=row.candidate_id,
        recording_id=row.input_id,
        attempt=row.attempt,
        question_id=row.question_id,
        uri=row.uri,
        stage="score",
        kind="worker_died",
        message=message,
        cohort=row.cohort,
        content_hash=row.content_hash,
    )
