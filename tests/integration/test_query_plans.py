"""Documented queries find a candidate or a cohort by an index: none reads a whole table."""

import pytest

from sql.named import named_queries
from sql.reads import run_query
from tests.plans import assert_by_index, plan_of

NEWEST = {"failures", "ignored", "runs"}
"""These show what is newest of all that there is."""
BY = ({"candidate": "candidate 42"}, {"cohort": "cohort 42"})
ASKED = [
    pytest.param(query, given, id=f"{name} of a {next(iter(given))}")
    for name, query in named_queries().items()
    for given in BY
    if name not in NEWEST
    and set(given) <= {parameter.name for parameter in query.parameters}
    and {parameter.name for parameter in query.parameters if parameter.default is None}
    <= set(given)
]


@pytest.mark.parametrize(("query", "given"), ASKED)
def test_it_reads_no_big_table_from_end_to_end(many_engine, query, given):
    sql, values = f"EXPLAIN (FORMAT JSON)\n{query.sql}", query.values(given)
    _, ((explained,),) = run_query(many_engine, sql, parameters=values)
    assert_by_index(plan_of(explained))


def test_each_query_is_asked():
    assert {query.values[0].name for query in ASKED} == set(named_queries()) - NEWEST
