"""What a person sees at the end of a run."""

import os
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jobs.query_scores import printable
from schemas.datasets import CAVEAT
from schemas.labels import TRAITS

CANDIDATES_SHOWN = 40
NEXT_QUERIES = (
    "SELECT candidate_id, dominant, usable FROM candidate_scores",
    "SELECT recording_id, kind, message FROM failures",
)


class Outcome(NamedTuple):
    """The books of a run."""

    found: int
    scored: int
    skipped: int
    failed: int
    ignored: int
    media_seconds: float
    wall_seconds: float
    stage_seconds: Mapping[str, float]
    """CPU time of each stage."""

    @property
    def balanced(self) -> bool:
        return self.found == self.scored + self.skipped + self.failed

    @property
    def failed_share(self) -> float:
        return self.failed / self.found if self.found else 0.0


def print_report(
    console: Console,
    outcome: Outcome,
    candidates: Sequence[Mapping[str, Any]],
    failures: Sequence[Mapping[str, Any]],
    output: str,
    database: str | None,
) -> None:
    """Print the closing table and what to do next.

    Args:
        console: where to.
        outcome: the run's books.
        candidates: records of candidate_scores.
        failures: records of failures.
        output: the output folder or bucket.
        database: its URL without the password, None if it is the embedded one.
    """
    table = Table(title="Candidates", caption=CAVEAT)
    for column, justify in (
        ("candidate", "left"),
        ("dominant", "left"),
        ("O  C  E  A  N %", "left"),
        ("face", "right"),
        ("voice", "right"),
        ("inputs", "right"),
        ("failed", "right"),
        ("usable", "left"),
    ):
        table.add_column(column, justify=justify, no_wrap=column != "usable")  # type: ignore[arg-type]
    ordered = sorted(candidates, key=lambda row: str(row["candidate_id"]))
    for row in ordered[:CANDIDATES_SHOWN]:
        table.add_row(*_candidate_cells(row))
    console.print(table)
    if len(ordered) > CANDIDATES_SHOWN:
        console.print(f"... and {len(ordered) - CANDIDATES_SHOWN} more")
    for failure in sorted(failures, key=lambda row: str(row["recording_id"]))[:CANDIDATES_SHOWN]:
        console.print(
            f"failed: {failure['recording_id']!r} ({failure['kind']}): {failure['message']}",
            markup=False,
            highlight=False,
        )
    speed = outcome.media_seconds / outcome.wall_seconds if outcome.wall_seconds else 0.0
    console.print(
        f"{outcome.found} inputs = {outcome.scored} scored + {outcome.skipped} skipped + "
        f"{outcome.failed} failed; {outcome.ignored} other files ignored. "
        f"{outcome.media_seconds:.0f} s of recordings in {outcome.wall_seconds:.0f} s "
        f"({speed:.1f} x real time).",
        highlight=False,
    )
    measured = sum(outcome.stage_seconds.values())
    if measured:
        shares = sorted(outcome.stage_seconds.items(), key=lambda item: -item[1])
        shown = ", ".join(f"{stage} {seconds / measured:.0%}" for stage, seconds in shares)
        console.print(f"CPU time: {shown}.", highlight=False)
    near = os.path.relpath(output) if "://" not in output else output
    place = f"--output {shlex.quote(output if near.startswith(os.pardir) else near)}"
    if database is not None:
        place = f"--database {shlex.quote(database)}"
    console.print("Next:", highlight=False)
    for query in NEXT_QUERIES:
        command = f'python -m jobs.query_scores {place} "{query}"'
        console.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)


def _candidate_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    dominant = row["dominant"]
    # The name may be hostile: neither markup nor control characters reach the terminal.
    candidate = escape(printable(str(row["candidate_id"])))
    return (
        candidate,
        f"{dominant} {row[dominant]:.0%}" if dominant else "-",
        _traits(row),
        _share(row["face_coverage"]),
        _share(row["voice_coverage"]),
        str(row["recordings"] + row["documents"] + row["failures"]),
        str(row["failures"]),
        "yes" if row["usable"] else "no: " + "; ".join(row["reasons"]),
    )


def _traits(row: Mapping[str, Any]) -> str:
    if row[TRAITS[0]] is None:
        return "-"
    return " ".join(f"{row[trait] * 100:.0f}" for trait in TRAITS)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
