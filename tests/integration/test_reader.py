"""The user as whom `interviews query --output` asks: it reads all scores, and does nothing else."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg2
import pytest
from sqlalchemy import text

from sql.engine import create_engine, transaction
from sql.errors import QueryError
from sql.reader import reader_url
from sql.reads import run_query
from tests.older_database import upgrade_to

RIGHTS = """
    SELECT oid::text, xmin::text, relacl::text FROM pg_class
    WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('scores', 'audit'))
    UNION ALL
    SELECT rolname, xmin::text, NULL FROM pg_authid
    UNION ALL
    SELECT nspname, xmin::text, nspacl::text FROM pg_namespace
    UNION ALL
    SELECT setconfig::text, xmin::text, NULL FROM pg_db_role_setting
    ORDER BY 1
"""


def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in one transaction; rows of the last, if it returns any."""
    engine = create_engine(url)
    try:
        with transaction(engine) as connection:
            for statement in statements:
                result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


def ask(url: str, query: str) -> Sequence[Sequence[Any]]:
    engine = create_engine(url)
    try:
        return run_query(engine, query)[1]
    finally:
        engine.dispose()


def relations(url: str) -> Iterator[str]:
    query = (
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace "
        "IN (SELECT oid FROM pg_namespace WHERE nspname IN ('scores', 'audit'))"
    )
    yield from (name for (name,) in execute(url, query))


def test_it_reads_every_table_and_view_also_those_of_users(migrated_url: str) -> None:
    execute(
        migrated_url,
        'CREATE VIEW scores."50% of: us" AS SELECT 1 AS one',
        "CREATE TABLE audit.kept AS SELECT 2 AS two",
    )
    url = reader_url(migrated_url)
    for name in relations(migrated_url):
        assert len(ask(url, f"SELECT * FROM {name} LIMIT 1")) < 2  # noqa: S608
    assert ask(url, "SELECT current_user::text, two FROM audit.kept") == [("scores_reader", 2)]


@pytest.mark.parametrize("revision", [None, "0001", "0010", "0012"])
def test_a_database_of_an_earlier_version_is_read_too(fresh_url: str, revision: str | None) -> None:
    if revision is not None:
        engine = create_engine(fresh_url)
        with transaction(engine) as connection:
            upgrade_to(revision, connection)
        engine.dispose()
    url = reader_url(fresh_url)
    for name in relations(fresh_url):
        assert len(ask(url, f"SELECT * FROM {name} LIMIT 1")) < 2  # noqa: S608
    assert ask(url, "SELECT 1") == [(1,)]


def test_nothing_is_written_where_all_is_right(migrated_url: str) -> None:
    reader_url(migrated_url)
    before = execute(migrated_url, RIGHTS)
    assert reader_url(migrated_url) == reader_url(migrated_url)
    assert execute(migrated_url, RIGHTS) == before


def test_what_somebody_added_is_taken_back(migrated_url: str) -> None:
    reader_url(migrated_url)
    before = [row[::2] for row in execute(migrated_url, RIGHTS)]
    execute(
        migrated_url,
        "GRANT ALL ON scores.failures TO scores_reader",
        "GRANT CREATE ON SCHEMA scores TO scores_reader",
        "ALTER ROLE scores_reader CREATEROLE PASSWORD 'x'",
        "ALTER ROLE scores_reader SET default_transaction_read_only = off",
    )
    url = reader_url(migrated_url)
    assert [row[::2] for row in execute(migrated_url, RIGHTS)] == before
    role = "SELECT rolcreaterole, rolpassword FROM pg_authid WHERE rolname = 'scores_reader'"
    assert execute(migrated_url, role) == [(False, None)]
    with pytest.raises(QueryError, match="permission denied"):
        execute(url, "SET TRANSACTION READ WRITE", "DELETE FROM scores.failures")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT pg_create_physical_replication_slot('evil', true)",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SELECT rolpassword FROM pg_authid",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_switch_wal()",
        "SELECT set_config('role', 'postgres', false)",
    ],
)
def test_it_does_nothing_else(migrated_url: str, query: str) -> None:
    with pytest.raises(QueryError, match="permission denied"):
        ask(reader_url(migrated_url), query)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("CREATE TABLE own (x int)", "permission denied"),
        ("DELETE FROM scores.failures", "permission denied"),
        ("SELECT nextval('scores.pending_files_number_seq')", "permission denied"),
        ("CREATE ROLE evil", "permission denied"),
        ("ALTER SYSTEM SET work_mem = '1GB'", "cannot run|permission denied"),
    ],
)
def test_nor_where_it_could_write(migrated_url: str, statement: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        execute(reader_url(migrated_url), "SET TRANSACTION READ WRITE", statement)


def test_it_only_reads_unless_it_says_otherwise(migrated_url: str) -> None:
    url = reader_url(migrated_url).replace("postgresql+psycopg2", "postgresql")
    with contextlib.closing(psycopg2.connect(url)) as session, session.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)


def test_it_takes_none_of_the_locks_of_runs_and_migrations(migrated_url: str) -> None:
    url = reader_url(migrated_url)
    for call in ("pg_advisory_lock(7305810)", "pg_try_advisory_xact_lock_shared(1, 2)"):
        with pytest.raises(QueryError, match="permission denied for function"):
            ask(url, f"SELECT {call}")
