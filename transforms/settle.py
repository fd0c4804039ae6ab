"""What the rows of a batch replace, and what is no longer true beside them."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.datasets import FAILURES, RECORDING_SCORES, SCORED_BY, TEXT_SCORES, Dataset
from schemas.elements import KINDS, TRANSCRIPT
from schemas.ledger import LedgerEntry
from schemas.runs import RunStamp
from schemas.states import RETRYABLE_FAILURES
from sql.writes import Key
from transforms.inputs.entry import UNKNOWN

Record = Mapping[str, Any]
Rows = Mapping[Dataset, Sequence[Record]]

SETTLED = (RECORDING_SCORES, TEXT_SCORES, FAILURES)
"""Datasets of which a row goes when another one takes its place."""


BY_NAME = "find"
"""Stage of failures that a file's name or place is to blame for."""


@dataclass
class Superseded:
    """Rows of the database that a batch replaces or makes untrue."""

    replaced: dict[Dataset, list[Record]] = field(default_factory=dict)
    """Rows that have the key of a new one."""
    removed: dict[Dataset, list[Record]] = field(default_factory=dict)
    """Rows that have no successor of their key."""

    def keys(self, dataset: Dataset) -> set[Key]:
        """Of the rows to delete."""
        return {key_of_row(dataset, row) for row in self.removed.get(dataset, ())}

    def all_of(self, dataset: Dataset) -> list[Record]:
        """Rows that leave their file, for whichever reason."""
        return [*self.replaced.get(dataset, ()), *self.removed.get(dataset, ())]


def key_of_row(dataset: Dataset, row: Record) -> Key:
    """Values of the row's key columns."""
    return tuple(row[name] for name in dataset.key)


def supersede(
    held: Rows, new: Rows, gone: Collection[tuple[str, int]], outdated: Collection[tuple[str, int]]
) -> Superseded:
    """Find what a batch replaces or makes untrue.

    - A row replaces the one with its key.
    - A score removes the failures of its attempt, under whatever name, by the same release and
      options; but not of what fails by its name, like a second transcript.
    - A failure removes a score only of the same bytes by the same release and options, and only
      if waiting would not mend it.

    Args:
        held: what the database has of the candidates of the batch.
        new: the rows of the batch, stamped.
        gone: (id, attempt) of inputs that are retired: everything of them goes.
        outdated: (id, attempt) of inputs that were never scored, and are no more: their failures
            go.
    """
    new_keys = {d: {key_of_row(d, row) for row in new.get(d, ())} for d in SETTLED}
    answers = {_answer(dataset, row) for dataset in SETTLED[:2] for row in new.get(dataset, ())}
    lasting = {
        key_of_row(FAILURES, row): row["content_hash"]
        for row in new.get(FAILURES, ())
        if row["kind"] not in RETRYABLE_FAILURES and row["content_hash"] is not None
    }
    result = Superseded()
    for dataset in SETTLED:
        for row in held.get(dataset, ()):
            key = key_of_row(dataset, row)
            if key in new_keys[dataset]:
                result.replaced.setdefault(dataset, []).append(row)
            elif (
                key[:2] in gone
                or (dataset is FAILURES and key[:2] in outdated)
                or (
                    dataset is FAILURES
                    and row["stage"] != BY_NAME
                    and _answer(dataset, row) in answers
                )
                or (dataset is not FAILURES and lasting.get(key) == row["content_hash"])
            ):
                result.removed.setdefault(dataset, []).append(row)
    return result


def _answer(dataset: Dataset, row: Record) -> tuple[Any, ...]:
    """What a row answers, and by which models: a question is answered once by an attempt."""
    if dataset is RECORDING_SCORES:
        kind = "recording"
    elif dataset is TEXT_SCORES:
        kind = row["kind"]
    else:
        extension = os.path.splitext(row["recording_id"])[1].lower()
        kind = KINDS.get(extension, UNKNOWN)
    by = (row[name] for name in SCORED_BY)
    return (row["candidate_id"], row["question_id"], kind, row["attempt"], *by)


def replaced_by(entries: Iterable[LedgerEntry], others: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """What failed or is truncated, and whose place another file has taken: as it is from now on.

    Args:
        entries: that were scored or failed just now.
        others: the ledger's entries of their candidates.
    """
    scored = {_attempt_of(entry): entry for entry in entries if entry.state == "scored"}
    return [
        other._replace(state="skipped", reason="replaced", same_as=by.input_id)
        for other in others
        if other.state in ("scored", "failed")
        and not other.scored_whole
        and other.kind != TRANSCRIPT
        and (by := scored.get(_attempt_of(other)))
        and (by.uri_hash, by.input_id) != (other.uri_hash, other.input_id)
    ]


def _attempt_of(entry: LedgerEntry) -> tuple[str, str, str, int]:
    return entry.candidate_id, entry.question_id, entry.kind, entry.attempt


def after_try(
    entry: LedgerEntry, dataset: Dataset, row: Record, now: str, stamp: RunStamp
) -> LedgerEntry:
    """A ledger entry once its input was tried."""
    tried = entry._replace(
        tries=entry.tries + 1,
        tried_at=now,
        run_id=stamp.run_id,
        model_release=stamp.model_release,
        config_digest=stamp.config_digest,
    )
    if dataset is FAILURES:
        return tried._replace(
            state="failed",
            reason=row["kind"],
            # Runs that broke off do not count once it is known what becomes of it.
            tries=entry.tries + 1 if entry.state == "failed" else 1,
            content_hash=row["content_hash"] or entry.content_hash,
        )
    truncated = bool(row.get("truncated"))
    return tried._replace(
        state="scored",
        reason="truncated" if truncated else None,
        content_hash=row["content_hash"],
        scored_whole=not truncated,
        tries=0,
    )
