"""The books of a run: its row in the database, and the publication of what it scored."""

import contextlib
import datetime
import logging
import os
from collections.abc import Iterator

from apache_beam.io.filesystem import BeamIOError
from sqlalchemy.engine import Engine

from jobs.config import ScoringConfig
from jobs.exit_codes import STATUSES, ExitCode
from jobs.graph import shards_for
from jobs.night import Night
from jobs.options import CommandError
from jobs.outcome import Outcome
from models.store import Release
from schemas.columns import to_record
from schemas.datasets import IGNORED, PARQUET_DATASETS
from schemas.rows import IgnoredInput
from schemas.runs import ModelRelease, ScoringRun
from schemas.version import VERSION
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError, UnavailableError
from sql.locks import run_lock
from sql.writes import close_run, count_run, open_run, register_release, settle_run, upsert
from transforms.database import retry_transient
from transforms.parquet import discard, publish, stage, staging_folder

_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def open_books(night: Night, url: str) -> Iterator["Books"]:
    """Open a run's books; its row says how it ended, whatever happens. One run at a time.

    Args:
        night: the run.
        url: of the score database.

    Raises:
        LockedError: if another run writes to the same output and date.
        CommandError: code BROKEN_OFF, if the database refuses what the run writes; or that or AWAY,
            if it does not take how the run ended.
        DatabaseError: if the database stays away, or refuses the run.
    """
    engine = create_engine(url)
    books = Books(night, engine)
    with contextlib.ExitStack() as ending:
        ending.callback(engine.dispose)
        ending.enter_context(run_lock(engine, _lock_name(night.config)))
        books.open()
        ending.enter_context(_closed(books))
        ending.callback(_discard, night)
        with _refusals_break_off():
            yield books


@contextlib.contextmanager
def _refusals_break_off() -> Iterator[None]:
    """A run that has begun was not used wrongly, whatever the database then refuses."""
    try:
        yield
    except UnavailableError:
        raise
    except DatabaseError as error:
        message = f"{error} Nothing was published."
        raise CommandError(message, ExitCode.BROKEN_OFF) from error


@contextlib.contextmanager
def _closed(books: "Books") -> Iterator[None]:
    """Close books at the end. What ended the run is told before a row that cannot be written."""
    try:
        yield
    except BaseException:
        try:
            books.close()
        except DatabaseError as error:
            _logger.warning("The run's row still says that it is running. %s", error)
        raise
    try:
        books.close()
    except DatabaseError as error:
        done = "The run was published" if books.published else "Nothing was published"
        away = isinstance(error, UnavailableError)
        raise CommandError(
            f"{done}, but its row in scoring_runs still says that it is running. {error}",
            ExitCode.AWAY if away else ExitCode.BROKEN_OFF,
        ) from error


def _discard(night: Night) -> None:
    """Delete what was staged. How the run ended does not depend on it: a later run does it too."""
    try:
        discard(night.config.output, night.stamp)
    except (OSError, BeamIOError) as error:
        _logger.warning("What was staged could not be deleted (%s).", type(error).__name__)


class Books:
    """Those of one run."""

    def __init__(self, night: Night, engine: Engine) -> None:
        self._night, self._engine = night, engine
        self._row = _run_row(night)
        self._status = STATUSES[ExitCode.BROKEN_OFF]
        self.published = False

    @retry_transient
    def open(self) -> None:
        """Write the run's row: workers' rows refer to it."""
        with transaction(self._engine) as connection:
            register_release(connection, _release_row(self._night.release))
            open_run(connection, self._row)

    def publish(self, outcome: Outcome) -> ExitCode:
        """Make the scores of a run whose books balance the content of its date.

        Returns:
            How the run ends: OK, FAILURES or UNBALANCED. Its row will say the same.

        Raises:
            PublishError: if files are missing.
        """
        self._row = self._row._replace(
            found=outcome.found,
            scored=outcome.scored,
            skipped=outcome.skipped,
            failed=outcome.failed,
        )
        if outcome.balanced:
            output, stamp = self._night.config.output, self._night.stamp
            # Not through the graph, which would carry each: a folder may hold 100,000 of them.
            stage(IGNORED, self._ignored, stamp, staging_folder(output, stamp))
            self._write_ignored()
            self._settle()
            shards = dict.fromkeys(PARQUET_DATASETS, shards_for(self._night.found))
            publish(output, stamp, shards | {IGNORED: 1})
            self.published = True
        code = outcome.exit_code(self._night.config.maximum_failed_share)
        self._status = STATUSES[code]
        return code

    @property
    def _ignored(self) -> tuple[IgnoredInput, ...]:
        return self._night.found.skipped + self._night.found.ignored

    @retry_transient
    def _write_ignored(self) -> None:
        stamped = to_record(self._night.stamp)
        with transaction(self._engine) as connection:
            upsert(connection, IGNORED, [to_record(row) | stamped for row in self._ignored])

    @retry_transient
    def _settle(self) -> None:
        with transaction(self._engine) as connection:
            settle_run(connection, self._night.stamp.run_id)
            # With its counts: no later run may call this one failed, should its end be lost.
            count_run(connection, self._row)

    @retry_transient
    def close(self) -> None:
        """Write how the run ended."""
        with transaction(self._engine) as connection:
            close_run(connection, self._row._replace(status=self._status, ended_at=_now()))


def _lock_name(config: ScoringConfig) -> str:
    """One output by whatever name: a link to the folder, a slash at the end of a bucket."""
    output = config.output.rstrip("/")
    place = output if config.is_bucket else os.path.realpath(output)
    return f"{place} {config.run_date}"


def _run_row(night: Night) -> ScoringRun:
    return ScoringRun(
        run_id=night.stamp.run_id,
        run_date=night.stamp.run_date,
        model_release=night.stamp.model_release,
        status="running",
        started_at=_now(),
        ended_at=None,
        code_version=VERSION,
        config_digest=night.selection.digest(frames_per_second=night.config.frames_per_second),
        found=None,
        scored=None,
        skipped=None,
        failed=None,
    )


def _release_row(release: Release) -> ModelRelease:
    return ModelRelease(
        release.identifier,
        release.created_on,
        tuple(
            f"{artefact.label} {checksum} {file}"
            for artefact in release.artefacts.values()
            for file, checksum in sorted(artefact.files.items())
        ),
    )


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()
