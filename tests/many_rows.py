"""Many rows of made-up scores, written by the server itself in a second or two."""

import datetime
from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.columns import PhysicalColumn
from schemas.datasets import (
    CANDIDATE_SCORES,
    CURRENT_OF,
    MODEL_RELEASES,
    RECORDING_SCORES,
    SCORING_RUNS,
    TEXT_SCORES,
    TIMELINE_SCORES,
    Dataset,
)
from sql.tables import is_share, table_of

CANDIDATE = {
    "candidate_id": "'candidate ' || candidate",
    "cohort": "'cohort ' || candidate % :cohorts",
    "run_id": "'run ' || release || candidate % 50",
    "model_release": "release",
    "config_digest": "'digest'",
    "is_current": "release = 'b' OR candidate % 2 = 1",
}
INPUT = {
    **CANDIDATE,
    "attempt": "1 + part % 2",
    "question_id": "'q' || part / 2",
    "content_hash": "candidate || '-' || part",
}
RECORDING = {
    **INPUT,
    "recording_id": "'candidate ' || candidate || '/q' || part / 2 || '.mp4'",
    "face_state": "'scored'",
    "voice_state": "'scored'",
    "blink_state": "'not_read'",
    "dominant": "'happy'",
}
TEXT = {
    **INPUT,
    "document_id": "'candidate ' || candidate || '/q' || part / 2 || '.vtt'",
    "kind": "'transcript'",
    "state": "'scored'",
}
TIMELINE = {**RECORDING, "modality": "modality", "bin": "bin", "state": "'scored'"}

RELEASES = "(VALUES ('a'), ('b')) AS r (release)"
SCORED = f"AS candidate JOIN {RELEASES} ON release = 'a' OR candidate % 2 = 0"
CANDIDATES = f"generate_series(0, :candidates - 1) {SCORED}"
RECORDINGS = "CROSS JOIN generate_series(0, 4) AS part"
TEXTS = "CROSS JOIN generate_series(0, 1) AS part"
TIMELINES = (
    "CROSS JOIN generate_series(0, :bins - 1) AS bin "
    "CROSS JOIN (VALUES ('face'), ('voice'), ('fused')) AS m (modality)"
)


def fill(
    connection: Connection, candidates: int, cohorts: int, timelines: int, bins: int = 6
) -> None:
    """Five recordings and two transcripts of each candidate by release a, of every other by b too.

    Args:
        connection: in a transaction, of a user who may leave foreign keys unchecked.
        candidates, cohorts: how many; cohorts are of equal size.
        timelines: candidates whose recordings have timelines.
        bins: of ten seconds, in each of these.
    """
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    numbers = {"candidates": candidates, "cohorts": cohorts, "timelines": timelines}
    numbers["bins"] = bins
    for dataset, given, rows in (
        (MODEL_RELEASES, {"model_release": "release"}, RELEASES),
        (
            SCORING_RUNS,
            {
                **{name: CANDIDATE[name] for name in ("run_id", "model_release")},
                "number": "candidate",
                "status": "'succeeded'",
                "options": "'{}'",
            },
            f"generate_series(0, 49) AS candidate CROSS JOIN {RELEASES}",
        ),
        (CANDIDATE_SCORES, CANDIDATE, CANDIDATES),
        (RECORDING_SCORES, RECORDING, f"{CANDIDATES} {RECORDINGS}"),
        (TEXT_SCORES, TEXT, f"{CANDIDATES} {TEXTS}"),
        (
            TIMELINE_SCORES,
            TIMELINE,
            f"generate_series(0, :timelines - 1) {SCORED} {RECORDINGS} {TIMELINES}",
        ),
    ):
        connection.execute(text(_insert(dataset, given, rows)), numbers)
    connection.execute(text("ANALYZE"))


def _insert(dataset: Dataset, given: Mapping[str, str], rows: str) -> str:
    values = {column.name: given.get(column.name) or _plain(column) for column in dataset.columns}
    if dataset in CURRENT_OF:
        values["is_current"] = given["is_current"]
    return (
        f"INSERT INTO {table_of(dataset).fullname} ({', '.join(values)}) "  # noqa: S608
        f"SELECT {', '.join(values.values())} FROM {rows}"
    )


def _plain(column: PhysicalColumn) -> str:
    if column.repeated:
        return "'{}'"
    if column.nullable:
        return "random()" if is_share(column) else "NULL"
    plain = {str: "'x'", int: "100", float: "100 * random()", bool: "true"}
    dates = {datetime.date: "'2026-03-01'", datetime.datetime: "'2026-03-01 22:00+00'"}
    return "1" if is_share(column) else (plain | dates)[column.python_type]
