"""Plans a night: what is scored, what is skipped and why, and what the ledger says of each."""

from collections.abc import Sequence

from schemas.elements import TRANSCRIPT
from schemas.failures import Failure, IgnoredInput
from schemas.ledger import LedgerEntry
from schemas.states import MAXIMUM_TRIES
from sql.ledger import uri_hash
from transforms.inputs.attempts import Numbered, number_attempts
from transforms.inputs.contents import MatchedInput, match_inputs
from transforms.inputs.entry import Entry
from transforms.inputs.identify import Identified, Misnamed, failure_of
from transforms.inputs.known import Known
from transforms.inputs.ledger_entries import given_up, input_file, new_entry
from transforms.inputs.names import fitting
from transforms.inputs.planned import Plan, Task, ignored_row, skip_entry
from transforms.inputs.rules import Rules, has_died


def plan_night(found: Identified, known: Known, rules: Rules) -> Plan:
    """Match what was found with what is known.

    Args:
        found: by address.
        known: what the ledger has of the candidates and addresses found.
        rules: of the night.

    Raises:
        MachineError: if this machine, not an input, is at fault.
    """
    matched = match_inputs(found.entries, known, rules.verify)
    numbered = number_attempts(matched, known, rules.now)
    plan = _Planner(known, rules, numbered)
    for each in numbered:
        plan.add(each)
    for copy in matched:
        if copy.same_as is not None:
            plan.add_copy(copy)
    taken = {each.matched.entry.input_id for each in numbered}
    taken |= {each.entry.input_id for each in matched}
    for misnamed in found.misnamed:
        plan.add_misnamed(misnamed, taken)
    return Plan(
        tasks=tuple(sorted(plan.tasks, key=lambda task: task.file.uri)),
        failures=tuple(plan.failures),
        skipped=tuple(sorted(plan.skipped, key=lambda item: item.uri)),
        ignored=tuple(map(ignored_row, found.ignored)),
        entries=tuple(plan.entries),
        failed=tuple(plan.failed),
        outdated=tuple(plan.outdated),
    )


