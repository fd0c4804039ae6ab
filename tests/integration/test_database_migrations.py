"""The migrated database is the one that the row types describe."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from schemas.datasets import SCHEMA
from schemas.states import VOCABULARIES
from schemas.usability import THRESHOLDS
from sql import migration_lock
from sql.ddl import VIEWS, table_ddl, view_ddl
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError
from sql.locks import LockedError
from sql.migrate import upgrade
from sql.migration_lock import MIGRATION_LOCK
from sql.tables import AUDIT_SCHEMA, metadata
from tests.older_database import fill, upgrade_to

# Everything a table or view is made of, as PostgreSQL itself writes it. Not the order of columns:
# a migration adds them at the end.
CATALOG = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            col_description(c.oid, a.attnum)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind IN ('r', 'v') AND a.attnum > 0 AND c.relnamespace = 'scores'::regnamespace
    """,
    "constraints": """
        SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'scores'::regnamespace
    """,
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'scores'",
    "comments": """
        SELECT relname, obj_description(oid, 'pg_class') FROM pg_class
        WHERE relkind IN ('r', 'v') AND relnamespace = 'scores'::regnamespace
    """,
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'scores'",
}


def catalog(connection: Connection) -> dict[str, set[tuple[Any, ...]]]:
    return {
        what: {
            tuple(row)
            for row in connection.execute(text(query))
            if not any("alembic_version" in str(value) for value in row)
        }
        for what, query in CATALOG.items()
    }


