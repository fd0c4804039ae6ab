"""The runs of a database: opened, counted, closed; at most one is alive.

Every function works inside the caller's transaction (`sql.engine.transaction`).
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.columns import to_record
from schemas.datasets import MODEL_RELEASES, RECORDING_SCORES, SCORING_RUNS
from schemas.runs import ModelRelease, ScoringRun
from sql.tables import table_of
from sql.writes import upsert

_RUNS = table_of(SCORING_RUNS).fullname


def open_run(connection: Connection, run: ScoringRun, release: ModelRelease) -> ScoringRun:
    """Record a run and the release that scores it. Commit before rows that refer to it.

    Runs that still say that they are running were killed, and become failed: whoever opens a run
    holds the lock, so none of them is alive.

    Returns:
        The run with its number in the sequence of the database.
    """
    connection.execute(
        text(f"UPDATE {_RUNS} SET status = 'failed', ended_at = now() WHERE status = 'running'")  # noqa: S608
    )
    newest = connection.execute(text(f"SELECT coalesce(max(number), 0) FROM {_RUNS}"))  # noqa: S608
    numbered = run._replace(number=newest.scalar_one() + 1)
    upsert(connection, MODEL_RELEASES, [to_record(release)])
    upsert(connection, SCORING_RUNS, [to_record(numbered)])
    return numbered


def write_run(connection: Connection, run: ScoringRun) -> None:
    """Record how far a run has come, or how it ended."""
    upsert(connection, SCORING_RUNS, [to_record(run)])


def known_runs(connection: Connection) -> frozenset[str]:
    """Ids of all runs of the database."""
    return frozenset(connection.execute(text(f"SELECT run_id FROM {_RUNS}")).scalars())  # noqa: S608


def throughput(connection: Connection) -> float | None:
    """Seconds of recordings that the last ten runs with any scored in a second; None before."""
    found = connection.execute(
        text(
            "SELECT sum(media) / sum(seconds) FROM ("  # noqa: S608
            "SELECT sum(s.duration_seconds) AS media, "
            "extract(epoch FROM min(r.ended_at - r.started_at))::double precision AS seconds "
            f"FROM {_RUNS} AS r JOIN {table_of(RECORDING_SCORES).fullname} AS s USING (run_id) "
            "WHERE r.ended_at > r.started_at GROUP BY r.run_id, r.number "
            "ORDER BY r.number DESC LIMIT 10) AS runs"
        )
    )
    speed: float | None = found.scalar_one()
    return speed
