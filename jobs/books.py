"""The books of a run: its lock, its row, its plan, and its end."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from apache_beam.io.filesystem import BeamIOError
from sqlalchemy.engine import Connection, Engine

from jobs.config import ScoringConfig
from jobs.exit_codes import STATUSES, ExitCode
from jobs.loading import bring_output_forward, finish_files, refuse_unknown_runs
from jobs.night import UNPUBLISHED, Night, prepare
from jobs.options import CommandError
from jobs.outcome import Outcome
from jobs.retry import retry_transient
from jobs.run_rows import in_json, release_row, run_row
from schemas.ledger import LedgerEntry
from schemas.now import utc_now
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError, UnavailableError
from sql.ledger import entry_key, read_entries, read_places, read_scored, uri_hash
from sql.locks import RunLock, output_lock
from sql.pending import read_pending
from sql.runs import open_run, write_run
from transforms.filing import discard
from transforms.inputs.known import Known
from transforms.inputs.listing import covers
from transforms.inputs.plan import found_by, plan_night
from transforms.inputs.planned import Plan

_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def hold_output(config: ScoringConfig) -> Iterator[bool]:
    """Make the output folder and hold it; a bucket is held by its database's lock.

    Gives whether another run had to end first: what it scored is to be seen by who waited.

    Raises:
        LockedError: if another run writes to it.
        CommandError: if it cannot be a folder.
    """
    if config.is_bucket:
        yield False
        return
    with contextlib.ExitStack() as stack:
        try:
            os.makedirs(config.output, exist_ok=True)
            waited = stack.enter_context(output_lock(Path(config.output), config.wait, _say))
        except OSError as error:
            raise CommandError(f"--output {config.output} cannot be a folder: {error}") from error
        yield waited


def _say(holder: str) -> None:
    _logger.warning("%s. Waiting for it to end.", holder)


@contextlib.contextmanager
def open_books(night: Night, url: str) -> Iterator["Books"]:
    """Open a run's books; its row says how it ended, whatever happens. One run at a time.

    Args:
        night: the run.
        url: of the score database, which is migrated.

    Raises:
        LockedError: if another run writes to the same database.
        CommandError: code BROKEN_OFF, if the database refuses what the run writes.
        DatabaseError: if the database stays away, or refuses the run.
        PublishError: if files of an earlier run cannot be brought to their place.
    """
    engine = create_engine(url)
    books = Books(night, engine)
    with contextlib.ExitStack() as ending:
        ending.callback(engine.dispose)
        waited = books.lock.take(night.config.wait, _say)
        ending.callback(books.lock.release)
        if waited:
            books.prepare_again()
        books.finish_earlier()
        books.open()
        ending.enter_context(_closed(books))
        ending.callback(books.discard)
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
        raise CommandError(f"{error} {UNPUBLISHED}", ExitCode.BROKEN_OFF) from error


@contextlib.contextmanager
def _closed(books: "Books") -> Iterator[None]:
    """Close the books of a run that breaks off; one that does not publishes its end itself.

    What ended the run is told before a row that cannot be written.
    """
    try:
        yield
    except BaseException:
        try:
            books.close()
        except DatabaseError as error:
            _logger.warning("The run's row still says that it is running. %s", error)
        raise


class Books:
    """Those of one run."""

    def __init__(self, night: Night, engine: Engine) -> None:
        self.night, self.engine = night, engine
        self.lock = RunLock(engine)
        self.run = run_row(night)

    def prepare_again(self) -> None:
        """List the inputs anew: another run has changed what is known of them."""
        self.night = prepare(self.night.config)
        self.run = run_row(self.night)

    def finish_earlier(self) -> None:
        """Do what an earlier run left undone, and see that database and files belong together.

        Raises:
            CommandError: if the output has files of runs that the database does not know.
            PublishError: if files cannot be moved.
        """
        output = self.night.config.output
        retry_transient(finish_files)(self.engine)
        refuse_unknown_runs(self.engine, output)
        discard(output)
        bring_output_forward(self.engine, output)

    @retry_transient
    def open(self) -> None:
        """Write the run's row: all other rows refer to it."""
        with transaction(self.engine) as connection:
            self.run = open_run(connection, self.run, release_row(self.night.release))

    def plan(self) -> Plan:
        """Match what was found with what the database knows.

        Raises:
            MachineError: if this machine cannot compare files.
        """
        return plan_by(self.night, retry_transient(self._read)())

    def _read(self) -> "WhatIsKnown":
        with transaction(self.engine) as connection:
            return read_known(self.night, connection)

    def end(self, outcome: Outcome) -> None:
        """Settle how the run ends; its row, once it is published, says what the exit code says."""
        code = outcome.exit_code(self.night.config.maximum_failed_share)
        self.run = self.run._replace(
            status=STATUSES[code],
            ended_at=utc_now(),
            found=outcome.found,
            scored=outcome.scored,
            skipped=len(outcome.skipped),
            failed=outcome.failed,
            stage_seconds=in_json(outcome.stage_seconds),
        )

    @retry_transient
    def close(self) -> None:
        """Write that the run broke off; how it would have ended was not published."""
        status = STATUSES[ExitCode.BROKEN_OFF]
        self.run = self.run._replace(status=status, ended_at=utc_now())
        with transaction(self.engine) as connection:
            write_run(connection, self.run)

    def discard(self) -> None:
        """Delete what was staged, but for files that are still to be moved.

        How the run ended does not depend on it: the next run does it too.
        """
        try:
            with transaction(self.engine) as connection:
                pending = read_pending(connection)
            if not pending:
                discard(self.night.config.output)
        except (OSError, BeamIOError, DatabaseError) as error:
            _logger.warning("What was staged could not be deleted (%s).", type(error).__name__)


