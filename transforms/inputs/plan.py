"""Plans a night: what is scored, what is skipped and why, and what the ledger says of each."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple, Optional

from schemas.elements import TRANSCRIPT, InputFile
from schemas.ledger import LedgerEntry
from schemas.rows import Failure, IgnoredInput
from schemas.states import MAXIMUM_TRIES, RETRYABLE_FAILURES
from schemas.storable import storable
from sql.ledger import uri_hash
from transforms.inputs.attempts import Numbered, number_attempts
from transforms.inputs.contents import Told, tell_apart
from transforms.inputs.entry import UNKNOWN, Entry, entry_at
from transforms.inputs.identify import Identified, Misnamed, failure_of
from transforms.inputs.known import Known
from transforms.inputs.local_files import Ignored
from transforms.inputs.names import composed, fitting

FIRST_DISTANCE = datetime.timedelta(hours=20)
"""Between the second and the third try: a night, whose start may vary. The second try comes with
the next run, each later one after twice the distance of the one before."""

ScoredBy = tuple[str, str]
"""A release, and the digest of options."""


class Rules(NamedTuple):
    """How a night treats what it finds."""

    now: datetime.datetime
    """In UTC."""
    scored_by: tuple[ScoredBy, ...] = ()
    """Tonight's release x options first, then those whose scores count as tonight's."""
    rescore: bool = False
    """Whether to score again what is scored."""
    verify: bool = False
    """Whether to read again what looks unchanged."""
    since: Optional[datetime.datetime] = None
    """Files that were changed before are left."""
    settle: datetime.timedelta = datetime.timedelta()
    """Files that were changed less than this ago are left for another run."""


class Task(NamedTuple):
    """An input to score, and its entry in the ledger from now on."""

    file: InputFile
    entry: LedgerEntry
    why: str
    """A key of WHY."""
    gives_way: bool = False
    """Whether new bytes may take its number tonight: it is scored after them, if they fail."""


WHY = {
    "new": "new",
    "changed": "changed",
    "retried": "failed before, tried again",
    "interrupted": "left by a run that broke off",
    "again": "scored before, by other models or options, or to be scored again",
}
"""Why an input is scored tonight."""


class Plan(NamedTuple):
    """A night, planned: every input is in one of the first three."""

    tasks: tuple[Task, ...]
    """By address."""
    failures: tuple[Failure, ...]
    """Inputs that fail without being opened."""
    skipped: tuple[IgnoredInput, ...]
    ignored: tuple[IgnoredInput, ...]
    """What is no input, by address."""
    entries: tuple[LedgerEntry, ...]
    """Of the ledger, as they are from now on: all that were found, those of the tasks too."""
    outdated: tuple[LedgerEntry, ...]
    """Entries that no longer say anything: others have taken their place."""
    moved: tuple[LedgerEntry, ...]
    """Entries whose bytes are someone else's answer now: the manifest says so."""

    @property
    def found(self) -> int:
        """How many inputs there are."""
        return len(self.tasks) + len(self.failures) + len(self.skipped)

    @property
    def files(self) -> tuple[InputFile, ...]:
        """What is to be scored."""
        return tuple(task.file for task in self.tasks)


def plan_night(found: Identified, known: Known, rules: Rules) -> Plan:
    """Match what was found with what is known.

    Args:
        found: by address.
        known: what the ledger has of the candidates and addresses found.
        rules: of the night.

    Raises:
        MachineError: if this machine, not an input, is at fault.
    """
    told = tell_apart(found.entries, known, rules.verify)
    numbered = number_attempts(told, known, rules.now)
    plan = _Planner(known, rules, numbered)
    for each in numbered:
        plan.add(each)
    for copy in told:
        if copy.same_as is not None:
            plan.add_copy(copy)
    taken = {each.told.entry.input_id for each in numbered}
    taken |= {each.entry.input_id for each in told}
    for misnamed in found.misnamed:
        plan.add_misnamed(misnamed, taken)
    return Plan(
        tasks=tuple(sorted(plan.tasks, key=lambda task: task.file.uri)),
        failures=tuple(plan.failures),
        skipped=tuple(sorted(plan.skipped, key=lambda item: item.uri)),
        ignored=tuple(map(_ignored, found.ignored)),
        entries=tuple(plan.entries),
        outdated=tuple(plan.outdated),
        moved=tuple(entry for each in told for entry in each.moved_from),
    )


