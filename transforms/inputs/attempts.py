"""Numbers the attempts at each question."""

import datetime
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from schemas.elements import RECORDING, TRANSCRIPT
from schemas.ledger import LedgerEntry
from schemas.states import RETRYABLE_FAILURES
from transforms.inputs.contents import MatchedInput
from transforms.inputs.entry import Entry
from transforms.inputs.known import ANSWERED, Known


class Numbered(NamedTuple):
    """An input with its place among the attempts at its question."""

    matched: MatchedInput
    attempt: int
    recording_id: str | None = None
    """Of a transcript: the recording that it belongs to."""
    is_duplicate: bool = False
    """Of a transcript: whether its recording has another one of this name."""


class _Recording(NamedTuple):
    """A recording that a transcript may belong to."""

    stem: str
    input_id: str
    attempt: int


def number_attempts(
    matched: Sequence[MatchedInput], known: Known, now: datetime.datetime
) -> list[Numbered]:
    """Give each input its number: counted for candidate, question and kind, from 1.

    What is known keeps its number. New bytes are the next attempt, in the order of `recorded_at`,
    else of when they were first seen, which is now; those that come at once without a time in the
    order of their addresses. What replaces an input that failed, was never scored or is truncated
    keeps its number, whether it has the same name or takes the place of the newest attempt. A
    transcript has the number of the recording beside it: that of the same folder and name, else
    the newest of the question.

    Args:
        matched: inputs, by address; those with `same_as` get no number of their own.
        known: the ledger.
        now: the time of the night.

    Returns:
        The inputs that are none other's copy, in their order.
    """
    own = [each for each in matched if each.same_as is None]
    by_uri: dict[str, Numbered] = {}
    spoken = [each for each in own if each.entry.kind != TRANSCRIPT]
    for group in _by_group(spoken).values():
        by_uri.update(_numbered(group, known, now))
    recordings = _recordings(matched, by_uri, known)
    copies: dict[str, list[Entry]] = defaultdict(list)
    for each in matched:
        if each.same_as is not None and each.entry.kind == TRANSCRIPT:
            copies[each.same_as].append(each.entry)
    alone: list[MatchedInput] = []
    for group in _by_group(each for each in own if each.entry.kind == TRANSCRIPT).values():
        attached, others = _attached(group, copies, recordings, known)
        by_uri.update(attached)
        alone += others
    for group in _by_group(alone).values():
        by_uri.update(_numbered(group, known, now))
    return [by_uri[each.entry.uri] for each in own]


Group = tuple[str, str, str]
Question = tuple[str, str]
"""A candidate, and what was asked."""


def _by_group(matched: Iterable[MatchedInput]) -> dict[Group, list[MatchedInput]]:
    groups: dict[Group, list[MatchedInput]] = defaultdict(list)
    for each in matched:
        groups[each.entry.group].append(each)
    return groups


def _numbered(
    group: Sequence[MatchedInput], known: Known, now: datetime.datetime
) -> dict[str, Numbered]:
    entries = known.in_group[group[0].entry.group]
    answers = [entry for entry in entries if entry.state in ANSWERED]
    # What was retired and never scored whole gives its number back.
    counted = [e for e in entries if e.state != "retired" or e.scored_whole]
    highest = max((entry.attempt for entry in counted), default=0)
    numbers: dict[str, int] = {}
    new: list[MatchedInput] = []
    for each in group:
        if each.known is not None:
            numbers[each.entry.uri] = each.known.attempt
        else:
            new.append(each)
    taken = {each.known.attempt for each in group if each.known and _blocks(each.known)}
    for each in sorted(new, key=lambda matched: (_moment(matched, now), matched.entry.uri)):
        number = _replaced(each, known, answers, taken)
        if number is None:
            number = max(highest, *taken, 0) + 1
        numbers[each.entry.uri] = number
        taken.add(number)
    return {each.entry.uri: Numbered(each, numbers[each.entry.uri]) for each in group}


