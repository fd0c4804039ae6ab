"""Shows what a run would do, and does nothing of it."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from jobs.batches import count_scored
from jobs.books import plan_by, read_known
from jobs.exit_codes import ExitCode
from jobs.former import bring_forward
from jobs.night import Night
from jobs.outcome import counted
from jobs.terminal import terminal
from schemas.elements import RECORDING
from sql.engine import create_engine
from sql.ledger import media_rates
from sql.migrate import upgrade_connection
from sql.runs import throughput
from sql.server.embedded import close_embedded, has_embedded, open_embedded
from transforms.inputs.batches import media_seconds
from transforms.inputs.known import Known
from transforms.inputs.plan import plan_night
from transforms.inputs.planned import WHY, Plan


class Forecast(NamedTuple):
    """A plan, and what it would take."""

    plan: Plan
    media_seconds: float
    wall_seconds: float | None
    """None where no run has shown yet how fast it goes."""


def print_plan(night: Night) -> ExitCode:
    """Print what a run would do.

    Raises:
        DatabaseError: if the database cannot be reached.
        MachineError: if this machine cannot compare files.
    """
    forecast = foresee(night)
    _print(terminal(), night, forecast)
    return ExitCode.OK


def foresee(night: Night) -> Forecast:
    """Plan a night as a run would, in a transaction that is undone; nothing is made or moved.

    Files are read only where the plan cannot do without: where they look changed, or may be copies.
    """
    config = night.config
    folder = Path(config.output) / "database"
    if config.database is None and not has_embedded(folder):
        return _forecast(night, plan_night(night.found, Known(), night.rules), {}, None)
    engine = create_engine(config.database or open_embedded(folder))
    try:
        with engine.connect() as connection:
            upgrade_connection(connection)
            bring_forward(connection)
            known = read_known(night, connection)
            rates, speed = media_rates(connection), throughput(connection)
            connection.rollback()
        plan = plan_by(night, known)
    finally:
        engine.dispose()
        close_embedded(folder)
    return _forecast(night, plan, rates, speed)


def _forecast(
    night: Night, plan: Plan, rates: Mapping[str, float], speed: float | None
) -> Forecast:
    limited = plan.tasks[: night.config.limit]
    seconds = sum(media_seconds(t, rates) for t in limited if t.file.kind == RECORDING)
    return Forecast(plan, seconds, seconds / speed if speed else None)


def _print(console: Console, night: Night, forecast: Forecast) -> None:
    plan, limit = forecast.plan, night.config.limit
    scored = len(plan.tasks[:limit])
    left = len(plan.tasks) - scored
    skipped = len(plan.skipped) + left
    console.print(
        f"{plan.found} inputs found: {scored} to score, {skipped} to skip, "
        f"{len(plan.failures)} that fail by their names; {len(plan.ignored)} others ignored.",
        highlight=False,
    )
    for why, number in Counter(task.why for task in plan.tasks).most_common():
        console.print(f"  to score: {number} {WHY[why]}", highlight=False)
    for what, items in (("skip", plan.skipped), ("ignore", plan.ignored)):
        if items:
            console.print(f"  to {what}: {counted(items)}", highlight=False)
    if left:
        console.print(f"  left by --limit: {left}", highlight=False)
    moved = (entry for task in plan.tasks[:limit] for entry in task.moved_from)
    if removed := count_scored((*plan.retired, *moved)):
        console.print(f"  scores to remove: those of {removed} inputs", highlight=False)
    if forecast.media_seconds:
        wall = forecast.wall_seconds
        took = "no run has shown yet how long that takes" if wall is None else _duration(wall)
        console.print(
            f"About {_duration(forecast.media_seconds)} of recordings: {took}.", highlight=False
        )
    console.print("Nothing was done: this was a dry run.", highlight=False)


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