def differences(connection: Connection) -> list[Any]:
    def ours(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
        return kind != "schema" or name in (SCHEMA, AUDIT_SCHEMA)

    options = {"include_schemas": True, "include_name": ours, "version_table_schema": SCHEMA}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def test_alembic_finds_nothing_to_migrate(connection: Connection) -> None:
    assert differences(connection) == []


@pytest.mark.parametrize(
    "forgotten",
    [
        "ALTER TABLE scores.failures DROP COLUMN stage",
        "ALTER TABLE scores.failures ALTER COLUMN stage DROP NOT NULL",
        "ALTER TABLE scores.text_scores ALTER COLUMN words TYPE integer",
        "COMMENT ON COLUMN scores.failures.stage IS 'old'",
        "COMMENT ON TABLE scores.failures IS 'old'",
    ],
)
def test_a_forgotten_migration_would_be_found(connection: Connection, forgotten: str) -> None:
    connection.execute(text(f"DROP VIEW {', '.join(f'scores.{v.stem}' for v in VIEWS.iterdir())}"))
    connection.execute(text(forgotten))
    assert differences(connection) != []


def test_migrations_create_what_tables_and_views_say(engine: Engine, fresh_url: str) -> None:
    fresh = create_engine(fresh_url)
    with fresh.begin() as connection:
        connection.exec_driver_sql(
            "CREATE SCHEMA scores; CREATE SCHEMA audit;" + table_ddl() + view_ddl()
        )
        expected = catalog(connection)
    fresh.dispose()
    with engine.connect() as connection:
        migrated = catalog(connection)
    assert migrated == expected
    assert len(migrated["views"]) == len(list(VIEWS.iterdir())) > 1


def test_vocabularies_and_thresholds_are_those_of_the_schemas(connection: Connection) -> None:
    for name, terms in VOCABULARIES.items():
        rows = connection.execute(text(f"SELECT * FROM scores.{name}"))  # noqa: S608
        assert {row.code: (row.meaning, row.what_to_do or "") for row in rows} == terms, name
    rows = connection.execute(text("SELECT code, value, unit, meaning FROM scores.thresholds"))
    assert {code: limit for code, *limit in rows} == {
        code: list(limit) for code, limit in THRESHOLDS.items()
    }


def test_every_column_table_and_view_is_commented(connection: Connection) -> None:
    found = catalog(connection)
    views = {name for name, _ in found["views"]}
    assert all(comment for _, comment in found["comments"])
    assert [row[:2] for row in found["columns"] if not row[-1]] == []
    assert all("not a fact about a person" in c for name, c in found["comments"] if name in views)


def test_upgrades_at_once_take_turns_and_again_change_nothing(fresh_url: str) -> None:
    errors: list[Exception] = []

    def run() -> None:
        try:
            upgrade(fresh_url)
        except Exception as error:  # the thread's, for the assertion below
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    engine = create_engine(fresh_url)
    with engine.connect() as connection:
        versions = connection.execute(text("SELECT version_num FROM scores.alembic_version"))
        assert len(versions.all()) == 1
    engine.dispose()


@pytest.mark.parametrize(
    "lock",
    [
        f"SELECT pg_advisory_lock({MIGRATION_LOCK})",
        f"SELECT pg_advisory_xact_lock_shared({MIGRATION_LOCK})",
    ],
)
def test_who_keeps_the_lock_does_not_hold_up_a_night_for_ever(
    fresh_url: str, lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration_lock, "LOCK_SECONDS", 0.05)
    engine = create_engine(fresh_url)
    with engine.connect() as connection:
        connection.execute(text(lock))
        with pytest.raises(LockedError, match="another process, which migrates this database"):
            upgrade(fresh_url)
        connection.invalidate()
    engine.dispose()
    upgrade(fresh_url)


def test_a_migration_does_not_wait_for_ever_for_a_reader(
    fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An analyst who left a transaction open; nothing is half done."""
    monkeypatch.setattr(migration_lock, "LOCK_SECONDS", 0.05)
    engine = create_engine(fresh_url)
    with transaction(engine) as connection:
        upgrade_to("0012", connection)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE scores.alembic_version IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(LockedError, match="or has locked or still reads its tables"):
            upgrade(fresh_url)
        connection.rollback()
        upgrade(fresh_url)
    engine.dispose()


def test_a_database_of_a_newer_version_is_left_alone(migrated_url: str) -> None:
    engine = create_engine(migrated_url)
    with transaction(engine) as connection:
        connection.execute(text("UPDATE scores.alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseError, match="revision 9999, which this version does not know"):
        upgrade(migrated_url)


def test_scores_of_before_the_usual_names_are_read_under_them(fresh_url: str) -> None:
    """Revision 0005 renames values too, which no comparison of tables sees."""
    names = {"votes": "ferplus", "labels": "fer2013", None: None, "other": "other"}
    models = {"tfidf": "text_tfidf", "cnn_lstm": "text_cnn_lstm", "mine": "mine"}
    engine = create_engine(fresh_url)
    with transaction(engine) as connection:
        upgrade_to("0004", connection)
        fill(connection, "model_releases", {"model_release": "r"})
        fill(connection, "scoring_runs", {"run_id": "n", "model_release": "r"})
        for name in names:
            values = {"recording_id": str(name), "face_reading": name, "run_id": "n"}
            fill(connection, "recording_scores", {**values, "model_release": "r"})
        for name in models:
            values = {"document_id": name, "model": name, "run_id": "n"}
            fill(connection, "text_scores", {**values, "model_release": "r"})
    upgrade(fresh_url)
    with transaction(engine) as connection:
        found = connection.execute(
            text("SELECT recording_id, face_labels FROM scores.recording_scores")
        )
        assert dict(found.tuples().all()) == {str(name): after for name, after in names.items()}
        found = connection.execute(text("SELECT document_id, model FROM scores.text_scores"))
        assert dict(found.tuples().all()) == models
    engine.dispose()


def test_runs_that_scored_nothing_have_not_succeeded(fresh_url: str) -> None:
    """Revision 0008 gives them the status that tells what their exit code told."""
    before = [("a", "succeeded", 0, 2), ("b", "succeeded", 1, 2), ("c", "failed", 0, 2)]
    before += [("d", "running", None, None)]
    engine = create_engine(fresh_url)
    with transaction(engine) as connection:
        upgrade_to("0007", connection)
        fill(connection, "model_releases", {"model_release": "r"})
        for run_id, status, scored, failed in before:
            values = {"run_id": run_id, "status": status, "scored": scored, "failed": failed}
            fill(connection, "scoring_runs", {**values, "model_release": "r"})
    upgrade(fresh_url)
    with transaction(engine) as connection:
        found = connection.execute(text("SELECT run_id, status FROM scores.scoring_runs"))
        assert dict(found.tuples().all()) == {
            "a": "too_many_failed",
            "b": "succeeded",
            "c": "failed",
            "d": "running",
        }
    engine.dispose()
