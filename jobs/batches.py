"""Scores a night batch by batch."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from apache_beam.io.filesystems import FileSystems
from sqlalchemy.engine import Engine

from jobs.books import Books
from jobs.execution import Runner, night_progress
from jobs.graph import shards_for
from jobs.outcome import CHECKED_FROM, Outcome, share_failed, stage_seconds
from jobs.publishing import Publisher
from jobs.retry import retry_transient
from jobs.staged_rows import Answer, Staged, UnbalancedError, read_staged
from schemas.failures import IgnoredInput
from schemas.ledger import LedgerEntry
from sql.engine import transaction
from sql.ledger import media_rates
from transforms.filing import staging_folder
from transforms.inputs.batches import in_batches
from transforms.inputs.planned import Plan, Task, skip_failure, skip_task
from transforms.parquet import Batch
from transforms.progress import Progress


def score_night(books: Books) -> Outcome:
    """Plan a night, and score and publish it batch by batch.

    Raises:
        MachineError, DatabaseError, PublishError, BeamIOError: the batches before are published.
    """
    started = time.monotonic()
    plan = books.plan()
    night = _Night(books, plan)
    night.score()
    outcome = Outcome(
        found=plan.found,
        scored=night.scored,
        failed=night.failed,
        skipped=plan.skipped + tuple(night.left),
        ignored=plan.ignored,
        media_seconds=night.media_seconds,
        wall_seconds=time.monotonic() - started,
        stage_seconds=night.stage_seconds,
        held_back=night.held_back,
        removed=night.removed,
    )
    books.end(outcome)
    night.end(outcome)
    return outcome


class _Night:
    def __init__(self, books: Books, plan: Plan) -> None:
        self._books, self._plan = books, plan
        self._config, self._stamp = books.night.config, books.night.stamp
        self._publisher = Publisher(books, plan)
        self.scored = self.failed = self.removed = 0
        self.media_seconds = 0.0
        self.stage_seconds: Counter[str] = Counter()
        self.left: list[IgnoredInput] = []
        self.held_back: Counter[str] | None = None
        self._answered: set[Answer] = set()

    def score(self) -> None:
        """Score the batches in order, until the end or a batch that is held back."""
        batches, over_limit = limited_batches(self._books, self._plan)
        tasks = [task for batch in batches for task in batch]
        self.left = [skip_task(task, "over_limit") for task in over_limit]
        failures = len(self._plan.failures)
        if not tasks and self._too_many(0, failures):
            self._hold_back((), (), (failure.kind for failure in self._plan.failures))
            return
        self._publisher.publish_planned(self._batch(0))
        self.failed += failures
        self.removed += count_scored(self._plan.retired)
        runner = Runner(
            self._books.night.options,
            self._config.frames_per_second,
            self._books.night.selection,
            self._stamp,
            self._books.close,
        )
        with night_progress(len(tasks)) as listener:
            done = 0
            for number, planned in enumerate(batches, 1):
                batch = self._still_wanted(planned)
                if not batch:
                    continue
                staged = self._run(runner, batch, self._batch(number, batch), listener.progress)
                if staged is None:
                    return
                if self._too_many(staged.scored, staged.failed):
                    later = [task for tasks in batches[number:] for task in tasks]
                    self._hold_back(batch, later, staged.failure_kinds)
                    return
                moved = self._publisher.publish(batch, staged, self._batch(number, batch))
                self.removed += count_scored(moved)
                self._answered |= staged.answers
                self.scored += staged.scored
                self.failed += staged.failed
                self.media_seconds += staged.media_seconds
                done += len(batch)
                listener.reach(done)

    def end(self, outcome: Outcome) -> None:
        """Publish what was not scored and why, and how the run ended."""
        last = self._batch(99_999)
        if outcome.balanced:
            self._publisher.publish_listing(outcome.skipped + outcome.ignored, last)
        self._publisher.publish_end(last)

    def _still_wanted(self, tasks: Sequence[Task]) -> tuple[Task, ...]:
        """Those of a batch whose place no other input has taken meanwhile."""
        wanted = []
        for task in tasks:
            file = task.file
            answer = (file.candidate_id, file.question_id, file.kind, file.attempt)
            if task.gives_way and answer in self._answered:
                self.left.append(skip_task(task, "replaced"))
            else:
                wanted.append(task)
        return tuple(wanted)

    def _batch(self, number: int, tasks: Sequence[Task] = ()) -> Batch:
        name = f"{self._stamp.run_id}-{number:05d}"
        root = staging_folder(self._config.output, self._stamp.run_id)
        shards = shards_for([task.file for task in tasks])
        return Batch(FileSystems.join(root, f"{number:05d}"), name, shards)

    def _run(
        self, runner: Runner, tasks: Sequence[Task], batch: Batch, progress: Progress
    ) -> Staged | None:
        """Score a batch; None if its books do not balance."""
        self._publisher.begin(tasks)
        with self._publisher.blameless(tasks):
            result = runner.run([task.file for task in tasks], batch, progress)
            self.stage_seconds += stage_seconds(result)
            models = len(self._books.night.selection.voice.models)
            try:
                return read_staged(tasks, batch, self._stamp, models)
            except UnbalancedError:
                self._publisher.forget(tasks)
                return None

    def _too_many(self, scored: int, failed: int) -> bool:
        """Whether a batch is not to be published: by itself, or with what the run had before."""
        most = self._config.maximum_failed_share
        return any(
            tried[0] + tried[1] >= CHECKED_FROM and share_failed(*tried) > most
            for tried in ((scored, failed), (self.scored + scored, self.failed + failed))
        )

    def _hold_back(
        self, batch: Sequence[Task], later: Sequence[Task], kinds: Iterable[str]
    ) -> None:
        self.held_back = Counter(kinds)
        self._publisher.forget(batch)
        self.left += [skip_task(task, "not_published") for task in batch]
        self.left += [skip_task(task, "not_reached") for task in later]
        if not batch:
            self.left += [skip_failure(failure) for failure in self._plan.failures]


def count_scored(entries: Iterable[LedgerEntry]) -> int:
    """How many of these had a score."""
    return sum(entry.state == "scored" for entry in entries)


def limited_batches(books: Books, plan: Plan) -> tuple[list[tuple[Task, ...]], list[Task]]:
    """The batches of a night as far as its limit allows, and the tasks that it leaves."""
    config = books.night.config
    rates = _rates(books.engine)
    seconds = config.batch_minutes * 60
    batches = list(in_batches(plan.tasks, seconds, rates))
    if config.limit is None:
        return batches, []
    tasks = [task for batch in batches for task in batch]
    return list(in_batches(tasks[: config.limit], seconds, rates)), tasks[config.limit :]


@retry_transient
def _rates(engine: Engine) -> Mapping[str, float]:
    with transaction(engine) as connection:
        return media_rates(connection)
