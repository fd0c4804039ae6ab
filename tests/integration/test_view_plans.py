"""The filter of a candidate, a cohort or a recording reaches an index, whatever view it is put on.

By plans, which do not depend on how busy the machine is: at this size a wrong one reads a table of
some thousand rows, at a thousand times the size for minutes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.datasets import CANDIDATE_SCORES, RECORDING_SCORES, TEXT_SCORES, TIMELINE_SCORES
from sql.engine import create_engine
from sql.migrate import upgrade
from tests.many_rows import fill

BIG = {d.name for d in (CANDIDATE_SCORES, RECORDING_SCORES, TEXT_SCORES, TIMELINE_SCORES)}
KEYS = ("candidate_id", "cohort", "recording_id", "document_id", "run_id")

OF_A_CANDIDATE = [
    "candidate_overview", "candidate_readings", "emotion_readings", "v_attempts", "v_candidate",
    "v_compare", "v_disagreement", "v_lineage", "v_percentile", "v_quality", "v_question",
    "v_recording", "v_release_drift", "v_timeline",
]  # fmt: skip
OF_A_COHORT = [
    "candidate_readings", "v_attempts", "v_candidate", "v_cohort", "v_compare", "v_disagreement",
    "v_group_rates", "v_percentile", "v_quality", "v_question", "v_recording", "v_release_drift",
    "v_timeline",
]  # fmt: skip


@pytest.fixture(scope="module")
def many(server_url: str) -> Iterator[Connection]:
    """A database of 4,000 candidates in 1,000 cohorts, with 30,000 rows of recordings."""
    admin = create_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE many TEMPLATE template0"))
    url = server_url.replace("@/postgres", "@/many")
    upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        fill(connection, candidates=4_000, cohorts=1_000, timelines=600)
        yield connection
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE many WITH (FORCE)"))
    admin.dispose()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def explain(connection: Connection, query: str, **values: str) -> list[dict[str, Any]]:
    found = connection.execute(text(f"EXPLAIN (FORMAT JSON) {query}"), values)
    return list(nodes(found.scalar_one()[0]["Plan"]))


def scans(plan: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the big tables; a bitmap's condition is that of the index scan below it."""
    return [
        next(below for below in nodes(node) if "Index Cond" in below or below is last)
        for node in plan
        if node.get("Relation Name") in BIG
        for last in [list(nodes(node))[-1]]
    ]


def assert_by_index(plan: list[dict[str, Any]]) -> None:
    found = scans(plan)
    assert found
    for node in found:
        condition = node.get("Index Cond", "")
        assert any(key in condition for key in KEYS), (node["Node Type"], condition)


@pytest.mark.parametrize("view", OF_A_CANDIDATE)
def test_a_candidate_is_found_by_an_index(many: Connection, view: str) -> None:
    query = f"SELECT * FROM scores.{view} WHERE candidate_id = :candidate"
    plan = explain(many, query, candidate="candidate 42")
    assert_by_index(plan)
    assert "WindowAgg" not in {node["Node Type"] for node in plan}


@pytest.mark.parametrize("view", OF_A_COHORT)
def test_a_cohort_is_found_by_an_index(many: Connection, view: str) -> None:
    query = f"SELECT * FROM scores.{view} WHERE cohort = :cohort"
    plan = explain(many, query, cohort="cohort 42")
    assert_by_index(plan)
    windows = {node["Node Type"] for node in plan} & {"WindowAgg"}
    assert windows == ({"WindowAgg"} if view == "v_group_rates" else set())


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("v_timeline", "recording_id = 'candidate 42/q1.mp4'"),
        ("v_recording", "recording_id = 'candidate 42/q1.mp4'"),
        ("v_run", "run_id = 'run a7'"),
    ],
)
def test_a_recording_or_run_is_found_by_an_index(many: Connection, view: str, wanted: str) -> None:
    assert_by_index(explain(many, f"SELECT * FROM scores.{view} WHERE {wanted}"))


def test_a_table_that_is_read_whole_would_be_found(many: Connection) -> None:
    plan = explain(many, "SELECT * FROM scores.v_candidate WHERE usable")
    with pytest.raises(AssertionError, match="Seq Scan"):
        assert_by_index(plan)
