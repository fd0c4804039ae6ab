"""The filter of a candidate, a cohort or a recording reaches an index, whatever view it is put on.

By plans, which do not depend on how busy the machine is: at this size a wrong one reads a table of
some thousand rows, at a thousand times the size for minutes.
"""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from tests.plans import Node, assert_by_index, plan_of

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


def explain(connection: Connection, query: str, **values: str) -> list[Node]:
    found = connection.execute(text(f"EXPLAIN (FORMAT JSON) {query}"), values)
    return plan_of(found.scalar_one())


@pytest.mark.parametrize("view", OF_A_CANDIDATE)
def test_a_candidate_is_found_by_an_index(many: Connection, view: str) -> None:
    query = f"SELECT * FROM scores.{view} WHERE candidate_id = :candidate"  # noqa: S608
    plan = explain(many, query, candidate="candidate 42")
    assert_by_index(plan)
    assert "WindowAgg" not in {node["Node Type"] for node in plan}


@pytest.mark.parametrize("view", OF_A_COHORT)
def test_a_cohort_is_found_by_an_index(many: Connection, view: str) -> None:
    query = f"SELECT * FROM scores.{view} WHERE cohort = :cohort"  # noqa: S608
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
    assert_by_index(explain(many, f"SELECT * FROM scores.{view} WHERE {wanted}"))  # noqa: S608


def test_a_table_that_is_read_whole_would_be_found(many: Connection) -> None:
    plan = explain(many, "SELECT * FROM scores.v_candidate WHERE usable")
    with pytest.raises(AssertionError, match="Seq Scan"):
        assert_by_index(plan)
