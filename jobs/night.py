"""One run of the scoring job: what it is going to do, its database, scoring, and its errors."""

import contextlib
import datetime
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions

from jobs.beam_options import pipeline_options
from jobs.config import ConfigError, ScoringConfig
from jobs.execution import run_graph
from jobs.exit_codes import ExitCode
from jobs.options import CommandError
from jobs.outcome import Outcome, counted, outcome_of
from models.selection import Selection, Wanted, selection_of
from models.store import ArtefactError, Release, load_release
from schemas.runs import RunStamp
from sql.embedded import open_embedded
from sql.engine import parse_url
from sql.errors import DatabaseError, UnavailableError
from sql.locks import LockedError
from sql.migrate import upgrade
from transforms.database import DATABASE_URL
from transforms.inputs.find import find_inputs
from transforms.inputs.identify import Found
from transforms.inputs.manifest import ManifestError
from transforms.parquet import RUN_TIME, PublishError


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
        InvalidUrlError: if the URL of the database cannot be used.
        MachineError: if this machine cannot compare files.
    """
    options = pipeline_options(config.beam_arguments)
    if config.database:
        parse_url(config.database)
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
        found = find_inputs(config.inputs, config.manifest, config.follow_links)
    except (ArtefactError, ManifestError, FileNotFoundError) as error:
        raise ConfigError(str(error)) from error
    if not found.inputs:
        # An empty run would replace the date's Parquet files by nothing.
        raise ConfigError(
            f"none of the {len(found.ignored)} files and folders found can be scored "
            f"({counted(found.ignored)}); see jobs/README.md for the extensions that are"
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


def score(night: Night, on_death: Callable[[], object]) -> Outcome:
    """Run the graph to its end and count.

    Args:
        night: the run.
        on_death: called before the process ends because a worker was killed.
    """
    started = time.monotonic()
    result = run_graph(
        night.config, night.options, night.selection, night.found, night.stamp, on_death
    )
    return outcome_of(night.found, result, time.monotonic() - started)


def command_error(error: Exception) -> CommandError | None:
    """What an error means to who started the run; None if only the log can say."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, LockedError):
        return CommandError(str(error), ExitCode.LOCKED)
    if isinstance(error, UnavailableError | BeamIOError):
        return CommandError(str(error), ExitCode.AWAY)
    if isinstance(error, PublishError):
        return CommandError(str(error), ExitCode.BROKEN_OFF)
    if isinstance(error, DatabaseError):
        return CommandError(str(error))
    # A worker's error reaches the launcher as text, or with Beam's words behind its own.
    told = f"{type(error).__name__}: {error}"
    if found := re.search(r"\bMachineError: (.*?)(?: \[while running|\n|$)", told):
        return CommandError(
            f"{found[1]}. Nothing was published, and no input was blamed.", ExitCode.BROKEN_OFF
        )
    if any(kind.__name__ in told for kind in (UnavailableError, BeamIOError)):
        return CommandError(
            "The database or the storage stayed away; nothing was published. Run again when it is "
            "back: what was written is written again.",
            ExitCode.AWAY,
        )
    return None


def _run_id() -> str:
    """Sortable by time, unique without a coordinator."""
    moment = datetime.datetime.now(datetime.UTC)
    return f"{moment:{RUN_TIME}}-{secrets.token_hex(4)}"
