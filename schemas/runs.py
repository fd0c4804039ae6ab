"""Row types of the runs themselves: what every row carries, a run, a release."""

import datetime
from typing import Annotated, NamedTuple, Optional, Tuple

from schemas.columns import Column


class RunStamp(NamedTuple):
    """What every row carries besides its own columns."""

    run_id: Annotated[str, Column("Run that wrote the row")]
    run_date: Annotated[str, Column("Date for which the run was made", stored_as=datetime.date)]
    model_release: Annotated[str, Column("Release of the models that scored")]
    config_digest: Annotated[str, Column("SHA-256 of the options that change scores")]


class ScoringRun(NamedTuple):
    """One run of the job."""

    run_id: Annotated[str, Column("Run")]
    number: Annotated[int, Column("Place in the sequence of runs of its database, from 1")]
    run_date: Annotated[str, Column("Date for which the run was made", stored_as=datetime.date)]
    model_release: Annotated[str, Column("Release of the models that scored")]
    status: Annotated[str, Column("How the run ended", vocabulary="run_statuses")]
    started_at: Annotated[str, Column("Start of the run", stored_as=datetime.datetime)]
    ended_at: Annotated[Optional[str], Column("End of the run", stored_as=datetime.datetime)]
    code_version: Annotated[str, Column("Version of this package")]
    config_digest: Annotated[str, Column("SHA-256 of the options that change scores")]
    found: Annotated[Optional[int], Column("Inputs found", "inputs")]
    scored: Annotated[Optional[int], Column("Inputs scored and published", "inputs")]
    skipped: Annotated[Optional[int], Column("Inputs skipped: see ignored", "inputs")]
    failed: Annotated[Optional[int], Column("Inputs that failed, published as such", "inputs")]
    options: Annotated[
        Optional[str],
        Column("Options that change scores, as they were asked for, in JSON; NULL before 0.6"),
    ]
    stage_seconds: Annotated[
        Optional[str], Column("Stage to its CPU seconds, in JSON; NULL where they are not known")
    ]


class ModelRelease(NamedTuple):
    """One set of model artefacts that score together."""

    model_release: Annotated[str, Column("Release: version and digest of its artefacts")]
    created_on: Annotated[str, Column("Day of the release", stored_as=datetime.date)]
    artefacts: Annotated[Tuple[str, ...], Column("name version sha256 of each artefact")]
