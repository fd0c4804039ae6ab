"""Options of the scoring job, checked before any worker starts."""

import argparse
import datetime
import hashlib
import json
import os
from dataclasses import dataclass

from apache_beam.options.pipeline_options import PipelineOptions

from models.fusion import FUSIONS
from models.store import CURRENT_RELEASE
from models.text.document import TEXT_MODELS
from schemas.datasets import CAVEAT
from schemas.labels import DEFAULT_FACE_READING, FACE_READINGS
from schemas.sampling import FRAMES_PER_SECOND
from transforms.database import DATABASE_URL
from transforms.fuse import VOICE_MODELS

MAXIMUM_FRAMES_PER_SECOND = 60.0


class ConfigError(Exception):
    """An option is missing or wrong; the message says what to change."""


@dataclass(frozen=True)
class ScoringConfig:
    """One run of the scoring job."""

    inputs: tuple[str, ...]
    manifest: str | None
    output: str
    database: str | None
    frames_per_second: float
    run_date: str
    text_model: str | None
    face_reading: str | None
    voice_model: str
    fusion: str | None
    release: str
    maximum_failed_share: float
    beam_arguments: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the options that change scores."""
        models = [self.text_model, self.face_reading, self.voice_model, self.fusion, self.release]
        return hashlib.sha256(json.dumps([self.frames_per_second, *models]).encode()).hexdigest()


def parse_arguments(argv: list[str] | None = None) -> ScoringConfig:
    """Parse and check a command line.

    Raises:
        ConfigError: if a value is missing or wrong.
        SystemExit: for --help and unparsable options, with code 2 in the latter case.
    """
    options, beam_arguments = _parser().parse_known_args(argv)
    if not options.input and not options.manifest:
        raise ConfigError("name at least one --input folder or a --manifest")
    _refuse_unknown(beam_arguments)
    database = options.database or os.environ.get(DATABASE_URL)
    if "://" in options.output and not database:
        raise ConfigError(
            "--output is a bucket, where no embedded database can live: name a PostgreSQL "
            "server with --database postgresql+psycopg2://user@host/name or DATABASE_URL"
        )
    if "://" not in options.output:
        try:
            os.makedirs(options.output, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"--output {options.output} cannot be a folder: {error}") from error
    if not 0 < options.frames_per_second <= MAXIMUM_FRAMES_PER_SECOND:
        raise ConfigError(
            f"--frames_per_second must be above 0 and at most {MAXIMUM_FRAMES_PER_SECOND:g}"
        )
    if not 0 <= options.maximum_failed_share <= 1:
        raise ConfigError("--maximum_failed_share must lie between 0 and 1")
    try:
        datetime.datetime.strptime(options.run_date, "%Y-%m-%d")
    except ValueError:
        raise ConfigError(
            f"--run_date {options.run_date} is no date; write it as 2026-11-21"
        ) from None
    return ScoringConfig(
        tuple(options.input),
        options.manifest,
        options.output if "://" in options.output else os.path.abspath(options.output),
        database,
        options.frames_per_second,
        datetime.date.fromisoformat(options.run_date).isoformat(),
        options.text_model,
        options.face_reading,
        options.voice_model,
        options.fusion,
        options.release,
        options.maximum_failed_share,
        tuple(beam_arguments),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="score-interviews",
        description=f"Score recorded interviews and essays. {CAVEAT}",
        epilog="Any Apache Beam option may follow, e.g. --direct_num_workers=2 "
        "--direct_running_mode=multi_processing, or --runner=FlinkRunner --flink_master=...",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add(
        "--input",
        action="append",
        default=[],
        metavar="DIR_OR_PATTERN",
        help="folder, pattern or file with <candidate_id>/<question_id>.<ext>, any depth above; "
        "local or of any filesystem Beam knows; may be repeated; required without --manifest",
    )
    add(
        "--output",
        required=True,
        metavar="DIR_OR_BUCKET",
        help="where Parquet datasets go (required)",
    )
    add(
        "--database",
        metavar="URL",
        help="postgresql+psycopg2:// URL of the score database; default: $DATABASE_URL, else an "
        "embedded PostgreSQL under the output folder",
    )
    add(
        "--manifest",
        metavar="CSV",
        help="inputs as candidate_id,question_id,uri and optionally cohort,recorded_at,"
        "consent_reference (default: none)",
    )
    add(
        "--frames_per_second",
        type=float,
        default=FRAMES_PER_SECOND,
        metavar="RATE",
        help="how many frames a second are scored; 15 and more (25 is best) also count blinks, "
        "at several times the cost (default: %(default)s)",
    )
    add(
        "--run_date",
        default=datetime.date.today().isoformat(),
        metavar="YYYY-MM-DD",
        help="date of the run; a rerun replaces that date's Parquet files (default: today)",
    )
    add("--text_model", choices=TEXT_MODELS, help="default: the better one on held-out folds")
    add(
        "--face_reading",
        choices=FACE_READINGS,
        help="how faces are read: as FER2013 labels them or as ten people voted (FER+); "
        f"default: {DEFAULT_FACE_READING}",
    )
    add(
        "--voice_model",
        choices=VOICE_MODELS,
        default="combined",
        help="which voice model speaks for a recording; combined is the mean of both "
        "(default: %(default)s)",
    )
    add("--fusion", choices=FUSIONS, help="weights of face and voice; default: best in validation")
    add(
        "--release",
        default=CURRENT_RELEASE,
        help="release of the trained models (default: %(default)s)",
    )
    add(
        "--maximum_failed_share",
        type=float,
        default=0.3,
        metavar="SHARE",
        help="exit with code 1 if a larger share of the inputs failed (default: %(default)s)",
    )
    return parser


def _refuse_unknown(beam_arguments: list[str]) -> None:
    """A misspelt option would silently be handed to Beam, which drops what it does not know."""
    known = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for options in PipelineOptions.__subclasses__():
        add_arguments = getattr(options, "_add_argparse_args", None)
        if add_arguments:
            try:
                add_arguments(known)
            except argparse.ArgumentError:
                continue
    _, unknown = known.parse_known_args(beam_arguments)
    if unknown:
        raise ConfigError(f"unknown option(s): {' '.join(unknown)}; see --help")
