"""One run of the scoring job, step by step: plan, open its books, score, close its books."""

import contextlib
import datetime
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions
from sqlalchemy.engine import Engine

from jobs.beam_options import pipeline_options
from jobs.config import ConfigError, ScoringConfig
from jobs.execution import run_graph
from jobs.exit_codes import ExitCode
from jobs.graph import shards_for
from jobs.options import CommandError
from jobs.outcome import Outcome, outcome_of
from models.selection import Selection, Wanted, selection_of
from models.store import ArtefactError, Release, load_release
from schemas.datasets import PARQUET_DATASETS
from schemas.rows import ModelRelease, RunStamp, ScoringRun
from schemas.version import VERSION
from sql.embedded import open_embedded
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError, UnavailableError
from sql.locks import LockedError, run_lock
from sql.migrate import upgrade
from sql.writes import close_run, open_run, register_release, settle_run
from transforms.database import DATABASE_URL, retry_transient
from transforms.inputs.find import Found, ManifestError, find_inputs
from transforms.parquet import RUN_TIME, discard, publish

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Night:
    """What a run is going to do: settled before a database or a worker starts."""

    config: ScoringConfig
    options: PipelineOptions
    release: Release
    selection: Selection
    found: Found
    stamp: RunStamp


def plan(config: ScoringConfig) -> Night:
    """Choose the models and find the inputs.

    Raises:
        CommandError: if the models, the manifest or the inputs are not there.
    """
    options = pipeline_options(config.beam_arguments)
    FileSystems.set_options(options)  # buckets are listed before the pipeline exists
    wanted = Wanted(
        config.face_models,
        config.voice_models,
        config.text_models,
        config.face_labels,
        config.fusion,
    )
    try:
        release = load_release(config.release, config.models)
        selection = selection_of(release, config.models, wanted)
        found = find_inputs(config.inputs, config.manifest)
    except (ArtefactError, ManifestError, FileNotFoundError) as error:
        raise ConfigError(str(error)) from error
    if not found.files and not found.failures:
        # An empty run would replace the date's Parquet files by nothing.
        raise ConfigError(
            f"none of the {found.ignored} files found can be scored; see jobs/README.md for the "
            "extensions that are"
        )
    stamp = RunStamp(_run_id(), config.run_date, release.identifier)
    return Night(config, options, release, selection, found, stamp)


@contextlib.contextmanager
def database_of(night: Night) -> Iterator[str]:
    """The score database's URL, migrated, and in the environment, where local workers read it.

    Raises:
        CommandError: if the output folder cannot be made.
        DatabaseError: if the database cannot be reached or changed.
    """
    config = night.config
    if not config.is_bucket:
        try:
            os.makedirs(config.output, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"--output {config.output} cannot be a folder: {error}") from error
    url = config.database or open_embedded(Path(config.output) / "database")
    upgrade(url)
    before = os.environ.get(DATABASE_URL)
    os.environ[DATABASE_URL] = url
    try:
        yield url
    finally:
        if before is None:
            del os.environ[DATABASE_URL]
        else:
            os.environ[DATABASE_URL] = before


@contextlib.contextmanager
def recorded(night: Night, url: str) -> Iterator[Callable[[Outcome], None]]:
    """Keep the run's row, which says how it ended, whatever happens; one run at a time.

    Yields:
        What publishes the scores of a balanced outcome and fills in the row.

    Raises:
        LockedError: if another run writes to the same output and date.
    """
    row = _run_row(night)
    engine = create_engine(url)

    def close_books() -> None:
        _close(engine, row._replace(status=status, ended_at=_now()))

    def record(outcome: Outcome) -> None:
        nonlocal row, status
        row = row._replace(**outcome.counts)
        if outcome.balanced:
            _settle(engine, night.stamp)
            publish(night.config.output, night.stamp, PARQUET_DATASETS, shards_for(night.found))
            status = "succeeded"

    status = "failed"
    with contextlib.ExitStack() as ending:
        ending.callback(engine.dispose)
        ending.enter_context(run_lock(engine, f"{night.config.output} {night.config.run_date}"))
        _open(engine, night.release, row)
        ending.callback(close_books)
        ending.callback(discard, night.config.output, night.stamp)
        yield record


def score(night: Night) -> Outcome:
    """Run the graph to its end and count."""
    started = time.monotonic()
    result = run_graph(night.config, night.options, night.selection, night.found, night.stamp)
    return outcome_of(night.found, result, time.monotonic() - started)


def command_error(error: Exception) -> CommandError | None:
    """What an error means to who started the run; None if only the log can say."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, LockedError):
        return CommandError(str(error), ExitCode.LOCKED)
    if isinstance(error, UnavailableError | BeamIOError):
        return CommandError(str(error), ExitCode.AWAY)
    if isinstance(error, DatabaseError):
        return CommandError(str(error))
    # A worker's error reaches the launcher as text.
    if any(kind.__name__ in str(error) for kind in (UnavailableError, BeamIOError)):
        return CommandError(
            "The database or the storage stayed away; nothing was published. Run again when it is "
            "back: what was written is written again.",
            ExitCode.AWAY,
        )
    return None


@retry_transient
def _open(engine: Engine, release: Release, row: ScoringRun) -> None:
    with transaction(engine) as connection:
        register_release(connection, _release_row(release))
        open_run(connection, row)


@retry_transient
def _settle(engine: Engine, stamp: RunStamp) -> None:
    with transaction(engine) as connection:
        settle_run(connection, stamp.run_id)


@retry_transient
def _close(engine: Engine, row: ScoringRun) -> None:
    with transaction(engine) as connection:
        close_run(connection, row)


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


def _run_id() -> str:
    """Sortable by time, unique without a coordinator."""
    moment = datetime.datetime.now(datetime.UTC)
    return f"{moment:{RUN_TIME}}-{secrets.token_hex(4)}"


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()
