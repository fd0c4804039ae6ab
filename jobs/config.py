"""The configuration of the scoring job: one frozen value, checked when it is made."""

import datetime
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from jobs.options import CommandError
from schemas.labels import FACE_LABELS, FUSIONS
from schemas.sampling import FRAMES_PER_SECOND, MAXIMUM_FRAMES_PER_SECOND

MAXIMUM_FAILED_SHARE = 0.3

BATCH_MINUTES = 60.0
"""Of media: what a kill costs at most, and what the local runner holds in memory."""

LONGEST_SETTLING = 366 * 24 * 60
"""Minutes."""


class ConfigError(CommandError):
    """An option is missing or wrong; the message says what to change."""


def today() -> str:
    """Date of a run that names none."""
    return datetime.date.today().isoformat()


def _is_date(text: str) -> bool:
    """Whether it is written as partitions and rows have it: 2026-1-2 would be another folder."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass(frozen=True)
class ScoringConfig:
    """One run of the scoring job.

    Raises:
        ConfigError: if a value is missing or wrong.
    """

    output: str
    """Folder or bucket; a folder becomes an absolute path."""
    inputs: tuple[str, ...] = ()
    manifest: str | None = None
    follow_links: bool = False
    """Whether links among the inputs may lead out of the folders that hold them."""
    database: str | None = None
    """URL; None keeps an embedded PostgreSQL below the output folder."""
    frames_per_second: float = FRAMES_PER_SECOND
    run_date: str = field(default_factory=today)
    models: Path | None = None
    release: str | None = None
    face_models: tuple[str, ...] = ()
    voice_models: tuple[str, ...] = ()
    text_models: tuple[str, ...] = ()
    face_labels: str | None = None
    fusion: str | None = None
    maximum_failed_share: float = MAXIMUM_FAILED_SHARE
    batch_minutes: float = BATCH_MINUTES
    rescore: bool = False
    verify: bool = False
    since: str | None = None
    """ISO 8601; without a zone in UTC."""
    limit: int | None = None
    settle_minutes: float = 0.0
    retire_missing: bool = False
    shared_folders: bool = False
    """Whether workers on other machines see this machine's folders at the same paths."""
    wait: bool = False
    dry_run: bool = False
    summary_json: Path | None = None
    report: str | None = None
    """Local folder; becomes an absolute path."""
    beam_arguments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.inputs and not self.manifest:
            raise ConfigError("name at least one --input folder or a --manifest")
        if self.is_bucket and not self.database:
            raise ConfigError(
                "--output is a bucket, where no embedded database can live: name a PostgreSQL "
                "server with --database postgresql+psycopg2://user@host/name or DATABASE_URL"
            )
        if not self.is_bucket:
            object.__setattr__(self, "output", os.path.abspath(self.output))
        if not 0 < self.frames_per_second <= MAXIMUM_FRAMES_PER_SECOND:
            raise ConfigError(
                f"--frames_per_second must be above 0 and at most {MAXIMUM_FRAMES_PER_SECOND:g}"
            )
        if not self.batch_minutes > 0:
            raise ConfigError("--batch_minutes must be above 0")
        if not 0 <= self.settle_minutes <= LONGEST_SETTLING:
            raise ConfigError(f"--settle_minutes must lie between 0 and {LONGEST_SETTLING:,}")
        if self.summary_json and not self.summary_json.absolute().parent.is_dir():
            raise ConfigError(f"--summary_json {self.summary_json}: there is no such folder")
        if self.report is not None:
            self._settle_report(self.report)
        if self.limit is not None and self.limit < 1:
            raise ConfigError("--limit must be at least 1")
        if self.retire_missing and not self.inputs:
            raise ConfigError(
                "--retire_missing needs --input, which says where everything is: a manifest may "
                "name a part of it"
            )
        try:
            _ = self.since_moment
        except (ValueError, OverflowError):
            raise ConfigError(
                f"--since {self.since} is no time; write it as 2026-11-21 or 2026-11-21T22:00:00Z"
            ) from None
        if not 0 <= self.maximum_failed_share <= 1:
            raise ConfigError("--maximum_failed_share must lie between 0 and 1")
        for option, value, known in (
            ("--face_labels", self.face_labels, FACE_LABELS),
            ("--fusion", self.fusion, FUSIONS),
        ):
            if value is not None and value not in known:
                raise ConfigError(f"{option} {value} is not one of {', '.join(known)}")
        if not _is_date(self.run_date):
            raise ConfigError(f"--run_date {self.run_date} is no date; write it as 2026-11-21")

    def _settle_report(self, report: str) -> None:
        if not report or "://" in report:
            raise ConfigError(f"--report {report} must be a local folder: it is opened from disk")
        folder = os.path.abspath(report)
        if not self.is_bucket and Path(self.output).is_relative_to(folder):
            raise ConfigError(
                f"--report {report} holds the output: name a folder of the report's own, "
                f"e.g. {os.path.join(self.output, 'report')}"
            )
        object.__setattr__(self, "report", folder)

    @property
    def since_moment(self) -> datetime.datetime | None:
        """`since` in UTC."""
        if self.since is None:
            return None
        moment = datetime.datetime.fromisoformat(self.since)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        return zoned.astimezone(datetime.UTC)

    @property
    def scoring_options(self) -> str:
        """Options that change scores, as they were asked for: JSON, those that were not left out.

        Unlike the digest, they do not change with what a release scores by default.
        """
        asked = {
            "frames_per_second": self.frames_per_second,
            "face_models": self.face_models,
            "voice_models": self.voice_models,
            "text_models": self.text_models,
            "face_labels": self.face_labels,
            "fusion": self.fusion,
        }
        return json.dumps({name: value for name, value in asked.items() if value}, sort_keys=True)

    @property
    def is_bucket(self) -> bool:
        """Whether the output is not a local folder."""
        return "://" in self.output
