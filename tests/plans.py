"""Whether PostgreSQL finds rows by an index, told from the plan of a query."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.engine import Engine

from sql.engine import create_engine
from sql.reads import run_query

LARGE = frozenset(
    {
        "candidate_scores",
        "failures",
        "ignored",
        "inputs",
        "person_category",
        "recording_scores",
        "text_scores",
        "timeline_scores",
    }
)
"""Tables that grow with the number of people or files."""


def planning_engine(url: str) -> Engine:
    """An engine by which tables are read from end to end only where no index serves.

    So that a small database shows the plans of a large one.
    """
    separator = "&" if "?" in url else "?"
    return create_engine(f"{url}{separator}options=-c%20enable_seqscan%3Doff")


def unindexed(engine: Engine, sql: str, parameters: Mapping[str, str] | None = None) -> list[str]:
    """Parts of the query's plan that read a large table otherwise than by a value.

    What is sorted, grouped or counted in windows above them is then small as well.

    Args:
        engine: of `planning_engine`.
        sql: the query.
        parameters: what its `:name` stand for.

    Returns:
        Of each part its kind, the table, and the index; empty if there are none.
    """
    _, ((plan,),) = run_query(engine, f"EXPLAIN (FORMAT JSON)\n{sql}", parameters=parameters)
    (root,) = plan if isinstance(plan, list) else json.loads(plan)
    return [
        " ".join(filter(None, (node["Node Type"], node["Relation Name"], node.get("Index Name"))))
        for node in _nodes(root["Plan"])
        if node.get("Relation Name") in LARGE and not _by_value(node)
    ]


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _by_value(node: Mapping[str, Any]) -> bool:
    if node["Node Type"] != "Bitmap Heap Scan":
        return "Index Cond" in node
    indexes = [n for n in _nodes(node) if n["Node Type"] == "Bitmap Index Scan"]
    return all("Index Cond" in index for index in indexes)
