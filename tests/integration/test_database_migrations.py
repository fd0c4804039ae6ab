"""The migrated database is the one that the row types describe."""

import threading
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from schemas.datasets import SCHEMA
from schemas.states import VOCABULARIES
from schemas.usability import THRESHOLDS
from sql.ddl import VIEWS, table_ddl, view_ddl
from sql.engine import create_engine, transaction
from sql.errors import DatabaseError
from sql.ledger import uri_hash
from sql.migrate import MIGRATIONS, upgrade
from sql.tables import AUDIT_SCHEMA, metadata

NFC, NFD = (unicodedata.normalize(form, "zo\u00eb") for form in ("NFC", "NFD"))

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
    assert [row[:2] for row in found["columns"] if row[0] not in views and not row[-1]] == []
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


RECORDINGS_OF_0009 = [
    # recording, question, run, recorded_at
    ("ada/q.mp4", "q", "n1", None),
    ("ada/q.webm", "q", "n2", None),
    ("ada/q.mkv", "q", "n3", "2025-01-01"),
    ("ada/p.mp4", "p", "n3", None),
    (f"{NFD}/q.mp4", "q", "n1", None),
    (f"{NFC}/q.mp4", "q", "n2", None),
    (f"{NFD}/p.mp4", "p", "n1", None),
]
TEXTS_OF_0009 = [
    # document, kind, recording
    ("ada/q.vtt", "transcript", "ada/q.webm"),
    ("ada/q.txt", "essay", None),
    ("ada/q.pdf", "essay", None),
    (f"{NFD}/p.vtt", "transcript", f"{NFD}/p.mp4"),
]


