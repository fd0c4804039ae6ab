"""Matches inputs with the ledger: by what they look like from outside, else by their bytes."""

from collections.abc import Sequence
from typing import NamedTuple

from schemas.ledger import LedgerEntry
from sql.ledger import uri_hash
from transforms.errors import InputError
from transforms.inputs.entry import Entry
from transforms.inputs.fetch import digest
from transforms.inputs.known import ANSWERED, Known
from transforms.inputs.same_bytes import Same, same_bytes


class MatchedInput(NamedTuple):
    """An input, and what is known of it."""

    entry: Entry
    content_hash: str | None = None
    """Of its bytes, where they are known or had to be read."""
    known: LedgerEntry | None = None
    """The ledger's entry of this very input: same address, same identity, same bytes."""
    same_as: str | None = None
    """Id of the input whose bytes it has, which is scored in its place."""
    original: LedgerEntry | None = None
    """What the ledger has of that input, if it does."""
    reason: str = "same_bytes"
    """Why that one is scored instead: a key of schemas.states.IGNORED_REASONS."""
    moved_from: tuple[LedgerEntry, ...] = ()
    """What the ledger has of these bytes under another name, which was wrong: once this input is
    scored, that one is retired."""


def match_inputs(entries: Sequence[Entry], known: Known, verify: bool) -> list[MatchedInput]:
    """Find what the ledger has of each input. What has not changed from outside is not opened.

    A file is read only if it looks changed, if `verify` says so, or if it is new and has the
    length of other content of its candidate. Of several new ones with the same bytes the first by
    address is scored.

    Args:
        entries: by address.
        known: what the ledger has of their candidates and addresses.
        verify: whether to read what looks unchanged.

    Raises:
        MachineError: if this machine, not an input, is at fault.
    """
    matched = [_match(_as_known(entry, known), known, verify) for entry in entries]
    matched = _displaced(matched, known)
    # What was never read to its end may be a copy as well, although the ledger has it.
    unread = [
        each.entry
        for each in matched
        if each.same_as is None and (each.known is None or each.content_hash is None)
    ]
    same = same_bytes(unread)
    ids = {entry.uri: entry.input_id for entry in unread}
    return [
        _compared(each, found, ids[found.first]) if (found := same.get(each.entry.uri)) else each
        for each in matched
    ]


def _as_known(entry: Entry, known: Known) -> Entry:
    """The entry under the names that a manifest gave its file once: a folder does not undo that."""
    newest = _newest(known.at_uri(entry))
    if entry.listed or newest is None or _is_own(newest, entry) or newest.state not in ANSWERED:
        return entry
    return entry._replace(
        candidate_id=newest.candidate_id,
        question_id=newest.question_id,
        cohort=newest.cohort,
        recorded_at=newest.recorded_at,
        consent_reference=newest.consent_reference,
    )


def _displaced(matched: Sequence[MatchedInput], known: Known) -> list[MatchedInput]:
    """Make copies inputs of their own where the place of the original holds other bytes now.

    A copy with the same question is an earlier attempt that was moved elsewhere, and stays one. A
    copy with another question answers that question. Unless both were there in one night, its name
    was corrected, and the first question loses the answer.
    """
    now = {uri_hash(each.entry.uri): each for each in matched}
    result = []
    for each in matched:
        original = each.original
        there = now.get(original.uri_hash) if original and each.reason == "same_bytes" else None
        if (
            original is not None
            and there is not None
            and there.content_hash not in (None, original.content_hash)
            and original.question_id != each.entry.question_id
        ):
            together = any(
                row.content_hash == each.content_hash and row.first_seen <= original.last_seen
                for row in known.at(each.entry)
            )
            moved = () if together else (original,)
            each = MatchedInput(each.entry, each.content_hash, moved_from=moved)
        result.append(each)
    return result


def _compared(matched: MatchedInput, same: Same, first_id: str) -> MatchedInput:
    if same.first == matched.entry.uri:
        return matched._replace(content_hash=same.content_hash)
    return MatchedInput(matched.entry, same.content_hash, None, first_id)


def _match(entry: Entry, known: Known, verify: bool) -> MatchedInput:
    at_uri = known.at_uri(entry)
    newest = _newest(at_uri)
    content = unread = None
    if entry.size is None and newest and _is_own(newest, entry) and newest.state in ANSWERED:
        # It cannot be looked at, so it is away.
        return MatchedInput(entry, newest.content_hash, newest)
    if newest and not verify and _looks_like(entry, newest):
        content = newest.content_hash
        if content is None and newest.state in ANSWERED and _is_own(newest, entry):
            unread = newest
    if content is None and (verify or known.may_hold(entry) or _was_read(at_uri)):
        content = _digest(entry)
    if content is None:
        return MatchedInput(entry, None, unread)
    same = [e for e in at_uri if e.content_hash == content]
    moved = tuple(e for e in same if e.state in ANSWERED and not _is_own(e, entry))
    own = next((e for e in reversed(same) if _is_own(e, entry)), None)
    if own and own.state in ANSWERED and own.state != "waiting":
        return MatchedInput(entry, content, own, moved_from=() if own.scored_whole else moved)
    if own and own.reason == "replaced" and (by := known.answer(own.same_as, entry)):
        return MatchedInput(entry, content, None, by.input_id, by, "replaced")
    original = known.with_content(entry, content)
    if original and original.uri != entry.uri:
        return MatchedInput(entry, content, None, original.input_id, original)
    waiting = own if own and own.state == "waiting" else unread
    return MatchedInput(entry, content, waiting, moved_from=moved)


def _newest(at_uri: Sequence[LedgerEntry]) -> LedgerEntry | None:
    return max(at_uri, key=lambda e: (e.last_seen, e.attempt), default=None)


def _is_own(known: LedgerEntry, entry: Entry) -> bool:
    return (known.candidate_id, known.input_id) == (entry.candidate_id, entry.input_id)


def _looks_like(entry: Entry, known: LedgerEntry) -> bool:
    """Whether the file has not changed, as far as can be seen without opening it."""
    seen = (entry.size, entry.changed_at)
    return None not in seen and seen == (known.size, known.changed_at)


def _was_read(at_uri: Sequence[LedgerEntry]) -> bool:
    return any(entry.content_hash for entry in at_uri)


def _digest(entry: Entry) -> str | None:
    """SHA-256 of an input; None if it cannot be read: it fails by its name later."""
    try:
        return digest(entry.uri)
    except InputError:
        return None