def _moment(matched: MatchedInput, now: datetime.datetime) -> datetime.datetime:
    if matched.entry.recorded_at is None:
        return now
    moment = datetime.datetime.fromisoformat(matched.entry.recorded_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _blocks(entry: LedgerEntry) -> bool:
    """Whether no other bytes may take the number of an input that was found tonight."""
    if entry.state == "failed":
        return entry.scored_whole or entry.reason in RETRYABLE_FAILURES
    return entry.scored_whole or entry.state == "waiting"


def _replaced(
    matched: MatchedInput, known: Known, answers: Sequence[LedgerEntry], taken: set[int]
) -> int | None:
    """The number of what new bytes replace; None if they are the next attempt."""
    content, held = matched.content_hash, {entry.attempt for entry in answers} | taken
    for entry in known.in_group[matched.entry.group]:
        if entry.state == "retired" and content is not None and entry.content_hash == content:
            return None if entry.attempt in held else entry.attempt
    here = [entry for entry in known.at(matched.entry) if entry.attempt not in taken]
    newest = max(here, key=lambda entry: (entry.last_seen, entry.attempt), default=None)
    if newest and newest.state in ANSWERED and not newest.scored_whole:
        return newest.attempt
    top = max((entry.attempt for entry in answers), default=0)
    of_top = [entry for entry in answers if entry.attempt == top]
    if of_top and top not in taken and not any(entry.scored_whole for entry in of_top):
        return top
    return None


def _recordings(
    matched: Sequence[MatchedInput], numbered: dict[str, Numbered], known: Known
) -> dict[Question, list[_Recording]]:
    """The recordings of each question; a copy lends its name to what is scored."""
    found: dict[Question, set[_Recording]] = defaultdict(set)
    attempts = {each.matched.entry.input_id: each.attempt for each in numbered.values()}
    for each in matched:
        listed = each.entry
        if listed.kind != RECORDING:
            continue
        whose, stem = (listed.candidate_id, listed.question_id), os.path.splitext(listed.uri)[0]
        if each.same_as is None:
            number = numbered[listed.uri].attempt
            found[whose].add(_Recording(stem, listed.input_id, number))
        else:
            number = each.original.attempt if each.original else attempts[each.same_as]
            found[whose].add(_Recording(stem, each.same_as, number))
    for (candidate_id, question_id, kind), entries in known.in_group.items():
        for entry in entries:
            if kind == RECORDING and entry.state in ANSWERED:
                stem = os.path.splitext(entry.uri)[0]
                found[candidate_id, question_id].add(
                    _Recording(stem, entry.input_id, entry.attempt)
                )
    return {question: list(all_) for question, all_ in found.items()}


def _attached(
    group: Sequence[MatchedInput],
    copies: Mapping[str, Sequence[Entry]],
    recordings: Mapping[Question, Sequence[_Recording]],
    known: Known,
) -> tuple[dict[str, Numbered], list[MatchedInput]]:
    """Transcripts with the numbers of their recordings, and those that have none."""
    attached: dict[str, Numbered] = {}
    alone: list[MatchedInput] = []
    names: dict[tuple[str, int], str] = {}
    for each in group:
        entry = each.entry
        beside = _beside(entry, copies.get(entry.input_id, ()), recordings)
        if not beside:
            alone.append(each)
            continue
        recording = beside[-1]
        if each.known is not None:
            attempt = each.known.attempt
            recording = next((r for r in beside if r.attempt == attempt), recording)
        else:
            attempt = recording.attempt
        owner = names.setdefault((entry.input_id, attempt), entry.uri)
        elsewhere = any(
            e.attempt == attempt
            and e.input_id == entry.input_id
            and e.uri != entry.uri
            and e.state in ANSWERED
            and e.scored_whole
            for e in known.in_group[entry.group]
        )
        is_duplicate = owner != entry.uri or (each.known is None and elsewhere)
        attached[entry.uri] = Numbered(each, attempt, recording.input_id, is_duplicate)
    return attached, alone


def _beside(
    transcript: Entry,
    copies: Sequence[Entry],
    recordings: Mapping[Question, Sequence[_Recording]],
) -> Sequence[_Recording]:
    """The recordings that a transcript may belong to, the likeliest last.

    Those of its own question; without one, those of the questions of its copies.
    """
    for entry in (transcript, *copies):
        if found := recordings.get((entry.candidate_id, entry.question_id)):
            stem = os.path.splitext(entry.uri)[0]
            return sorted(found, key=lambda r: (r.stem == stem, r.attempt, r.input_id))
    return ()
