"""What `many_rows` leaves out: the ledger, gates that failed, and what people declared."""

from sqlalchemy import text
from sqlalchemy.engine import Connection

STATEMENTS = (
    """
    INSERT INTO scores.inputs (
        uri_hash, uri, input_id, attempt, candidate_id, question_id, kind, content_hash, state,
        scored_whole, tries, first_seen, last_seen
    )
    SELECT
        md5(recording_id) || md5(attempt::text), '/srv/interviews/inbox/' || recording_id,
        recording_id, attempt, candidate_id, question_id, 'recording', content_hash, 'scored',
        true, 0, now(), now()
    FROM scores.recording_scores
    WHERE is_current
    """,
    """
    UPDATE scores.candidate_scores
    SET reasons = ARRAY['face_rarely_seen'], reason_values = ARRAY[0.4]
    WHERE is_current
    """,
    """
    INSERT INTO audit.person_category
    SELECT candidate_id, 'gender', CASE WHEN random() < 0.5 THEN 'woman' ELSE 'man' END, NULL
    FROM scores.candidate_scores
    WHERE is_current
    """,
)


def complete(connection: Connection) -> None:
    """Add it to the rows of `many_rows.fill`, in its transaction."""
    for statement in STATEMENTS:
        connection.execute(text(statement))
    connection.execute(text("ANALYZE"))
