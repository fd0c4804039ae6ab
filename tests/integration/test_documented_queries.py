"""Every query that sql/README.md shows runs on the scores of the bundled interviews."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from sql.ddl import VIEWS
from sql.engine import create_engine
from sql.named import find_query, named_queries
from sql.reader import reader_url
from sql.reads import run_query
from sql.roles import grant_roles
from sql.server.embedded import open_embedded

ANALYSTS = (Path(__file__).parents[2] / "sql" / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", ANALYSTS, re.DOTALL)
OWN = re.findall(r"```sql\n(.*?)```", ANALYSTS.partition("## Queries of your own")[2], re.DOTALL)


GIVEN = {"candidate": "ada", "cohort": ""}
"""For parameters of documented queries that have no default."""


def answer(output: Path, query: str, **values: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """As `interviews query --output` asks."""
    engine = create_engine(reader_url(open_embedded(output / "database")))
    try:
        columns, rows = run_query(engine, query, parameters=values)
        return columns, [tuple(row) for row in rows]
    finally:
        engine.dispose()


(ACCOUNTS,) = re.findall(r"An account is.*?```\n(.*?)```", ANALYSTS, re.DOTALL)


def test_accounts_are_made_as_it_says(connection):
    connection.execute(text(ACCOUNTS))
    grant_roles(connection)
    connection.execute(text("SET LOCAL ROLE ana"))
    for name in {view.stem for view in VIEWS.iterdir()} - {"v_group_rates"}:
        connection.execute(text(f"TABLE scores.{name}"))
    connection.execute(text("SET LOCAL ROLE eve"))
    connection.execute(text("TABLE scores.v_group_rates"))
    connection.execute(text("SET LOCAL ROLE job"))
    connection.execute(text("DELETE FROM scores.failures"))
    connection.execute(text("SET LOCAL ROLE ana"))
    with pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("TABLE scores.failures"))


(REVOKED,) = re.findall(r"On a server of your own.*?```\n(.*?)```", ANALYSTS, re.DOTALL)


def test_an_administrator_takes_locks_from_everybody_but_the_job(connection):
    connection.execute(text("CREATE ROLE eva; CREATE ROLE job; CREATE ROLE owner"))
    connection.execute(text("GRANT scores_writer TO job"))
    connection.execute(text(REVOKED.replace("DATABASE scores", "DATABASE postgres")))
    for user in ("job", "owner"):
        connection.execute(text(f"SET LOCAL ROLE {user}"))
        connection.execute(text("SELECT pg_try_advisory_xact_lock(1)"))
    connection.execute(text("SET LOCAL ROLE eva"))
    with pytest.raises(ProgrammingError, match="permission denied for function"):
        connection.execute(text("SELECT pg_try_advisory_xact_lock(1)"))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("\n")[0][:60])
def test_it_runs(first, query):
    columns, rows = answer(first, query)
    assert "?column?" not in columns
    assert all(len(row) == len(columns) for row in rows)


@pytest.mark.parametrize("query", named_queries().values(), ids=lambda query: query.name)
def test_a_named_query_runs(first, query):
    required = [parameter.name for parameter in query.parameters if parameter.default is None]
    values = query.values({name: GIVEN[name] for name in required})
    columns, rows = answer(first, query.sql, **values)
    assert "?column?" not in columns
    assert all(len(row) == len(columns) for row in rows)


def test_the_last_runs(first):
    query = find_query("runs")
    _, rows = answer(first, query.sql, **query.values({}))
    assert [row[1:6] for row in rows] == [("succeeded", 6, 6, 0, 0)]


def test_the_first_shows_every_candidate(first):
    _, rows = answer(first, OWN[0])
    assert [row[0] for row in rows] == ["ada", "grace", "katherine"]


def test_the_second_shows_whose_face_and_voice_read_differently(first):
    _, rows = answer(first, OWN[1])
    # Neutral leads by 0.007: another processor may round it away.
    assert rows in [[("ada", "happy", voice, "happy", 1)] for voice in ("neutral", "angry")]
