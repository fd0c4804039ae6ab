"""A night, planned: what is scored, what is skipped and why."""

from typing import NamedTuple

from schemas.elements import InputFile
from schemas.failures import Failure, IgnoredInput
from schemas.ledger import LedgerEntry
from schemas.storable import storable
from sql.ledger import uri_hash
from transforms.inputs.entry import Entry, entry_at
from transforms.inputs.local_files import Ignored
from transforms.inputs.names import composed, fitting


class Task(NamedTuple):
    """An input to score, and its entry in the ledger from now on."""

    file: InputFile
    entry: LedgerEntry
    why: str
    """A key of WHY."""
    gives_way: bool = False
    """Whether new bytes may take its number tonight: it is scored after them, if they fail."""
    moved_from: tuple[LedgerEntry, ...] = ()
    """Entries that are retired once it is scored: its bytes under a name that was wrong."""


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
    """Of the ledger, as they are from now on: of all that were found, those of the tasks too."""
    failed: tuple[LedgerEntry, ...]
    """Entries of what fails without being opened, once that is published."""
    outdated: tuple[LedgerEntry, ...]
    """Entries that no longer say anything: others have taken their place."""
    retired: tuple[LedgerEntry, ...] = ()
    """Entries of what is gone, whose scores are removed on request."""

    @property
    def found(self) -> int:
        """How many inputs there are."""
        return len(self.tasks) + len(self.failures) + len(self.skipped)

    @property
    def files(self) -> tuple[InputFile, ...]:
        """What is to be scored."""
        return tuple(task.file for task in self.tasks)


def skip_entry(
    entry: Entry, reason: str, same_as: str | None = None, input_id: str | None = None
) -> IgnoredInput:
    """The row of an input that is skipped.

    Args:
        entry: the input.
        reason: a key of schemas.states.IGNORED_REASONS.
        same_as: id of the input that is scored in its place.
        input_id: its id, if that is not what its name says.
    """
    return IgnoredInput(
        uri_hash=uri_hash(entry.uri),
        uri=storable(entry.uri),
        candidate_id=fitting(entry.candidate_id),
        input_id=input_id or entry.input_id,
        outcome="skipped",
        reason=reason,
        same_as=same_as,
        cohort=entry.cohort,
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


def ignored_row(item: Ignored) -> IgnoredInput:
    """The row of what is no input."""
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
