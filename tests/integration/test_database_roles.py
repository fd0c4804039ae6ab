"""The group roles: what analysts and the job may do, and a server that refuses to create them."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from jobs.migrate_scores import main as migrate
from schemas.datasets import FAILURES, RECORDING_SCORES, SCORING_RUNS
from schemas.states import VOCABULARIES
from sql.catalogue import relations
from sql.ddl import VIEWS
from sql.engine import create_engine, transaction
from sql.errors import QueryError
from sql.migrate import MIGRATIONS, upgrade
from sql.reads import run_query
from sql.roles import ANALYST, AUDITOR, WRITER, grant_roles
from sql.writes import upsert
from tests.nights import Nights, database_like, write
from tests.opened_run import failure, prepare, stamped

ROLES_SQL = MIGRATIONS.parent / "roles.sql"
RIGHTS = """
    SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname = 'scores'
    UNION ALL
    SELECT relname, relacl::text FROM pg_class
    WHERE relnamespace = 'scores'::regnamespace AND relkind IN ('r', 'v', 'S')
    ORDER BY 1
"""


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in one transaction; rows of the last, if it returns any."""
    with connected(url) as engine, transaction(engine) as connection:
        for statement in statements:
            result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


@contextmanager
def login(url: str, user: str, role: str) -> Iterator[str]:
    """A database's URL for a user of its own, who is given a role."""
    execute(url, f"CREATE ROLE {user} LOGIN IN ROLE {role}")
    try:
        yield url.replace("postgres@/", f"{user}@/")
    finally:
        execute(url, f"DROP OWNED BY {user}", f"DROP ROLE {user}")


@pytest.fixture(scope="module")
def analyst(nights_template: str) -> Iterator[Engine]:
    """An analyst, of a database that has a failure, a user's own views and a table of words."""
    with database_like(nights_template, "analysts") as url:
        with connected(url) as engine, transaction(engine) as connection:
            prepare(connection)
            upsert(connection, FAILURES, [stamped(failure("ada/notes.pdf"))])
            for statement in (
                "CREATE TABLE scores.moods (code text PRIMARY KEY, meaning text)",
                "INSERT INTO scores.moods VALUES ('calm', 'at rest')",
                "CREATE VIEW scores.consents AS SELECT consent_reference FROM scores.text_scores",
                "CREATE VIEW scores.moods_of_us AS SELECT code FROM scores.moods",
                f"GRANT SELECT ON scores.moods_of_us TO {ANALYST}",
                "CREATE TABLE audit.changes (code text PRIMARY KEY)",
                "CREATE VIEW audit.last AS SELECT * FROM audit.changes",
                f"GRANT SELECT ON scores.v_group_rates TO {ANALYST}",
                f"GRANT SELECT (consent_reference) ON scores.text_scores TO {ANALYST}",
                f"GRANT SELECT ON scores.v_candidate TO {AUDITOR}",
                f"GRANT CREATE ON SCHEMA scores TO {ANALYST}",
                f"GRANT ALL ON scores.inputs TO {ANALYST}",
                "GRANT ALL ON SCHEMA scores TO PUBLIC",
                "GRANT SELECT ON scores.text_scores TO PUBLIC",
            ):
                connection.execute(text(statement))
            assert grant_roles(connection) == []
        with login(url, "ana", ANALYST) as theirs, connected(theirs) as engine:
            yield engine


WORDS = {*VOCABULARIES, "thresholds"}
"""Tables whose rows are words."""
SHIPPED = {view.stem for view in VIEWS.iterdir()}


def readable(engine: Engine) -> set[str]:
    return {found.name for found in relations(engine) if found.readable}


def test_an_analyst_reads_the_views_and_vocabularies_that_we_ship(analyst: Engine) -> None:
    """And a view of the owner's own to whose readers the owner has added analysts."""
    assert readable(analyst) == SHIPPED - {"v_group_rates"} | WORDS | {"moods_of_us"}
    _, found = run_query(analyst, "SELECT kind, failures FROM failures_by_kind")
    assert list(found) == [("unusable_name", 1)]
    _, found = run_query(analyst, "SELECT code FROM moods_of_us")
    assert list(found) == [("calm",)]


def test_an_auditor_reads_rates_of_groups_and_of_nobody(analyst: Engine) -> None:
    """With scores of single people, the rates would tell what each has declared."""
    owner = analyst.url.set(username="postgres").render_as_string()
    with login(owner, "ada", AUDITOR) as theirs, connected(theirs) as engine:
        assert readable(engine) == WORDS | {"v_group_rates"}
        assert list(run_query(engine, "SELECT answer FROM v_group_rates")[1]) == []
        for table in ("scores.v_candidate", "scores.candidate_scores", "audit.person_category"):
            with pytest.raises(QueryError, match="permission denied"):
                run_query(engine, f"SELECT * FROM {table}")  # noqa: S608


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT consent_reference FROM scores.recording_scores",
        "SELECT common_words FROM scores.text_scores",
        "SELECT * FROM scores.inputs",
        "SELECT * FROM scores.alembic_version",
        "SELECT * FROM audit.last",
        "SELECT * FROM scores.v_group_rates",
        "SELECT * FROM scores.consents",
        "SELECT * FROM scores.moods",
        "INSERT INTO scores.text_states VALUES ('glad', 'x')",
        "UPDATE scores.failures SET kind = 'x'",
        "DELETE FROM scores.failures_by_kind",
        "CREATE TABLE scores.own (x int)",
        "CREATE TABLE public.own (x int)",
        "CREATE SCHEMA own",
        "DROP VIEW scores.failures_by_kind",
        "SET ROLE scores_writer",
    ],
)
def test_an_analyst_may_do_nothing_else(analyst: Engine, statement: str) -> None:
    refused = "permission denied|must be owner|cannot delete from view"
    with pytest.raises(QueryError, match=refused), transaction(analyst) as connection:
        connection.execute(text(statement))


