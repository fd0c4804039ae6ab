"""One run of the scoring job: what it is going to do, its database, and its errors."""

import datetime
import functools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions

from jobs.beam_options import pipeline_options
from jobs.clusters import refuse_local_files, refuse_local_folders
from jobs.config import ConfigError, ScoringConfig
from jobs.exit_codes import ExitCode
from jobs.former_options import counts_as
from jobs.options import CommandError
from models.selection import Selection, Wanted, selection_of
from models.store import ArtefactError, Release, load_release
from schemas.runs import RunStamp
from sql.engine import parse_url
from sql.errors import DatabaseError, UnavailableError
from sql.locks import LockedError
from sql.migrate import upgrade
from sql.server.embedded import open_embedded
from transforms.filing import PublishError
from transforms.former_parquet import FormerParquetError
from transforms.inputs.find import find_inputs
from transforms.inputs.identify import Identified
from transforms.inputs.listing import covers
from transforms.inputs.manifest import ManifestError
from transforms.inputs.plan import found_by
from transforms.inputs.rules import Rules
from transforms.parquet import DamagedFileError

RUN_TIME = "%Y%m%dT%H%M%SZ"
"""How run ids begin."""

UNPUBLISHED = "The batch in work was not published; those before it are."


@dataclass(frozen=True)
class Night:
    """What a run is going to do: settled before a database or a worker starts."""

    config: ScoringConfig
    options: PipelineOptions
    release: Release
    selection: Selection
    found: Identified
    stamp: RunStamp
    rules: Rules

    def covered(self, uri: str) -> bool:
        """Whether an address is one of those that were looked at."""
        return uri in self._addresses or any(covers(uri) for covers in self._covers)

    @functools.cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(found_by(self.found)[1])

    @functools.cached_property
    def _covers(self) -> tuple[Callable[[str], bool], ...]:
        return tuple(covers(pattern) for pattern in self.config.inputs)


def prepare(config: ScoringConfig) -> Night:
    """Choose the models and list the inputs.

    Raises:
        CommandError: if the models, the manifest or the inputs are not there, or workers would not
            see them.
        InvalidUrlError: if the URL of the database cannot be used.
        MachineError: if this machine cannot look at files.
    """
    options = pipeline_options(config.beam_arguments)
    refuse_local_folders(config, options)
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
    now = datetime.datetime.now(datetime.UTC)
    try:
        release = load_release(config.release, config.models)
        selection = selection_of(release, config.models, wanted)
        found = find_inputs(config.inputs, config.manifest, config.follow_links)
    except (ArtefactError, ManifestError, FileNotFoundError) as error:
        raise ConfigError(str(error)) from error
    refuse_local_files(config, options, found)
    digest = selection.digest(frames_per_second=config.frames_per_second)
    stamp = RunStamp(_run_id(now), config.run_date, release.identifier, digest)
    rules = Rules(
        now=now,
        scored_by=counts_as(release.identifier, digest),
        rescore=config.rescore,
        verify=config.verify,
        since=config.since_moment,
        settle=datetime.timedelta(minutes=config.settle_minutes),
    )
    return Night(config, options, release, selection, found, stamp, rules)


def database_of(config: ScoringConfig) -> str:
    """The score database's URL, migrated.

    Raises:
        DatabaseError: if the database cannot be reached or changed.
    """
    url = config.database or open_embedded(Path(config.output) / "database")
    upgrade(url)
    return url


def command_error(error: Exception) -> CommandError | None:
    """What an error means to who started the run; None if only the log can say."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, LockedError):
        return CommandError(str(error), ExitCode.LOCKED)
    if isinstance(error, UnavailableError | BeamIOError):
        return CommandError(str(error), ExitCode.AWAY)
    if isinstance(error, PublishError | FormerParquetError | DamagedFileError):
        return CommandError(str(error), ExitCode.BROKEN_OFF)
    if isinstance(error, DatabaseError):
        return CommandError(str(error))
    # A worker's error reaches the launcher as text, or with Beam's words behind its own.
    told = f"{type(error).__name__}: {error}"
    if found := re.search(r"\bMachineError: (.*?)(?: \[while running|\n|$)", told):
        return CommandError(f"{found[1]}. {UNPUBLISHED} No input was blamed.", ExitCode.BROKEN_OFF)
    if any(kind.__name__ in told for kind in (UnavailableError, BeamIOError)):
        return CommandError(
            f"The database or the storage stayed away. {UNPUBLISHED} Run again when it is back.",
            ExitCode.AWAY,
        )
    return None


def _run_id(moment: datetime.datetime) -> str:
    """Sortable by time, unique without a coordinator."""
    return f"{moment:{RUN_TIME}}-{secrets.token_hex(4)}"
