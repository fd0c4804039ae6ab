"""The nightly job: interviews in, scores in Parquet and PostgreSQL out."""

import contextlib
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from jobs.config import (
    BATCH_MINUTES,
    MAXIMUM_FAILED_SHARE,
    ConfigError,
    ScoringConfig,
    today,
)
from jobs.config_file import ConfigurableCommand
from jobs.exit_codes import ExitCode
from jobs.logs import log_level_option
from jobs.options import CommandError, leave, models_option, run_command, stop_printing
from schemas.datasets import CAVEAT
from schemas.labels import FACE_LABELS, FUSIONS
from schemas.sampling import FRAMES_PER_SECOND

_logger = logging.getLogger(__name__)


def run(config: ScoringConfig) -> ExitCode:
    """Score what is new.

    Returns:
        OK if the books balance and the failed share is within the limit; else FAILURES or
        UNBALANCED. The run's row in the database says the same.

    Raises:
        CommandError, DatabaseError, BeamIOError, PublishError, MachineError: the message says what
            to do.
    """
    # Imported here, with Beam: --help does without.
    from jobs.batches import score_night
    from jobs.books import hold_output, open_books
    from jobs.clusters import require_job_server
    from jobs.night import database_of, prepare
    from jobs.summary import print_summary, what_was_scored
    from jobs.summary_json import describe_run, write_summary

    if config.report and not config.dry_run:
        from jobs.report_scores import check_destination

        check_destination(Path(config.report))
    night = prepare(config)
    if config.dry_run:
        from jobs.dry_run import print_plan

        return print_plan(night)
    require_job_server(night.options)
    with hold_output(config) as waited:
        if waited:
            night = prepare(config)
        url = database_of(config)
        with open_books(night, url) as books:
            outcome = score_night(books)
            scored, described = what_was_scored(books), describe_run(books, outcome)
        code = outcome.exit_code(config.maximum_failed_share)
        with _whoever_reads_it():
            if config.summary_json:
                write_summary(config.summary_json, code, described)
    # Others may run from here on: the report is of one moment, and so is what is printed.
    page = _report(config, url)
    with _whoever_reads_it():
        print_summary(books.night, outcome, scored, page)
    return code


def _report(config: ScoringConfig, url: str) -> Path | None:
    """Write the report, if one is wanted; returns the page to open.

    The run has ended and stays as it was if that cannot be done.
    """
    if config.report is None:
        return None
    from jobs.report_scores import write_after_run
    from sql.errors import DatabaseError

    told = "The run has ended and is published; only its report could not be written"
    try:
        return write_after_run(url, Path(config.report), config.models)
    except KeyboardInterrupt:
        _logger.warning("%s: it was interrupted.", told)
    except (CommandError, DatabaseError) as error:
        _logger.warning("%s: %s", told, error)
    except Exception:
        _logger.warning("%s.", told, exc_info=True)
    return None


@contextlib.contextmanager
def _whoever_reads_it() -> Iterator[None]:
    """Print after the end of a run, which stays as it was if that cannot be done."""
    try:
        yield
    except BrokenPipeError:
        stop_printing()
    except KeyboardInterrupt:
        _logger.warning("The run had ended; only its summary was interrupted.")
    except Exception:
        _logger.exception("The run has ended, but its summary cannot be shown.")


def run_or_explain(config: ScoringConfig) -> ExitCode:
    """`run`; what went wrong becomes an exit code and a line, or the log's traceback.

    Raises:
        CommandError: with a message for who started the run.
    """
    try:
        return run(config)
    except KeyboardInterrupt:
        _note_end(config, ExitCode.BROKEN_OFF)
        raise
    except Exception as error:
        from jobs.night import UNPUBLISHED, command_error

        told = command_error(error)
        _note_end(config, told.code if told else ExitCode.BROKEN_OFF)
        if told:
            raise told from error
        if KeyboardInterrupt.__name__ in str(error):  # as a worker's thread tells it
            raise KeyboardInterrupt from error
        _logger.exception("The run broke off. %s Mend the cause, run again.", UNPUBLISHED)
        return ExitCode.BROKEN_OFF


def _note_end(config: ScoringConfig, code: ExitCode) -> None:
    """Tell a scheduler that a run broke off, or did not start."""
    if config.summary_json and not config.dry_run:
        from jobs.summary_json import write_summary

        with _whoever_reads_it():
            write_summary(config.summary_json, code)