def test_a_writer_does_a_night(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = write(tmp_path / "in", {"ada/q.mp4": "good", "grace/q.mp4": "bad"})
    with login(migrated_url, "job", WRITER) as url:
        upgrade(url)  # as every night does; there is nothing to do
        night = Nights(tmp_path / "out", url, monkeypatch)
        night.run(inbox)
        written = [
            [row[key] for row in night.rows(dataset)]
            for dataset, key in (
                (RECORDING_SCORES, "recording_id"),
                (FAILURES, "recording_id"),
                (SCORING_RUNS, "status"),
            )
        ]
        night.close()
        for statement in (
            "UPDATE scores.alembic_version SET version_num = '9999'",
            "CREATE TABLE scores.own (x int)",
            "TRUNCATE scores.failures",
        ):
            with pytest.raises(QueryError, match="permission denied"):
                execute(url, statement)
    assert written == [["ada/q.mp4"], ["grace/q.mp4"], ["succeeded"]]


def rights(connection: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(RIGHTS))]


def test_rights_are_the_same_when_they_are_granted_again(connection: Connection) -> None:
    before = rights(connection)
    assert grant_roles(connection) == []
    assert rights(connection) == before
    assert ANALYST in str(dict(before)["failures_by_kind"])
    assert ANALYST not in str(dict(before)["failures"])


def test_who_changes_the_roles_adds_a_migration() -> None:
    """A database at head is not granted anything anew before there is a later revision."""
    newest = max((MIGRATIONS / "versions").glob("r*_roles.sql"))
    assert newest.read_text() == ROLES_SQL.read_text()


@pytest.fixture
def no_roles(server_url: str) -> Iterator[None]:
    """A server on which nobody has made the roles; those of other tests stay aside."""
    made = [
        role
        for role in (WRITER, ANALYST, AUDITOR)
        if execute(server_url, f"SELECT to_regrole('{role}')") != [(None,)]
    ]
    execute(server_url, "SELECT 1", *(f"ALTER ROLE {role} RENAME TO {role}_away" for role in made))
    yield
    execute(
        server_url,
        *(f"DROP ROLE IF EXISTS {role}" for role in (WRITER, ANALYST, AUDITOR)),
        *(f"ALTER ROLE {role}_away RENAME TO {role}" for role in made),
    )


@pytest.fixture
def owner_url(no_roles: None, fresh_url: str) -> Iterator[str]:
    """An empty database's URL for its owner, who may not create roles."""
    database = fresh_url.partition("@/")[2].partition("?")[0]
    execute(fresh_url, "CREATE ROLE plain LOGIN", f"ALTER DATABASE {database} OWNER TO plain")
    yield fresh_url.replace("postgres@/", "plain@/")
    execute(fresh_url, "REASSIGN OWNED BY plain TO postgres", "DROP ROLE plain")


def test_another_database_of_the_server_may_make_the_roles_first(
    no_roles: None, server_url: str, fresh_url: str
) -> None:
    waits = "SELECT FROM pg_stat_activity WHERE wait_event = 'transactionid'"
    with connected(server_url) as other, ThreadPoolExecutor(1) as thread:
        with transaction(other) as connection:
            connection.execute(text(f"CREATE ROLE {WRITER}"))
            migrated = thread.submit(upgrade, fresh_url)
            while not execute(server_url, waits):
                assert not migrated.done()
        migrated.result()
    readable = f"SELECT has_table_privilege('{WRITER}', 'scores.failures', 'INSERT')"
    assert execute(fresh_url, readable) == [(True,)]


def test_a_server_that_refuses_to_create_roles_is_migrated_without(
    owner_url: str, fresh_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade(owner_url)
    (writer, analyst, auditor) = [
        r.getMessage() for r in caplog.records if r.levelno == logging.WARNING
    ]
    assert writer.startswith("The role scores_writer is missing, and plain may not create it.")
    assert "CREATE ROLE scores_analyst, then run interviews migrate." in analyst
    assert "CREATE ROLE scores_auditor, then run interviews migrate." in auditor
    assert execute(owner_url, "SELECT count(*) FROM scores.failures_by_kind") == [(0,)]

    execute(fresh_url, *(f"CREATE ROLE {role}" for role in (WRITER, ANALYST, AUDITOR)))
    caplog.clear()
    assert migrate(["--output", str(tmp_path), "--database", owner_url]) == 0
    assert [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING] == []
    with login(fresh_url, "eva", ANALYST) as url:
        assert execute(url, "SELECT count(*) FROM scores.failures_by_kind") == [(0,)]
        with pytest.raises(QueryError, match="permission denied"):
            execute(url, "SELECT * FROM scores.failures")


def test_who_owns_nothing_is_told(migrated_url: str) -> None:
    with (
        login(migrated_url, "ben", WRITER) as url,
        connected(url) as engine,
        transaction(engine) as connection,
    ):
        notices = grant_roles(connection)
    assert [notice.partition(" than ben")[0] for notice in notices] == [
        f"The schema {name} belongs to another user" for name in ("audit", "scores")
    ]