class WhatIsKnown(NamedTuple):
    """What the database has of what a night found."""

    entries: list[LedgerEntry]
    scored: dict[tuple[str, int], str]
    gone: list[LedgerEntry]
    """Entries that are to be retired."""


def read_known(night: Night, connection: Connection) -> WhatIsKnown:
    """Read what the database has of what a night found."""
    candidates, uris = found_by(night.found)
    gone = []
    if night.config.retire_missing:
        gone = _gone(night, set(map(uri_hash, uris)), read_places(connection))
    # A manifest may have given an address to somebody else than its folder says.
    owners = {entry.candidate_id for entry in read_entries(connection, (), uris)}
    people = sorted({*candidates, *owners})
    return WhatIsKnown(
        read_entries(connection, people, uris),
        read_scored(connection, people, night.rules.scored_by),
        gone,
    )


def _gone(night: Night, there: set[str], places: list[LedgerEntry]) -> list[LedgerEntry]:
    """Entries of what is gone from where inputs were looked for.

    Nothing is gone below a folder or link that was passed over tonight.

    Raises:
        CommandError: if an --input is empty that had inputs: it may be a disk that is not there.
    """
    passed_over = {item.uri.rstrip("/") for item in night.found.ignored}
    gone = [
        entry
        for entry in places
        if entry.uri_hash not in there
        and night.covered(entry.uri)
        and passed_over.isdisjoint(_with_folders(entry.uri))
    ]
    found = found_by(night.found)[1]
    for pattern in night.config.inputs:
        covered = covers(pattern)
        if any(covered(e.uri) for e in gone) and not any(map(covered, found)):
            raise CommandError(
                f"--retire_missing: --input {pattern} is empty, and had inputs before. If its disk "
                "is there and they are really gone, name the folder above it."
            )
    return gone


def _with_folders(uri: str) -> Iterator[str]:
    """An address and every folder above it."""
    while uri:
        yield uri
        uri = uri.rpartition("/")[0]


def plan_by(night: Night, known: WhatIsKnown) -> Plan:
    """Plan a night by what is known. Files may be read, so no transaction is open meanwhile.

    Raises:
        MachineError: if this machine cannot compare files.
    """
    gone = set(map(entry_key, known.gone))
    entries = [
        entry._replace(state="retired") if entry_key(entry) in gone else entry
        for entry in known.entries
    ]
    plan = plan_night(night.found, Known(entries, known.scored), night.rules)
    return plan._replace(retired=tuple(known.gone))
