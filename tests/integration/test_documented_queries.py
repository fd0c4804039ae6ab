"""Every query that sql/README.md shows runs on the scores of the bundled interviews."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from schemas.datasets import SCHEMA
from sql.ddl import VIEWS
from sql.embedded import open_embedded
from sql.engine import create_engine
from sql.named import find_query, named_queries
from sql.reads import run_query
from sql.tables import metadata

ANALYSTS = (Path(__file__).parents[2] / "sql" / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", ANALYSTS, re.DOTALL)
OWN = re.findall(r"```sql\n(.*?)```", ANALYSTS.partition("## Queries of your own")[2], re.DOTALL)


GIVEN = {"candidate": "ada", "cohort": ""}
"""For parameters of documented queries that have no default."""


def answer(output: Path, query: str, **values: str) -> tuple[list[str], list[tuple[object, ...]]]:
    engine = create_engine(open_embedded(output / "database"))
    try:
        columns, rows = run_query(engine, query, parameters=values)
        return columns, [tuple(row) for row in rows]
    finally:
        engine.dispose()


(GRANTS,) = re.findall(r"An account for analysts.*?```\n(.*?)```", ANALYSTS, re.DOTALL)


def test_analysts_read_every_table_and_view_and_those_to_come(connection):
    connection.execute(text("CREATE ROLE job; GRANT USAGE, CREATE ON SCHEMA scores TO job"))
    for statement in GRANTS.split(";\n"):
        connection.execute(text(statement or "SELECT"))
    connection.execute(text("SET LOCAL ROLE job"))
    connection.execute(text("CREATE TABLE scores.later AS SELECT 1 AS one"))
    connection.execute(text("CREATE VIEW scores.later_view AS SELECT one FROM scores.later"))
    connection.execute(text("SET LOCAL ROLE analyst"))
    names = [t.name for t in metadata.sorted_tables if t.schema == SCHEMA] + [
        view.stem for view in VIEWS.iterdir()
    ]
    for name in (*names, "later", "later_view"):
        connection.execute(text(f"TABLE scores.{name}"))
    with pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("DELETE FROM scores.later"))


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


def test_the_second_shows_who_smiles_and_sounds_angry(first):
    _, rows = answer(first, OWN[1])
    assert rows == [("ada", "happy", "angry", "happy", 1)]
