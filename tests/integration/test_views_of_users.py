"""Views that users have made of ours outlive an upgrade, or are named by what stops it."""

import pytest
from sqlalchemy import text

from sql.engine import create_engine, transaction
from sql.errors import DatabaseError
from sql.migrate import upgrade
from tests.older_database import fill, upgrade_to

MADE_BY_USERS = """
CREATE VIEW public.happiest AS
    SELECT candidate_id, dominant_score, usable FROM scores.candidate_overview ORDER BY 2 DESC;
CREATE VIEW public.smiles AS
    SELECT * FROM scores.emotion_readings WHERE emotion = 'happy' AND modality = 'fused';
CREATE VIEW public.worst AS
    SELECT f.kind, f.failures FROM scores.failures_by_kind AS f;
CREATE MATERIALIZED VIEW public.kept AS SELECT * FROM public.happiest;
"""


def test_views_on_the_released_version_survive_the_upgrade_and_answer(fresh_url: str) -> None:
    """Revision 0009 is that of 0.5.1."""
    engine = create_engine(fresh_url)
    with transaction(engine) as connection:
        upgrade_to("0009", connection)
        fill(connection, "model_releases", {"model_release": "r"})
        fill(connection, "scoring_runs", {"run_id": "n", "model_release": "r"})
        by = {"run_id": "n", "model_release": "r"}
        ada = {"candidate_id": "ada", **by}
        fill(connection, "candidate_scores", {**ada, "happy": 0.6, "sad": 0.2})
        scored = {"face_state": "scored", "voice_state": "scored", "blink_state": "not_read"}
        fill(
            connection, "recording_scores", {**ada, "recording_id": "ada/q", "happy": 0.6, **scored}
        )
        fill(connection, "failures", {**ada, "recording_id": "ada/p", "kind": "empty_file"})
        connection.exec_driver_sql(MADE_BY_USERS)
    upgrade(fresh_url)
    with transaction(engine) as connection:
        connection.execute(text("REFRESH MATERIALIZED VIEW public.kept"))
        for view in ("happiest", "kept"):
            found = connection.execute(text(f"TABLE public.{view}"))
            assert [tuple(row)[:2] for row in found] == [("ada", 0.6)]
        smiles = connection.execute(text("SELECT recording_id, score FROM public.smiles"))
        assert smiles.tuples().all() == [("ada/q", 0.6)]
        worst = connection.execute(text("SELECT * FROM public.worst"))
        assert worst.tuples().all() == [("empty_file", 1)]
        ours = connection.execute(text("SELECT percentile, n FROM scores.v_percentile"))
        assert {tuple(row) for row in ours} == {(None, 0)}
    engine.dispose()


def test_what_a_user_has_made_of_a_view_is_named_and_kept(migrated_url: str) -> None:
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        connection.exec_driver_sql(MADE_BY_USERS)
    with pytest.raises(DatabaseError) as caught, transaction(engine) as connection:
        connection.execute(text("DROP VIEW scores.failures_by_kind"))
    assert str(caught.value) == (
        "cannot drop view scores.failures_by_kind because other objects depend on it: "
        "view worst depends on view scores.failures_by_kind. Keep its definition "
        "(SELECT pg_get_viewdef('its name')), drop it, run again, and create it anew."
    )
    with transaction(engine) as connection:
        assert connection.execute(text("SELECT * FROM public.worst")).all() == []
    engine.dispose()
