"""What a database of before the ledger needs once.

Every function works inside the caller's transaction (`sql.engine.transaction`).
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.datasets import SCHEMA
from schemas.elements import KINDS

_RUNS = f"{SCHEMA}.scoring_runs"
_STAMPED = ("recording_scores", "text_scores", "candidate_scores", "failures", "ignored")


def has_entries(connection: Connection) -> bool:
    """Whether the ledger says something."""
    found = connection.execute(text(f"SELECT EXISTS (SELECT FROM {SCHEMA}.inputs)"))  # noqa: S608
    return bool(found.scalar_one())


def known_attempts(connection: Connection) -> dict[str, int]:
    """Ids of recordings and documents that have a score, and their first attempt."""
    found = connection.execute(
        text(
            "SELECT id, min(attempt) FROM ("  # noqa: S608
            f"SELECT recording_id AS id, attempt FROM {SCHEMA}.recording_scores UNION ALL "
            f"SELECT document_id, attempt FROM {SCHEMA}.text_scores) AS scored GROUP BY id"
        )
    )
    return dict(found.tuples().all())


def former_digests(connection: Connection) -> list[tuple[str, str]]:
    """Releases and digests of all runs."""
    found = connection.execute(
        text(f"SELECT DISTINCT model_release, config_digest FROM {_RUNS} ORDER BY 1, 2")  # noqa: S608
    )
    return [(release, digest) for release, digest in found]


def rename_digest(connection: Connection, release: str, former: str, digest: str) -> None:
    """Give runs and their rows today's digest of their options."""
    values = {"release": release, "former": former, "digest": digest}
    for table in ("scoring_runs", *_STAMPED):
        connection.execute(
            text(
                f"UPDATE {SCHEMA}.{table} SET config_digest = :digest "  # noqa: S608
                "WHERE model_release = :release AND config_digest = :former"
            ),
            values,
        )


_KIND = "CASE {} ELSE 'unknown' END".format(
    " ".join(
        f"WHEN lower(s.recording_id) LIKE '%{extension}' THEN '{kind}'"
        for extension, kind in KINDS.items()
    )
)

_SEED = """
INSERT INTO {schema}.inputs AS kept (
    uri_hash, uri, input_id, attempt, candidate_id, question_id, kind, cohort, recorded_at,
    consent_reference, content_hash, state, reason, scored_whole, tries, tried_at, first_seen,
    last_seen, run_id, model_release, config_digest
)
SELECT DISTINCT ON (encode(sha256(convert_to(s.uri, 'UTF8')), 'hex'), s.{id}, s.attempt)
    encode(sha256(convert_to(s.uri, 'UTF8')), 'hex'), s.uri, s.{id}, s.attempt, s.candidate_id,
    s.question_id, {kind}, s.cohort, {manifest}, s.content_hash, {state}, {tries}, r.started_at,
    r.started_at, r.started_at, s.run_id, s.model_release, s.config_digest
FROM {schema}.{table} AS s JOIN {schema}.scoring_runs AS r USING (run_id)
ORDER BY encode(sha256(convert_to(s.uri, 'UTF8')), 'hex'), s.{id}, s.attempt, r.number DESC
ON CONFLICT (uri_hash, input_id, attempt) DO UPDATE SET
    size = NULL, changed_at = NULL,
    content_hash = coalesce(excluded.content_hash, kept.content_hash), state = excluded.state,
    reason = excluded.reason, scored_whole = kept.scored_whole OR excluded.scored_whole,
    tries = CASE WHEN excluded.state = 'failed' THEN kept.tries + 1 ELSE 0 END,
    tried_at = excluded.tried_at, run_id = excluded.run_id,
    model_release = excluded.model_release, config_digest = excluded.config_digest
WHERE kept.state NOT IN ('skipped', 'retired')
    AND (kept.state, kept.reason) IS DISTINCT FROM ('failed', excluded.reason)
    AND CASE WHEN kept.run_id IS NULL
        THEN kept.state = 'waiting' AND coalesce(kept.content_hash = excluded.content_hash, true)
        ELSE (SELECT number FROM {schema}.scoring_runs WHERE run_id = kept.run_id)
            < (SELECT number FROM {schema}.scoring_runs WHERE run_id = excluded.run_id)
    END
"""


def seed_ledger(connection: Connection) -> None:
    """Make an entry for each input that has a score or a failure, and none yet.

    An entry that knows nothing of the run that scored the input, because that was killed before it
    wrote the ledger to Parquet, says what the row says.

    What the file looked like from outside is not known: the next night reads it once, and compares.
    """
    scored = {"tries": "0", "manifest": "s.recorded_at, s.consent_reference"}
    for table, values in {
        "recording_scores": scored
        | {
            "id": "recording_id",
            "kind": "'recording'",
            "state": "'scored', CASE WHEN s.truncated THEN 'truncated' END, NOT s.truncated",
        },
        "text_scores": scored
        | {"id": "document_id", "kind": "s.kind", "state": "'scored', NULL, true"},
        "failures": {
            "id": "recording_id",
            "kind": _KIND,
            "manifest": "NULL::timestamptz, NULL",
            "state": "'failed', s.kind, false",
            "tries": "1",
        },
    }.items():
        connection.execute(text(_SEED.format(schema=SCHEMA, table=table, **values)))