@click.command(
    cls=ConfigurableCommand,
    help=f"Score recorded interviews and essays. {CAVEAT}",
    epilog="Any Apache Beam option may follow, e.g. --direct_num_workers=2 "
    "--direct_running_mode=multi_processing, or --runner=FlinkRunner --flink_master=...",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="DIR_OR_PATTERN",
    help="folder, pattern or file with <candidate_id>/<question_id>.<ext>, any depth above; local "
    "or of any filesystem Beam knows; may be repeated; required without --manifest",
)
@click.option("--output", metavar="DIR_OR_BUCKET", help="where Parquet datasets go (required)")
@click.option(
    "--database",
    metavar="URL",
    help="postgresql+psycopg2:// URL of the score database; default: $DATABASE_URL, else an "
    "embedded PostgreSQL under the output folder",
)
@click.option(
    "--manifest",
    metavar="CSV",
    help="inputs as candidate_id,question_id,uri and optionally cohort,recorded_at,"
    "consent_reference",
)
@click.option(
    "--follow_links",
    is_flag=True,
    help="also read links that lead out of the input folder; for those who order folders by links, "
    "not for folders that others upload to",
)
@click.option(
    "--frames_per_second",
    type=float,
    default=FRAMES_PER_SECOND,
    show_default=True,
    metavar="RATE",
    help="how many frames a second are scored; 15 and more (25 is best) also count blinks, at "
    "several times the cost",
)
@click.option(
    "--run_date",
    metavar="YYYY-MM-DD",
    help="label of the run, and of the Parquet partition that its rows go to; default: today",
)
@click.option(
    "--face_labels",
    type=click.Choice(FACE_LABELS),
    help="whose labels to read faces by: FER2013's own, or the votes of ten people (FER+); "
    "default: the release's",
)
@click.option(
    "--face_model",
    "face_models",
    multiple=True,
    metavar="MODEL",
    help="face model; may be repeated: the mean is taken; default: the release's ensemble",
)
@click.option(
    "--voice_model",
    "voice_models",
    multiple=True,
    metavar="MODEL",
    help="voice model, likewise",
)
@click.option(
    "--text_model",
    "text_models",
    multiple=True,
    metavar="MODEL",
    help="text model, likewise",
)
@click.option(
    "--fusion",
    type=click.Choice(FUSIONS),
    help="how face and voice are fused; default: the release's",
)
@models_option
@click.option(
    "--maximum_failed_share",
    type=float,
    default=MAXIMUM_FAILED_SHARE,
    show_default=True,
    metavar="SHARE",
    help="exit with code 1 if a larger share of the inputs that were tried failed, or all; from 20 "
    "inputs on, the batch is not published either",
)
@click.option(
    "--batch_minutes",
    type=float,
    default=BATCH_MINUTES,
    show_default=True,
    metavar="MINUTES",
    help="of recordings that are scored and published at a time",
)
@click.option("--rescore", is_flag=True, help="also score again what is scored already")
@click.option(
    "--verify", is_flag=True, help="read again files that look unchanged by size and time"
)
@click.option(
    "--since", metavar="TIME", help="leave files that were last changed before, e.g. 2026-11-21"
)
@click.option("--limit", type=int, metavar="N", help="score at most N inputs, leave the others")
@click.option(
    "--settle_minutes",
    type=float,
    default=0.0,
    show_default=True,
    metavar="MINUTES",
    help="leave files that were changed less than this ago: they may still be uploading",
)
@click.option(
    "--retire_missing",
    is_flag=True,
    help="remove the scores of files that are gone from their --input",
)
@click.option(
    "--shared_folders",
    is_flag=True,
    help="local folders may be used with a runner whose workers are on other machines: they see "
    "the same folders at the same paths, e.g. on NFS",
)
@click.option("--wait", is_flag=True, help="wait for another run to end, instead of exit code 7")
@click.option(
    "--dry_run", is_flag=True, help="only show what a run would do; nothing is opened or changed"
)
@click.option(
    "--summary_json",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="also write the summary as JSON, for schedulers; ids are hashed",
)
@click.option(
    "--report",
    metavar="DIR",
    help="also write the report into a local folder, when the run has ended",
)
@log_level_option
@click.pass_context
def command(
    context: click.Context,
    /,
    output: str | None,
    database: str | None,
    run_date: str | None,
    models: Path | None,
    **options: Any,
) -> ExitCode:
    """Check the options, then score."""
    if context.args:
        from jobs.beam_options import refuse_unknown

        refuse_unknown(context)
    if not output:
        raise ConfigError("say where the scores go: --output FOLDER or BUCKET")
    return run_or_explain(
        ScoringConfig(
            output=output,
            database=database or os.environ.get("DATABASE_URL"),
            run_date=run_date or today(),
            models=models and models.resolve(),
            beam_arguments=tuple(context.args),
            **options,
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.score_interviews`."""
    return run_command(command, arguments, "interviews score")


if __name__ == "__main__":
    leave(main())