@pytest.fixture
def with_attempts(fresh_url: str) -> Iterator[Connection]:
    """A database of revision 0009 with three runs, brought forward."""
    engine = create_engine(fresh_url)
    with transaction(engine) as connection:
        upgrade_to("0009", connection)
        for release in ("r", "s"):
            fill(connection, "model_releases", {"model_release": release})
        for run_id, number in (("n1", 1), ("n2", 2), ("n3", 3)):
            values = {"run_id": run_id, "model_release": "r", "config_digest": f"options {number}"}
            fill(connection, "scoring_runs", {**values, "started_at": f"2026-01-0{number}"})
        for recording_id, question_id, run_id, recorded_at in RECORDINGS_OF_0009:
            values = {"recording_id": recording_id, "question_id": question_id, "run_id": run_id}
            values |= {"candidate_id": recording_id.partition("/")[0], "model_release": "r"}
            fill(connection, "recording_scores", {**values, "recorded_at": recorded_at})
        again = {"recording_id": "ada/q.mp4", "question_id": "q", "candidate_id": "ada"}
        again |= {"run_id": "n3", "model_release": "s"}
        fill(connection, "recording_scores", again)
        for document_id, kind, recording_id in TEXTS_OF_0009:
            candidate_id, _, file = document_id.partition("/")
            values = {"document_id": document_id, "kind": kind, "recording_id": recording_id}
            values |= {"candidate_id": candidate_id, "question_id": file.partition(".")[0]}
            fill(connection, "text_scores", {**values, "run_id": "n1", "model_release": "r"})
        for candidate_id, run_id, release in (
            ("ada", "n2", "r"),
            ("ada", "n3", "s"),
            (NFD, "n1", "r"),
            (NFC, "n2", "r"),
        ):
            values = {"candidate_id": candidate_id, "run_id": run_id, "model_release": release}
            fill(connection, "candidate_scores", values)
        for recording_id, run_id in ((f"{NFD}/x.mp4", "n1"), (f"{NFC}/x.mp4", "n3")):
            values = {"recording_id": recording_id, "candidate_id": recording_id.partition("/")[0]}
            fill(connection, "failures", {**values, "run_id": run_id, "model_release": "r"})
        for uri, run_id, release, outcome in (
            ("/in/a.db", "n1", "r", "ignored"),
            ("/in/a.db", "n3", "s", "ignored"),
            ("/in/b.txt", "n2", "r", "skipped"),
        ):
            values = {"uri": uri, "outcome": outcome, "run_id": run_id, "model_release": release}
            values |= {"input_id": uri if outcome == "ignored" else "in/b.txt"}
            fill(connection, "ignored", values)
    upgrade(fresh_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def answered(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


def test_recordings_of_one_question_become_attempts(with_attempts: Connection) -> None:
    """Revision 0010 numbers them by when they were recorded, else first scored."""
    found = answered(
        with_attempts,
        "SELECT recording_id, attempt, model_release, config_digest, is_current "
        "FROM scores.recording_scores ORDER BY candidate_id, question_id, attempt, model_release",
    )
    assert found == [
        ("ada/p.mp4", 1, "r", "options 3", True),
        ("ada/q.mkv", 1, "r", "options 3", True),
        ("ada/q.mp4", 2, "r", "options 1", False),
        ("ada/q.mp4", 2, "s", "options 3", True),
        ("ada/q.webm", 3, "r", "options 2", True),
        (f"{NFC}/p.mp4", 1, "r", "options 1", True),
        (f"{NFC}/q.mp4", 1, "r", "options 2", True),
    ]


def test_transcripts_have_the_attempt_of_their_recording(with_attempts: Connection) -> None:
    found = answered(
        with_attempts,
        "SELECT document_id, attempt, recording_id, is_current FROM scores.text_scores ORDER BY 1",
    )
    assert found == [
        ("ada/q.pdf", 1, None, True),
        ("ada/q.txt", 2, None, True),
        ("ada/q.vtt", 3, "ada/q.webm", True),
        (f"{NFC}/p.vtt", 1, f"{NFC}/p.mp4", True),
    ]


def test_of_two_spellings_of_a_name_the_newer_stays(with_attempts: Connection) -> None:
    candidates = answered(
        with_attempts,
        "SELECT candidate_id, model_release, config_digest, left_out, is_current "
        "FROM scores.candidate_scores ORDER BY 1, 2",
    )
    assert candidates == [
        ("ada", "r", "options 2", 0, False),
        ("ada", "s", "options 3", 0, True),
        (NFC, "r", "options 2", 0, True),
    ]
    failures = answered(
        with_attempts,
        "SELECT candidate_id, recording_id, attempt, config_digest FROM scores.failures",
    )
    assert failures == [(NFC, f"{NFC}/x.mp4", 1, "options 3")]


def test_runs_are_numbered_and_what_is_ignored_has_a_row_an_address(
    with_attempts: Connection,
) -> None:
    runs = "SELECT run_id, number FROM scores.scoring_runs ORDER BY 1"
    assert answered(with_attempts, runs) == [("n1", 1), ("n2", 2), ("n3", 3)]
    found = answered(
        with_attempts,
        "SELECT uri, uri_hash, input_id, outcome, run_id, config_digest FROM scores.ignored "
        "ORDER BY 1",
    )
    assert found == [
        ("/in/a.db", uri_hash("/in/a.db"), None, "ignored", "n3", "options 3"),
        ("/in/b.txt", uri_hash("/in/b.txt"), "in/b.txt", "skipped", "n2", "options 2"),
    ]
    assert answered(with_attempts, "SELECT * FROM scores.inputs") == []
    assert answered(with_attempts, "SELECT * FROM scores.pending_files") == []


def upgrade_to(revision: str, connection: Connection) -> None:
    """Migrate an empty database to an older revision."""
    connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, revision)


def fill(connection: Connection, table: str, values: Mapping[str, Any]) -> None:
    """Insert a row as a table of an older revision takes it: what must be there is made up."""
    made_up = {
        "date": "2026-01-01", "timestamptz": "2026-01-01", "bool": "true", "text": "x",
        "_text": "{}", "_int8": "{}", "int8": "0", "float8": "0",
    }  # fmt: skip
    needed = connection.execute(
        text(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_schema = "
            ":schema AND table_name = :table AND is_nullable = 'NO' AND column_default IS NULL"
        ),
        {"schema": SCHEMA, "table": table},
    )
    row = {name: made_up[kind] for name, kind in needed.tuples()} | dict(values)
    into = sqlalchemy.table(table, *map(sqlalchemy.column, row), schema=SCHEMA)
    connection.execute(into.insert(), row)