class _Planner:
    def __init__(self, known: Known, rules: Rules, numbered: Sequence[Numbered]) -> None:
        self._known, self._rules = known, rules
        self._there = {uri_hash(each.told.entry.uri) for each in numbered}
        self._new = {
            (*each.told.entry.group, each.attempt)
            for each in numbered
            if each.told.known is None and each.told.entry.kind != TRANSCRIPT
        }
        self._now = rules.now.isoformat()
        self.tasks: list[Task] = []
        self.failures: list[Failure] = []
        self.skipped: list[IgnoredInput] = []
        self.entries: list[LedgerEntry] = []
        self.outdated: list[LedgerEntry] = []

    def add(self, numbered: Numbered) -> None:
        """Decide on an input that is none other's copy."""
        told, entry = numbered.told, numbered.told.entry
        if numbered.is_duplicate:
            message = "Another transcript of this recording has this name; keep one of them."
            taken = {entry.input_id}
            self.add_misnamed(Misnamed(entry, "duplicate_input", message), taken)
            return
        before = self._before(numbered)
        self._outdate_others(entry)
        reason = self._reason_to_skip(entry, told.known, told.content_hash)
        if reason in ("settling", "before_since"):
            # Its number, too, waits until it is read: its bytes may change.
            self._skip(entry, reason)
            if told.known is not None:
                self.entries.append(told.known._replace(last_seen=self._now))
            return
        row = self._entry(numbered, before)
        if told.known is not None and told.known.attempt != numbered.attempt:
            self.outdated.append(told.known)
        if reason is not None:
            self._skip(entry, reason)
            self.entries.append(row)
            return
        if has_died(row) and row.tries >= MAXIMUM_TRIES and not self._rules.rescore:
            self._give_up(row)
            return
        self.entries.append(row)
        file = _input_file(entry, numbered.attempt, numbered.recording_id)
        why = _why(told.known, bool(self._known.at(entry)))
        self.tasks.append(Task(file, row, why, self._gives_way(numbered)))

    def add_copy(self, told: Told) -> None:
        """Note an input that has the bytes of another one."""
        entry = told.entry
        if told.reason == "replaced":
            self._skip(entry, told.reason, told.same_as)
            self.entries += [
                old._replace(last_seen=self._now, size=entry.size, changed_at=entry.changed_at)
                for old in self._known.at(entry)
                if old.reason == "replaced" and old.content_hash == told.content_hash
            ]
            return
        first_seen = min((e.first_seen for e in self._known.at(entry)), default=self._now)
        self.outdated += [
            old
            for old in self._known.at(entry)
            if old.state in ("waiting", "failed") and not old.scored_whole
        ]
        row = _bare_entry(entry, 0, self._now)._replace(
            content_hash=told.content_hash,
            state="skipped",
            reason="same_bytes",
            same_as=told.same_as,
            first_seen=first_seen,
        )
        self.entries.append(row)
        if not self._stands_in(told):
            self._skip(entry, "same_bytes", told.same_as)

    def _stands_in(self, copy: Told) -> bool:
        """Score a copy as the input that it has the bytes of, where that one is away tonight."""
        original = copy.original
        if original is None or original.uri_hash in self._there:
            return False
        self._there.add(original.uri_hash)  # one copy is enough
        if self._reason_to_skip(copy.entry, original, copy.content_hash) is not None:
            return False
        file = _input_file(copy.entry, original.attempt, None)
        named = file._replace(
            input_id=original.input_id,
            question_id=original.question_id,
            cohort=file.cohort or original.cohort,
            recorded_at=file.recorded_at or original.recorded_at,
            consent_reference=file.consent_reference or original.consent_reference,
        )
        self.tasks.append(Task(named, original, _why(original, True)))
        return True

    def _gives_way(self, numbered: Numbered) -> bool:
        """Whether new bytes may take the place of an input that failed or is truncated."""
        known = numbered.told.known
        return (
            known is not None
            and not known.scored_whole
            and (*numbered.told.entry.group, numbered.attempt) in self._new
        )

    def add_misnamed(self, misnamed: Misnamed, taken: set[str]) -> None:
        """Fail an input by its name, unless it did so before."""
        entry = misnamed.entry
        before = next(
            (
                old
                for old in self._known.at_uri(entry)
                if old.state == "failed" and old.reason == misnamed.kind
            ),
            None,
        )
        if before is not None and (before.size, before.changed_at) == (
            entry.size,
            entry.changed_at,
        ):
            taken.add(before.input_id)
            self.entries.append(before._replace(last_seen=self._now))
            if self._has_failed(before) and not self._rules.rescore:
                self._skip(entry, "failed_before", input_id=before.input_id)
                return
        others = {old.input_id for old in self._known.in_group[entry.group]}
        not_free = taken | others if before is None else taken - {before.input_id}
        failure = failure_of(misnamed, set(not_free))
        taken.add(failure.recording_id)
        self.failures.append(failure)
        row = _bare_entry(entry, failure.attempt, self._now)._replace(
            input_id=failure.recording_id,
            candidate_id=failure.candidate_id,
            question_id=failure.question_id,
            state="failed",
            reason=misnamed.kind,
            tries=1,
            tried_at=self._now,
            first_seen=before.first_seen if before else self._now,
            model_release=self._rules.scored_by[0][0] if self._rules.scored_by else None,
            config_digest=self._rules.scored_by[0][1] if self._rules.scored_by else None,
        )
        self.entries.append(row)

    def _before(self, numbered: Numbered) -> LedgerEntry | None:
        """The entry whose key the input's own has; it may be of other bytes."""
        at_place = self._known.at(numbered.told.entry)
        return next((e for e in at_place if e.attempt == numbered.attempt), None)

    def _entry(self, numbered: Numbered, before: LedgerEntry | None) -> LedgerEntry:
        told, entry = numbered.told, numbered.told.entry
        new = _bare_entry(entry, numbered.attempt, self._now)
        if told.known is not None:
            return told.known._replace(
                attempt=numbered.attempt,
                cohort=new.cohort,
                recorded_at=new.recorded_at,
                consent_reference=new.consent_reference,
                size=new.size,
                changed_at=new.changed_at,
                content_hash=told.content_hash or told.known.content_hash,
                last_seen=self._now,
            )
        first_seen = before.first_seen if before else self._now
        return new._replace(content_hash=told.content_hash, first_seen=first_seen)

    def _outdate_others(self, entry: Entry) -> None:
        """What failed at the same address under another identity fails no more."""
        self.outdated += [
            old
            for old in self._known.at_uri(entry)
            if (old.candidate_id, old.input_id) != (entry.candidate_id, entry.input_id)
            and old.state in ("waiting", "failed")
            and not old.scored_whole
        ]

    def _reason_to_skip(
        self, entry: Entry, known: LedgerEntry | None, content_hash: str | None
    ) -> str | None:
        rules = self._rules
        if known is not None and not rules.rescore:
            scored = self._known.scored.get((known.input_id, known.attempt))
            if scored is not None and content_hash in (None, scored):
                return "already_scored"
            if known.state == "failed" and self._has_failed(known):
                return self._reason_to_wait(known)
        if entry.changed_at is not None:
            changed = datetime.datetime.fromisoformat(entry.changed_at)
            if rules.settle and changed > rules.now - rules.settle:
                return "settling"
            if rules.since and changed < rules.since:
                return "before_since"
        return None

    def _has_failed(self, entry: LedgerEntry) -> bool:
        """Whether it was tonight's release and options with which it failed."""
        return (entry.model_release, entry.config_digest) in self._rules.scored_by

    def _reason_to_wait(self, entry: LedgerEntry) -> str | None:
        if entry.reason not in RETRYABLE_FAILURES or entry.tries >= MAXIMUM_TRIES:
            return "failed_before"
        due = next_try(entry)
        return "retry_later" if due is not None and self._rules.now < due else None

    def _give_up(self, row: LedgerEntry) -> None:
        """Book an input during which workers died each time as failed."""
        message = (
            f"A worker died {row.tries} times while this was being scored, at last with nothing "
            "else; export it again."
        )
        self.failures.append(
            Failure(
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
        )
        by = self._rules.scored_by[0]
        self.entries.append(
            row._replace(
                state="failed", reason="worker_died", model_release=by[0], config_digest=by[1]
            )
        )

    def _skip(
        self, entry: Entry, reason: str, same_as: str | None = None, input_id: str | None = None
    ) -> None:
        self.skipped.append(
            IgnoredInput(
                uri_hash=uri_hash(entry.uri),
                uri=storable(entry.uri),
                candidate_id=fitting(entry.candidate_id),
                input_id=input_id or entry.input_id,
                outcome="skipped",
                reason=reason,
                same_as=same_as,
                cohort=entry.cohort,
            )
        )


def skip_task(task: Task, reason: str) -> IgnoredInput:
    """The row of an input that was planned and is left."""
    file = task.file
    return IgnoredInput(
        uri_hash=uri_hash(file.uri),
        uri=file.uri,
        candidate_id=file.candidate_id,
        input_id=file.input_id,
        outcome="skipped",
        reason=reason,
        same_as=None,
        cohort=file.cohort,
    )


def skip_failure(failure: Failure) -> IgnoredInput:
    """The row of an input that failed by its name in a run that published no failure."""
    return IgnoredInput(
        uri_hash=uri_hash(failure.uri),
        uri=failure.uri,
        candidate_id=failure.candidate_id,
        input_id=failure.recording_id,
        outcome="skipped",
        reason="not_published",
        same_as=None,
        cohort=failure.cohort,
    )


def has_died(entry: LedgerEntry) -> bool:
    """Whether a run ended in the middle of trying it, without a word of what became of it."""
    return entry.tries > 0 and entry.state != "failed"


def next_try(entry: LedgerEntry) -> datetime.datetime | None:
    """When an input that failed may be tried again; None for at once."""
    if entry.tries < 2 or entry.tried_at is None:
        return None
    distance = FIRST_DISTANCE * 2 ** (entry.tries - 2)
    return datetime.datetime.fromisoformat(entry.tried_at) + distance


def _why(known: LedgerEntry | None, was_there: bool) -> str:
    if known is None:
        return "changed" if was_there else "new"
    if known.state == "failed":
        return "retried"
    return "again" if known.scored_whole else "interrupted"


def _input_file(entry: Entry, attempt: int, recording_id: str | None) -> InputFile:
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


def _bare_entry(entry: Entry, attempt: int, now: str) -> LedgerEntry:
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
    )


def _ignored(item: Ignored) -> IgnoredInput:
    candidate_id = "" if item.is_folder else entry_at(item.uri).candidate_id
    return IgnoredInput(
        uri_hash=uri_hash(item.uri),
        uri=storable(item.uri),
        candidate_id=fitting(composed(candidate_id)) or None,
        input_id=None,
        outcome="ignored",
        reason=item.reason,
        same_as=None,
        cohort=None,
    )


def found_by(found: Identified) -> tuple[Sequence[str], Sequence[str]]:
    """Candidates and addresses that the ledger is to be asked for."""
    entries = [*found.entries, *(each.entry for each in found.misnamed)]
    return [fitting(e.candidate_id) for e in entries], [e.uri for e in entries]
