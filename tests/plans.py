"""Plans of PostgreSQL: whether rows of big tables are found by an index."""

from collections.abc import Iterator
from typing import Any

from schemas.datasets import (
    CANDIDATE_SCORES,
    INPUTS,
    RECORDING_SCORES,
    TEXT_SCORES,
    TIMELINE_SCORES,
)

Node = dict[str, Any]

BIG = {
    dataset.name
    for dataset in (CANDIDATE_SCORES, INPUTS, RECORDING_SCORES, TEXT_SCORES, TIMELINE_SCORES)
}
KEYS = ("candidate_id", "cohort", "recording_id", "document_id", "run_id")


def nodes(plan: Node) -> Iterator[Node]:
    """A node of a plan, and all below it."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def plan_of(explained: list[Node]) -> list[Node]:
    """All nodes of what `EXPLAIN (FORMAT JSON)` answers."""
    return list(nodes(explained[0]["Plan"]))


def assert_by_index(plan: list[Node]) -> None:
    """Every scan of a big table is by a key; a bitmap has its condition in the scan below it.

    So what is sorted, grouped or counted in windows above them is small as well.
    """
    scans = [node for node in plan if node.get("Relation Name") in BIG]
    assert scans
    for scan in scans:
        condition = " ".join(node.get("Index Cond", "") for node in nodes(scan))
        where = (scan["Node Type"], scan["Relation Name"], condition)
        assert any(key in condition for key in KEYS), where
