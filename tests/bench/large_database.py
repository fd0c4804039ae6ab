"""A large score database of stated shape, made by SQL alone: numbers are random, names are not."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.columns import PhysicalColumn
from schemas.datasets import (
    CANDIDATE_SCORES,
    CURRENT_OF,
    INPUTS,
    MODEL_RELEASES,
    RECORDING_SCORES,
    SCORING_RUNS,
    TEXT_SCORES,
    TIMELINE_SCORES,
    Dataset,
)
from schemas.states import VOCABULARIES
from sql.tables import PERSON_CATEGORY, is_share, table_of

CANDIDATES, COHORTS = 200_000, 2_000
RECORDINGS = 1_000_000
"""Five of each candidate: two attempts at two questions, and one at a third; and an essay."""
RESCORED = 20_000
"""Candidates whose recordings and texts an older release scored as well: one cohort in ten."""
TIMELINES = 200_000
"""Recordings with a timeline of two bins by three modalities."""

# Cohorts are mixed, as nights find them: rows of a cohort lie far apart.
_CANDIDATE = "'c' || lpad((n % 200000)::text, 6, '0')"
_COHORT = "'cohort-' || (n % 2000)"
_QUESTION = "'q' || (1 + n / 200000 % 5 / 2)"
_RECORDING = f"{_CANDIDATE} || '/' || {_QUESTION} || '.mp4'"
_HASH = "md5(n::text) || md5(n::text)"

_NAMES = {
    "candidate_id": _CANDIDATE,
    "cohort": _COHORT,
    "question_id": _QUESTION,
    "recording_id": _RECORDING,
    "document_id": f"{_CANDIDATE} || '/essay.pdf'",
    "input_id": _RECORDING,
    "attempt": "1 + n / 200000 % 2",
    "uri": f"'/srv/interviews/inbox/' || {_RECORDING}",
    "uri_hash": _HASH,
    "content_hash": _HASH,
    "kind": "'essay'",
    "dominant": "'happy'",
    "modalities": "'face+voice'",
    "reasons": "ARRAY['face_rarely_seen']",
    "reason_values": "ARRAY[0.4]",
    "recorded_at": "timestamptz '2026-05-18 08:00+00' + n % 14 * interval '1 day'",
    "run_id": "'night-' || (n % 2)",
    "run_date": "date '2026-05-31'",
    "model_release": "'release-1'",
    "config_digest": "'digest'",
    "is_current": "true",
}
_OLDER = {"model_release": "'release-0'", "is_current": "false"}


def fill(connection: Connection) -> None:
    """Fill a database that is migrated and empty, in the caller's transaction."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign keys
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    for dataset in (TIMELINE_SCORES, RECORDING_SCORES, CANDIDATE_SCORES, TEXT_SCORES, INPUTS):
        # Nothing to write twice, should the machine fail.
        connection.execute(text(f"ALTER TABLE {table_of(dataset).fullname} SET UNLOGGED"))
    for release in ("'release-0'", "'release-1'"):
        _insert(connection, MODEL_RELEASES, 1, {"model_release": release})
    _insert(connection, SCORING_RUNS, 2, {"status": "'succeeded'", "options": "'{}'"})
    _insert(connection, RECORDING_SCORES, RECORDINGS)
    _insert(connection, CANDIDATE_SCORES, CANDIDATES)
    _insert(connection, TEXT_SCORES, CANDIDATES, {"attempt": "1", "question_id": "'essay'"})
    older = {RECORDING_SCORES: RECORDINGS, CANDIDATE_SCORES: CANDIDATES, TEXT_SCORES: CANDIDATES}
    for dataset, rows in older.items():
        own = {"attempt": "1", "question_id": "'essay'"} if dataset is TEXT_SCORES else {}
        _insert(connection, dataset, rows, own | _OLDER, where="n % 2000 < 200")
    _insert(connection, INPUTS, RECORDINGS, {"kind": "'recording'", "state": "'scored'"})
    bins = {
        "modality": "(ARRAY['face', 'voice', 'fused'])[1 + part % 3]",
        "bin": "part / 3",
        "state": "'scored'",
        "states": "ARRAY['scored']",
    }
    _insert(connection, TIMELINE_SCORES, TIMELINES, bins, also="generate_series(0, 5) AS part")
    connection.execute(
        text(
            f"INSERT INTO {PERSON_CATEGORY.fullname} SELECT {_CANDIDATE}, 'gender', "  # noqa: S608
            f"(ARRAY['woman', 'man'])[1 + n / 2000 % 2] FROM generate_series(0, {CANDIDATES - 1}) "
            "AS n"
        )
    )


def _insert(
    connection: Connection,
    dataset: Dataset,
    number: int,
    own: Mapping[str, str] | None = None,
    *,
    where: str = "true",
    also: str = "",
) -> None:
    """Insert rows for n from 0 on; `own` columns are not what they usually are."""
    columns = {column.name: _value(column) for column in dataset.columns}
    if dataset in CURRENT_OF:
        columns["is_current"] = _NAMES["is_current"]
    columns |= own or {}
    series = f"generate_series(0, {number - 1}) AS n{f', {also}' if also else ''}"
    connection.execute(
        text(
            f"INSERT INTO {table_of(dataset).fullname} ({', '.join(columns)}) "  # noqa: S608
            f"SELECT {', '.join(columns.values())} FROM {series} WHERE {where}"
        )
    )


def _value(column: PhysicalColumn) -> str:
    if column.name in _NAMES:
        return _NAMES[column.name]
    if column.vocabulary and not column.repeated:
        (scored, *_) = VOCABULARIES[column.vocabulary]
        return f"'{scored}'"
    if is_share(column):
        return "random()"
    if column.repeated:
        return "'{}'"
    plain = {"str": "'x'", "int": "1 + n % 100", "float": "10 * random()", "bool": "true"}
    dated = {"date": "date '2026-05-31'", "datetime": "now()"}
    return (plain | dated)[column.type_name]
