"""Documented queries find a candidate or a cohort by an index: none reads a whole table."""

import pytest

from sql.named import named_queries
from tests.plans import planning_engine, unindexed

NEWEST = {"failures", "ignored", "runs"}
"""These show what is newest of all that there is."""
BY = ({"candidate": "p007"}, {"cohort": "spring"})
ASKED = [
    pytest.param(query, given, id=f"{name} of a {next(iter(given))}")
    for name, query in named_queries().items()
    for given in BY
    if name not in NEWEST
    and set(given) <= {parameter.name for parameter in query.parameters}
    and {parameter.name for parameter in query.parameters if parameter.default is None}
    <= set(given)
]


@pytest.fixture(scope="module")
def planning(cohort):
    engine = planning_engine(cohort.owner.url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


@pytest.mark.parametrize(("query", "given"), ASKED)
def test_it_reads_no_large_table_from_end_to_end(planning, query, given):
    assert unindexed(planning, query.sql, query.values(given)) == []


def test_each_query_is_asked():
    assert {query.values[0].name for query in ASKED} == set(named_queries()) - NEWEST
    assert len(ASKED) == 13


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        ("SELECT 1 FROM candidate_scores WHERE dominant = 'happy'", ["Seq Scan candidate_scores"]),
        (
            "SELECT candidate_id FROM candidate_scores ORDER BY candidate_id, model_release",
            ["Index Scan candidate_scores pk_candidate_scores"],
        ),
        ("SELECT 1 FROM candidate_scores WHERE candidate_id = 'p007'", []),
    ],
)
def test_what_reads_a_whole_table_is_found(planning, sql, parts):
    found = unindexed(planning, sql)
    assert [part.replace("Only ", "") for part in found] == parts