class _Planner:
    def __init__(self, known: Known, rules: Rules, numbered: Sequence[Numbered]) -> None:
        self._known, self._rules = known, rules
        self._there = {uri_hash(each.matched.entry.uri) for each in numbered}
        self._new = {
            (*each.matched.entry.group, each.attempt)
            for each in numbered
            if _is_untried(each.matched.known) and each.matched.entry.kind != TRANSCRIPT
        }
        self._now = rules.now.isoformat()
        self.tasks: list[Task] = []
        self.failures: list[Failure] = []
        self.skipped: list[IgnoredInput] = []
        self.entries: list[LedgerEntry] = []
        self.failed: list[LedgerEntry] = []
        self.outdated: list[LedgerEntry] = []

    def add(self, numbered: Numbered) -> None:
        """Decide on an input that is none other's copy."""
        matched, entry = numbered.matched, numbered.matched.entry
        if numbered.is_duplicate:
            message = "Another transcript of this recording has this name; keep one of them."
            taken = {entry.input_id}
            self.add_misnamed(Misnamed(entry, "duplicate_input", message), taken)
            return
        self._outdate_others(entry)
        reason = self._reason_to_skip(entry, matched.known, matched.content_hash)
        if reason in ("settling", "before_since"):
            # Its number, too, waits until it is read: its bytes may change.
            self._skip(entry, reason)
            if matched.known is not None:
                self.entries.append(matched.known._replace(last_seen=self._now))
            return
        row = self._entry(numbered)
        if reason is not None:
            self._skip(entry, reason)
            self.entries.append(row)
            return
        if has_died(row) and row.tries >= MAXIMUM_TRIES and not self._rules.rescore:
            self._fail(given_up(row), row)
            return
        self.entries.append(row)
        file = input_file(entry, numbered.attempt, numbered.recording_id)
        why = _why(matched.known, bool(self._known.at(entry)))
        gives_way = self._gives_way(numbered)
        self.tasks.append(Task(file, row, why, gives_way, matched.moved_from))

    def add_copy(self, matched: MatchedInput) -> None:
        """Note an input that has the bytes of another one."""
        entry = matched.entry
        if matched.reason == "replaced":
            self._skip(entry, matched.reason, matched.same_as)
            self.entries += [
                old._replace(last_seen=self._now, size=entry.size, changed_at=entry.changed_at)
                for old in self._known.at(entry)
                if old.reason == "replaced" and old.content_hash == matched.content_hash
            ]
            return
        first_seen = min((e.first_seen for e in self._known.at(entry)), default=self._now)
        self.outdated += [
            old
            for old in self._known.at(entry)
            if old.state in ("waiting", "failed") and not old.scored_whole
        ]
        row = new_entry(entry, 0, self._now)._replace(
            content_hash=matched.content_hash,
            state="skipped",
            reason="same_bytes",
            same_as=matched.same_as,
            first_seen=first_seen,
        )
        self.entries.append(row)
        if not self._stands_in(matched):
            self._skip(entry, "same_bytes", matched.same_as)

    def _stands_in(self, copy: MatchedInput) -> bool:
        """Score a copy as the input that it has the bytes of, where that one is away tonight."""
        original = copy.original
        if original is None or original.uri_hash in self._there:
            return False
        self._there.add(original.uri_hash)  # one copy is enough
        if self._reason_to_skip(copy.entry, original, copy.content_hash) is not None:
            return False
        file = input_file(copy.entry, original.attempt, None)
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
        known = numbered.matched.known
        return (
            known is not None
            and not _is_untried(known)
            and not known.scored_whole
            and (*numbered.matched.entry.group, numbered.attempt) in self._new
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
            if self._rules.has_failed(before) and not self._rules.rescore:
                self._skip(entry, "failed_before", input_id=before.input_id)
                return
        others = {old.input_id for old in self._known.in_group[entry.group]}
        not_free = taken | others if before is None else taken - {before.input_id}
        failure = failure_of(misnamed, set(not_free))
        taken.add(failure.recording_id)
        row = new_entry(entry, failure.attempt, self._now)
        self._fail(
            failure,
            row._replace(
                input_id=failure.recording_id,
                candidate_id=failure.candidate_id,
                question_id=failure.question_id,
                tries=1,
                tried_at=self._now,
                first_seen=before.first_seen if before else self._now,
            ),
        )

    def _entry(self, numbered: Numbered) -> LedgerEntry:
        """The ledger's entry of an input from now on."""
        matched = numbered.matched
        new = new_entry(matched.entry, numbered.attempt, self._now)
        if matched.known is not None:
            return matched.known._replace(
                cohort=new.cohort,
                recorded_at=new.recorded_at,
                consent_reference=new.consent_reference,
                size=new.size,
                changed_at=new.changed_at,
                content_hash=matched.content_hash or matched.known.content_hash,
                last_seen=self._now,
            )
        return new._replace(content_hash=matched.content_hash)

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
        if known is not None and not self._rules.rescore:
            scored = self._known.scored.get((known.input_id, known.attempt))
            if scored is not None and content_hash in (None, scored):
                return "already_scored"
            if known.state == "failed" and self._rules.has_failed(known):
                return self._rules.reason_to_wait(known)
        return self._rules.reason_to_leave(entry.changed_at)

    def _fail(self, failure: Failure, row: LedgerEntry) -> None:
        """Fail an input without opening it."""
        release, digest = self._rules.scored_by[0]
        self.failures.append(failure)
        self.failed.append(
            row._replace(
                state="failed", reason=failure.kind, model_release=release, config_digest=digest
            )
        )

    def _skip(
        self, entry: Entry, reason: str, same_as: str | None = None, input_id: str | None = None
    ) -> None:
        self.skipped.append(skip_entry(entry, reason, same_as, input_id))


def _is_untried(known: LedgerEntry | None) -> bool:
    """Whether nothing has become of an input yet."""
    return known is None or known.state == "waiting"


def _why(known: LedgerEntry | None, was_there: bool) -> str:
    if known is None:
        return "changed" if was_there else "new"
    if known.state == "failed":
        return "retried"
    return "again" if known.scored_whole else "interrupted"


def found_by(found: Identified) -> tuple[Sequence[str], Sequence[str]]:
    """Candidates and addresses that the ledger is to be asked for."""
    entries = [*found.entries, *(each.entry for each in found.misnamed)]
    return [fitting(e.candidate_id) for e in entries], [e.uri for e in entries]
