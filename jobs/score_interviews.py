"""The nightly job: interviews in, scores in Parquet and PostgreSQL out."""

import contextlib
import datetime
import logging
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineResult
from rich.console import Console
from sqlalchemy.engine import Engine

from jobs.config import ConfigError, ScoringConfig, parse_arguments
from jobs.execution import pipeline_options, score
from jobs.graph import shards_for
from jobs.summary import Outcome, print_report
from models.face.cnn import reading_of
from models.store import ArtefactError, Release, load_release
from schemas.datasets import CANDIDATE_SCORES, FAILURES, PARQUET_DATASETS
from schemas.rows import ModelRelease, RunStamp, ScoringRun
from sql.embedded import open_embedded
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError, redact
from sql.migrate import upgrade
from sql.writes import close_run, open_run, register_release, settle_run
from transforms.database import DATABASE_URL, retry_transient
from transforms.inputs.find import Found, ManifestError, find_inputs
from transforms.parquet import RUN_TIME, discard, publish, read_partition
from transforms.timing import NAMESPACE as CPU_TIME

EXIT_OK, EXIT_FAILED_SHARE, EXIT_USAGE, EXIT_UNBALANCED = 0, 1, 2, 3
EXIT_BROKEN_OFF = 5

_logger = logging.getLogger(__name__)


def run(config: ScoringConfig, console: Console) -> int:
    """Score everything once.

    Args:
        config: a checked configuration.
        console: where the report goes.

    Returns:
        0 if the books balance and the failed share is within the limit; 1 if too many inputs
        failed; 3 if the books do not balance.

    Raises:
        ConfigError, ManifestError, ArtefactError, DatabaseError, PublishError: the message says
            what to do.
    """
    options = pipeline_options(config)
    FileSystems.set_options(options)  # buckets are listed before the pipeline exists
    release = load_release(config.release)
    # Refused here, before a database or a worker starts.
    reading_of(release.artefacts["face_cnn"], config.face_reading)
    try:
        found = find_inputs(config.inputs, config.manifest)
    except FileNotFoundError as error:
        raise ConfigError(str(error)) from error
    if not found.files and not found.failures:
        # An empty run would replace the date's Parquet files by nothing.
        raise ConfigError(
            f"none of the {found.ignored} files found can be scored; see the README for extensions"
        )
    stamp = RunStamp(_run_id(), config.run_date, release.identifier)
    with _database(config) as url:
        outcome = _run_and_record(config, options, found, release, stamp, url)
    print_report(
        console,
        outcome,
        read_partition(config.output, CANDIDATE_SCORES, config.run_date),
        read_partition(config.output, FAILURES, config.run_date),
        config.output,
        redact(config.database) if config.database else None,
    )
    return _exit_code(outcome, config, console)


def _run_and_record(
    config: ScoringConfig,
    options: PipelineOptions,
    found: Found,
    release: Release,
    stamp: RunStamp,
    url: str,
) -> Outcome:
    """Score, check the books, publish; the run's row says how it ended, whatever happens."""
    started = time.monotonic()
    upgrade(url)
    row = _run_row(config, stamp)
    with contextlib.ExitStack() as ending:
        engine = create_engine(url)
        ending.callback(engine.dispose)
        _open(engine, release, row)
        status = "failed"
        ending.callback(lambda: _close(engine, row._replace(status=status, ended_at=_now())))
        ending.callback(discard, config.output, stamp)
        result = score(config, options, found, release, stamp)
        outcome = _outcome(found, result, time.monotonic() - started)
        row = row._replace(
            found=outcome.found,
            scored=outcome.scored,
            skipped=outcome.skipped,
            failed=outcome.failed,
        )
        if outcome.balanced:
            _settle(engine, stamp)
            publish(config.output, stamp, PARQUET_DATASETS, shards_for(found))
            status = "succeeded"
    return outcome


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


@contextlib.contextmanager
def _database(config: ScoringConfig) -> Iterator[str]:
    """The database's URL, also in the environment, where this machine's workers read it."""
    url = config.database or open_embedded(Path(config.output) / "database")
    before = os.environ.get(DATABASE_URL)
    os.environ[DATABASE_URL] = url
    try:
        yield url
    finally:
        if before is None:
            del os.environ[DATABASE_URL]
        else:
            os.environ[DATABASE_URL] = before


def _outcome(found: Found, result: PipelineResult, seconds: float) -> Outcome:
    counters: Counter[tuple[str, str]] = Counter()
    for metric in result.metrics().query()["counters"]:  # one for each step that counts
        name = metric.key.metric
        counters[name.namespace, name.name] += metric.committed
    durations = {
        metric.key.metric.name: metric.committed.sum
        for metric in result.metrics().query()["distributions"]
        if metric.key.metric.namespace == "recordings"
    }
    return Outcome(
        found=len(found.files) + len(found.failures),
        scored=counters["inputs", "scored"],
        skipped=0,
        failed=counters["inputs", "failed"],
        ignored=found.ignored,
        media_seconds=durations.get("milliseconds", 0) / 1000,
        wall_seconds=seconds,
        stage_seconds={
            name: microseconds / 1e6
            for (namespace, name), microseconds in counters.items()
            if namespace == CPU_TIME
        },
    )


def _exit_code(outcome: Outcome, config: ScoringConfig, console: Console) -> int:
    if not outcome.balanced:
        console.print("The books do not balance: nothing was published. Run again, report this.")
        return EXIT_UNBALANCED
    if outcome.failed_share > config.maximum_failed_share:
        console.print(
            f"{outcome.failed_share:.0%} of the inputs failed, more than "
            f"--maximum_failed_share {config.maximum_failed_share:.0%}: see the failures above."
        )
        return EXIT_FAILED_SHARE
    return EXIT_OK


def _run_row(config: ScoringConfig, stamp: RunStamp) -> ScoringRun:
    try:
        code_version = version("interview-scoring")
    except PackageNotFoundError:
        code_version = "not installed"
    return ScoringRun(
        run_id=stamp.run_id,
        run_date=stamp.run_date,
        model_release=stamp.model_release,
        status="running",
        started_at=_now(),
        ended_at=None,
        code_version=code_version,
        config_digest=config.digest,
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
            f"{artefact.name} {artefact.version} {checksum} {file}"
            for artefact in release.artefacts.values()
            for file, checksum in sorted(artefact.card["files"].items())
        ),
    )


def _run_id() -> str:
    """Sortable by time, unique without a coordinator."""
    moment = datetime.datetime.now(datetime.UTC)
    return f"{moment:{RUN_TIME}}-{secrets.token_hex(4)}"


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()


def _console() -> Console:
    """As wide as the terminal; a log has room for the whole table."""
    console = Console()
    return console if console.is_terminal else Console(width=120)


def main(argv: list[str] | None = None) -> int:
    """Command line; errors that a user can mend print one line and give code 2."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        return run(parse_arguments(argv), _console())
    except (ConfigError, ManifestError, ArtefactError, DatabaseError) as error:
        print(f"score-interviews: {error}", file=sys.stderr)
        return EXIT_USAGE
    except Exception:
        _logger.exception("The run broke off; nothing was published. Mend the cause, run again.")
        return EXIT_BROKEN_OFF


if __name__ == "__main__":
    sys.exit(main())
