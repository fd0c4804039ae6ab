"""What a person sees at the end of a run."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from jobs.books import Books
from jobs.config import ScoringConfig
from jobs.night import Night
from jobs.outcome import Outcome, counted
from jobs.terminal import printable, terminal
from schemas.datasets import CANDIDATE_SCORES, CAVEAT, FAILURES
from schemas.failures import IgnoredInput
from schemas.labels import TRAITS
from schemas.states import IGNORED_REASONS
from schemas.usability import in_words
from sql.engine import transaction
from sql.errors import redact
from sql.scores import read_run

CANDIDATES_SHOWN = 40
IGNORED_SHOWN = 5
USUAL = ("already_scored", "failed_before")
"""Reasons to skip that are only counted: every night has them."""


Records = Sequence[Mapping[str, Any]]


class WhatWasScored(NamedTuple):
    """Rows of a run to show, and how many there are."""

    candidates: Records
    all_candidates: int
    failures: Records
    all_failures: int


def what_was_scored(books: Books) -> WhatWasScored:
    """Read the rows that a run wrote."""
    run_id = books.night.stamp.run_id
    with transaction(books.engine) as connection:
        return WhatWasScored(
            *read_run(connection, CANDIDATE_SCORES, run_id, CANDIDATES_SHOWN),
            *read_run(connection, FAILURES, run_id, CANDIDATES_SHOWN),
        )


def print_summary(
    night: Night, outcome: Outcome, scored: WhatWasScored, report: Path | None = None
) -> None:
    """Print the candidates and failures of a run, its books, and what to do next.

    Args:
        night: the run.
        outcome: what became of its inputs.
        scored: rows to show.
        report: page to open, if a report was written.
    """
    console = terminal()
    config = night.config
    if scored.candidates:
        _print_candidates(console, scored.candidates, scored.all_candidates)
    _print_failures(console, scored.failures, scored.all_failures)
    _print_skipped(console, outcome.skipped)
    _print_ignored(console, outcome.ignored)
    _print_books(console, outcome)
    if not outcome.balanced:
        console.print("The books of the last batch do not balance: run again, report this.")
        return
    console.print("Next:", highlight=False)
    for line in next_commands(config, scored, has_report=report is not None):
        console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
    _print_limit(console, outcome, config.maximum_failed_share)
    if report is not None:
        line = f"Report: {_near(str(report))}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def next_commands(config: ScoringConfig, scored: WhatWasScored, has_report: bool) -> list[str]:
    """Commands that work where this one was started, in a fresh shell too: three at most.

    Args:
        config: of the run.
        scored: rows of the run; the first candidate whose name can be typed serves as an example.
        has_report: whether the run wrote one.
    """
    to = "report"
    if config.database is not None:
        place = f"--database {shlex.quote(redact(config.database))}"
    else:
        folder = _near(config.output)
        place, to = f"--output {shlex.quote(folder)}", os.path.join(folder, "report")
    names = (str(row["candidate_id"]) for row in scored.candidates)
    name = next((name for name in names if name == printable(name)), None)
    query = f"{_interviews()} query {place}"
    commands = []
    if name is not None:
        commands.append(f"{query} --query percentile --candidate {shlex.quote(name)}")
    # Without a query it lists the tables and the documented queries.
    commands.append(f"{query} --query failures" if scored.all_failures else query)
    if not has_report:
        commands.append(f"{_interviews()} report {place} --to {shlex.quote(to)}")
    return commands


def _print_candidates(console: Console, candidates: Records, number: int) -> None:
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
    for row in candidates:
        table.add_row(*_candidate_cells(row))
    console.print(table)
    _print_rest(console, number - len(candidates), "candidates")


def _print_failures(console: Console, failures: Records, number: int) -> None:
    for failure in failures:
        console.print(
            f"failed: {failure['recording_id']!r} ({failure['kind']}): {failure['message']}",
            markup=False,
            highlight=False,
        )
    _print_rest(console, number - len(failures), "failed")


def _print_skipped(console: Console, skipped: Sequence[IgnoredInput]) -> None:
    told = [item for item in skipped if item.reason not in USUAL]
    for item in told[:IGNORED_SHOWN]:
        other = f", {item.same_as!r}" if item.same_as else ""
        line = f"skipped: {item.uri!r}: {IGNORED_REASONS[item.reason].meaning}{other}"
        console.print(line, markup=False, highlight=False)
    _print_rest(console, len(told) - IGNORED_SHOWN, "skipped")


def _print_ignored(console: Console, ignored: Sequence[IgnoredInput]) -> None:
    for item in ignored[:IGNORED_SHOWN]:
        line = f"ignored: {item.uri!r}: {IGNORED_REASONS[item.reason].meaning}"
        console.print(line, markup=False, highlight=False)
    _print_rest(console, len(ignored) - IGNORED_SHOWN, "ignored")


def _print_rest(console: Console, number: int, what: str) -> None:
    if number > 0:
        console.print(f"... and {number} more {what}", highlight=False)


def _print_books(console: Console, outcome: Outcome) -> None:
    reasons = f" ({counted(outcome.ignored)})" if outcome.ignored else ""
    skips = f" ({counted(outcome.skipped)})" if outcome.skipped else ""
    speed = outcome.media_seconds / outcome.wall_seconds if outcome.wall_seconds else 0.0
    console.print(
        f"{outcome.found} inputs = {outcome.scored} scored + {len(outcome.skipped)} "
        f"skipped{skips} + {outcome.failed} failed; {len(outcome.ignored)} others "
        f"ignored{reasons}. "
        f"{outcome.media_seconds:.0f} s of recordings in {outcome.wall_seconds:.0f} s "
        f"({speed:.1f} x real time).",
        highlight=False,
    )
    if outcome.removed:
        console.print(
            f"Removed the scores of {outcome.removed} inputs that were retired or given to "
            "somebody else.",
            highlight=False,
        )
    measured = sum(outcome.stage_seconds.values())
    if measured:
        shares = sorted(outcome.stage_seconds.items(), key=lambda item: -item[1])
        shown = ", ".join(f"{stage} {seconds / measured:.0%}" for stage, seconds in shares)
        console.print(f"CPU time: {shown}.", highlight=False)


def _print_limit(console: Console, outcome: Outcome, maximum_failed_share: float) -> None:
    """Why the exit code is FAILURES, if it is."""
    if outcome.held_back is not None:
        kinds = ", ".join(f"{number} {kind}" for kind, number in outcome.held_back.items())
        console.print(
            f"A batch was not published, because too many of its inputs failed ({kinds}), and the "
            "run ended there. Mend the cause and run again, or allow more with "
            "--maximum_failed_share.",
            highlight=False,
        )
    elif outcome.all_failed:
        console.print("Nothing was scored: see the failures above.")
    elif outcome.failed_share > maximum_failed_share:
        console.print(
            f"{outcome.failed_share:.0%} of the inputs that were tried failed, more than "
            f"--maximum_failed_share {maximum_failed_share:.0%}: see the failures above."
        )


def _near(path: str) -> str:
    """A path as it can be typed from here."""
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) else near


def _interviews() -> str:
    """The command as it can be typed from here, whether or not its environment is active."""
    here = os.path.dirname(sys.executable)
    command = os.path.join(here, "interviews")
    return shlex.quote(_near(command)) if os.path.exists(command) else "python -m jobs.cli"


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
        "yes" if row["usable"] else f"no: {in_words(row['reasons'], row['reason_values'])}",
    )


def _traits(row: Mapping[str, Any]) -> str:
    if row[TRAITS[0]] is None:
        return "-"
    return " ".join(f"{row[trait] * 100:.0f}" for trait in TRAITS)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
