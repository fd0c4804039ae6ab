"""A candidate's inputs that failed and are still without a score."""

from sqlalchemy.engine import Connection

from jobs.report.meanings import Meanings
from jobs.report.snapshot import rows
from jobs.report.wording import sentence

# A failure stays until the release that met it scores the attempt. The ledger knows what became
# of the input since; what fails by its name alone may not be in it.
_FAILURES = """
    SELECT DISTINCT ON (f.recording_id, f.attempt) f.recording_id, f.kind
    FROM scores.failures AS f
    JOIN scores.scoring_runs AS r USING (run_id)
    WHERE f.candidate_id = :candidate
        AND NOT EXISTS (
            SELECT FROM scores.inputs AS i
            WHERE i.candidate_id = f.candidate_id AND i.input_id = f.recording_id
                AND i.attempt = f.attempt AND i.uri = f.uri AND i.state <> 'failed'
        )
    ORDER BY f.recording_id, f.attempt, r.number DESC
"""


def read_failures(
    connection: Connection, candidate_id: str, meanings: Meanings
) -> list[tuple[str, str, str]]:
    """Input, what is wrong, what to do; by input."""
    found = []
    for row in rows(connection, _FAILURES, candidate=candidate_id):
        known = meanings.of("failure_kinds", row["kind"])
        found.append((row["recording_id"], sentence(known.meaning), sentence(known.remedy)))
    return found
