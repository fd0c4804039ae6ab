"""Reads what the page of the night says from the score database."""

import json
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from jobs.report.contents import InputLine, NightContents, RunLine
from jobs.report.listing import candidate_lines, only
from jobs.report.meanings import Meanings
from jobs.report.snapshot import Row, rows
from schemas.labels import EMOTIONS, TRAITS

NIGHTS = 14
"""Runs that are compared."""
SLOWEST = 10
BINS = 10

_RUNS = f"""
    WITH newest AS MATERIALIZED (
        SELECT run_id, stage_seconds
        FROM scores.scoring_runs
        ORDER BY number DESC
        LIMIT :nights
    )
    SELECT r.*, extract(epoch FROM r.took) AS wall_seconds, newest.stage_seconds, means.*
    FROM newest
    JOIN scores.v_run AS r USING (run_id)
    CROSS JOIN LATERAL (
        SELECT {", ".join(f"avg({emotion}) AS {emotion}" for emotion in EMOTIONS)}
        FROM scores.recording_scores WHERE run_id = newest.run_id
    ) AS means
    ORDER BY r.number
"""  # noqa: S608

_INPUTS = """
    SELECT recording_id AS input_id, 'failed' AS outcome, kind AS reason
    FROM scores.failures WHERE run_id = :run_id
    UNION ALL
    SELECT coalesce(input_id, uri), outcome, reason
    FROM scores.ignored WHERE run_id = :run_id
    ORDER BY outcome, reason, input_id
"""

_SLOWEST = """
    SELECT i.input_id, s.duration_seconds, i.cpu_seconds
    FROM scores.inputs AS i
    JOIN scores.recording_scores AS s
        ON s.recording_id = i.input_id AND s.attempt = i.attempt AND s.run_id = i.run_id
    WHERE i.run_id = :run_id
    ORDER BY i.cpu_seconds DESC NULLS LAST, s.duration_seconds DESC, i.input_id
    LIMIT :slowest
"""

_DISTRIBUTIONS = """
    SELECT measure, least(floor(score * :bins), :bins - 1)::integer AS bin, count(*) AS candidates
    FROM scores.candidate_readings
    WHERE is_current AND modality IN ('fused', 'text')
        AND (:everybody OR candidate_id = ANY(:candidates))
        AND (:every_cohort OR cohort = ANY(:cohorts))
    GROUP BY measure, bin
"""


def read_night(
    connection: Connection, candidates: Sequence[str] = (), cohorts: Sequence[str] = ()
) -> NightContents:
    """Everything on the page of the night.

    Args:
        connection: of a snapshot.
        candidates: who is listed and counted; empty for all.
        cohorts: of which cohorts; "" is that of those without one; empty for all. Runs and inputs
            are those of everybody.
    """
    meanings = Meanings(connection)
    runs = rows(connection, _RUNS, nights=NIGHTS)
    nights = [_run_line(row) for row in runs]
    newest = nights[-1] if nights else None
    lines = list(candidate_lines(connection, meanings, candidates, cohorts))
    return NightContents(
        run=newest,
        model_release=runs[-1]["model_release"] if runs else "",
        code_version=runs[-1]["code_version"] if runs else "",
        usable=sum(line.usable for line in lines),
        candidates=lines,
        inputs=_inputs(connection, newest.run_id, meanings) if newest else (),
        slowest=_slowest(connection, newest.run_id) if newest else (),
        distributions=_distributions(connection, candidates, cohorts),
        nights=nights,
    )


def _run_line(row: Row) -> RunLine:
    return RunLine(
        run_id=row["run_id"],
        run_date=row["run_date"],
        status=row["status"],
        found=row["found"] or 0,
        scored=row["scored"] or 0,
        skipped=row["skipped"] or 0,
        failed=row["failed"] or 0,
        media_seconds=row["media_seconds"],
        wall_seconds=None if row["wall_seconds"] is None else float(row["wall_seconds"]),
        stage_seconds=_stage_seconds(row["stage_seconds"]),
        means={e: row[e] for e in EMOTIONS if row[e] is not None},
    )


def _stage_seconds(told: str | None) -> dict[str, float]:
    """CPU seconds by stage, longest first; empty where they were not kept."""
    try:
        found = json.loads(told or "{}")
        stages = {str(stage): float(seconds) for stage, seconds in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
    return dict(sorted(stages.items(), key=lambda item: (-item[1], item[0])))


def _inputs(connection: Connection, run_id: str, meanings: Meanings) -> list[InputLine]:
    found = []
    for row in rows(connection, _INPUTS, run_id=run_id):
        vocabulary = "failure_kinds" if row["outcome"] == "failed" else "ignored_reasons"
        known = meanings.of(vocabulary, row["reason"])
        found.append(InputLine(row["input_id"], row["outcome"], row["reason"], *known))
    return found


def _slowest(connection: Connection, run_id: str) -> list[tuple[str, float, float | None]]:
    found = rows(connection, _SLOWEST, run_id=run_id, slowest=SLOWEST)
    return [(row["input_id"], row["duration_seconds"], row["cpu_seconds"]) for row in found]


def _distributions(
    connection: Connection, candidates: Sequence[str], cohorts: Sequence[str]
) -> dict[str, list[int]]:
    """Emotion or trait to candidates by tenths of the score; a score of 1 is in the last."""
    counts = {measure: [0] * BINS for measure in (*EMOTIONS, *TRAITS)}
    for row in rows(connection, _DISTRIBUTIONS, bins=BINS, **only(candidates, cohorts)):
        counts[row["measure"]][row["bin"]] = row["candidates"]
    return counts
