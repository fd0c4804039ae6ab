"""Documented queries: their comments, and the values of their parameters."""

from pathlib import Path

import pytest

from sql import named
from sql.errors import ParameterError, UnknownQueryError
from sql.named import NamedQuery, Parameter, find_query, named_queries, parse, written_query

TEXT = """\
-- Where a candidate stands.
-- A row is a trait.
--
-- The cohort is that of the newest run.
-- :candidate = whose
-- :cohort = which cohort;
--   empty for all [default: ]
-- :since = first day [default: 2026-01-01]
SELECT ':x', a[1 : n] -- :y
FROM t WHERE candidate_id = :candidate AND :cohort IN ('', cohort) AND run_date >= :since::date
"""


@pytest.fixture
def queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of documented queries."""
    for name in ("percentile", "person"):
        (tmp_path / f"{name}.sql").write_text(TEXT)
    monkeypatch.setattr(named, "QUERIES", tmp_path)
    return tmp_path


def test_a_comment_says_what_a_query_is() -> None:
    assert parse("percentile", TEXT) == NamedQuery(
        name="percentile",
        title="Where a candidate stands.",
        description="A row is a trait.\n\nThe cohort is that of the newest run.",
        parameters=(
            Parameter("candidate", "whose", None),
            Parameter("cohort", "which cohort; empty for all", ""),
            Parameter("since", "first day", "2026-01-01"),
        ),
        sql=TEXT,
    )
    assert parse("percentile", TEXT).usage() == "candidate [cohort=] [since=2026-01-01]"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "-- :a = which\nSELECT :a",
        "-- What.\n-- :a = which\nSELECT 1",
        "-- What.\nSELECT :a",
        "-- What.\n-- :a = which\n-- :a = which\nSELECT :a",
        "-- What.\n-- :a which\nSELECT :a",
        "-- What.\n-- :A = which\nSELECT :A",
    ],
    ids=["nothing", "no title", "unused", "undeclared", "twice", "no meaning", "capital"],
)
def test_a_comment_that_does_not_fit_its_query_is_a_defect(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a\.sql: "):
        parse("a", text)


def test_values_are_as_given_else_the_defaults() -> None:
    assert parse("a", TEXT).values({"candidate": "ada", "since": ""}) == {
        "candidate": "ada",
        "cohort": "",
        "since": "",
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "The query a needs :candidate (whose). Give it as --candidate VALUE."),
        (
            {"candidate": "ada", "sinc": "2026"},
            "The query a has no parameter :sinc. Did you mean :since? "
            "It has :candidate, :cohort, :since.",
        ),
    ],
)
def test_a_value_that_is_missing_or_of_no_parameter(given: dict[str, str], said: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parse("a", TEXT).values(given)
    assert str(caught.value) == said


def test_how_another_parameter_is_given() -> None:
    with pytest.raises(ParameterError, match="--set day=VALUE"):
        parse("a", "-- What.\n-- :day = which\nSELECT :day").values({})


def test_queries_are_found_by_name(queries: Path) -> None:
    assert list(named_queries()) == ["percentile", "person"]
    assert find_query("person").name == "person"
    (queries / "secret.txt").write_text(TEXT)
    with pytest.raises(UnknownQueryError) as caught:
        find_query("percentle")
    assert str(caught.value) == (
        "There is no query 'percentle'. Did you mean percentile? Queries: percentile, person"
    )


@pytest.mark.parametrize("name", ["../queries/person", "/etc/passwd", "", "person.sql"])
def test_a_name_is_no_path(queries: Path, name: str) -> None:
    with pytest.raises(UnknownQueryError, match="Queries: percentile, person"):
        find_query(name)


def test_those_that_are_shipped_say_what_they_are() -> None:
    shipped = named_queries()
    assert {"failures", "ignored", "runs"} <= set(shipped)
    for query in shipped.values():
        assert query.title.endswith("."), query.name
        assert all(parameter.meaning for parameter in query.parameters), query.name


def test_a_query_of_ones_own_has_the_parameters_that_are_given() -> None:
    query = written_query("SELECT a[1:n], :day", {"day": "1"})
    assert query.values({"day": "1"}) == {"day": "1"}
    with pytest.raises(ParameterError, match=r"The query has no parameter :dy\. It has no par"):
        written_query("SELECT :day", {"dy"}).values({"dy": "1"})


def test_a_query_of_ones_own_may_begin_with_the_same_comment() -> None:
    query = written_query(TEXT)
    assert query.values({"candidate": "ada"}) == {
        "candidate": "ada",
        "cohort": "",
        "since": "2026-01-01",
    }
    less = written_query("-- What\n-- :gone = before [default: 1]\n-- (old)\nSELECT 1")
    assert less.values({}) == {}
