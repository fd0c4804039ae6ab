"""Rows of a run and of the release that scores it."""

import json
from collections.abc import Mapping

from jobs.night import Night
from models.store import Release
from schemas.now import utc_now
from schemas.runs import ModelRelease, ScoringRun
from schemas.version import VERSION


def in_json(seconds: Mapping[str, float]) -> str | None:
    """CPU seconds of stages as the run's row has them; None if nothing was measured."""
    rounded = {stage: round(value, 3) for stage, value in sorted(seconds.items())}
    return json.dumps(rounded) if rounded else None


def run_row(night: Night) -> ScoringRun:
    """A run that has just begun; the database numbers it."""
    return ScoringRun(
        run_id=night.stamp.run_id,
        number=0,
        run_date=night.stamp.run_date,
        model_release=night.stamp.model_release,
        status="running",
        started_at=utc_now(),
        ended_at=None,
        code_version=VERSION,
        config_digest=night.stamp.config_digest,
        found=None,
        scored=None,
        skipped=None,
        failed=None,
        options=night.config.scoring_options,
        stage_seconds=None,
    )


def release_row(release: Release) -> ModelRelease:
    """A release and its artefacts with their checksums."""
    return ModelRelease(
        release.identifier,
        release.created_on,
        tuple(
            f"{artefact.label} {checksum} {file}"
            for artefact in release.artefacts.values()
            for file, checksum in sorted(artefact.files.items())
        ),
    )
