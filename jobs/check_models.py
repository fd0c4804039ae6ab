"""Checks the trained models before the night: checksums, examples, cards, sizes, filter banks.

interviews check                       # every release in the store
interviews check --release 0.6.0       # only this one
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.exit_codes import ExitCode
from jobs.options import leave, models_option, run_command

if TYPE_CHECKING:
    from rich.table import Table

    from models.check import Checked

COMPARISON = "models.training.voice.tables:differences"
"""Needs the libraries that define the filter banks, which a night does without."""

WIDTH = 160
"""Columns of the table in a log."""


def check_filter_banks() -> tuple[list[str], list[str]]:
    """See that the stored filter banks are those of the installed libraries.

    Returns:
        Problems; and remarks, where the libraries are not installed.
    """
    from models.registry import find
    from models.voice.tables import tables

    try:
        different = find(COMPARISON)(tables())
    except ImportError as error:
        return [], [
            f"the filter banks of the voice were not compared: there is no {error.name}; install "
            "the extra train"
        ]
    if not different:
        return [], []
    return [
        f"the filter banks {', '.join(different)} are not those of the installed libraries: "
        "install the versions of constraints.txt"
    ], []


def _table(checked: "Sequence[Checked]") -> "Table":
    from rich.table import Table

    table = Table("release", "artefact", "MiB", "built-in example", "verdict", title="Models")
    table.columns[2].justify = "right"
    for item in checked:
        verdict = "fit to score" if not item.problems else "; ".join(item.problems)
        size = f"{item.size / 2**20:.1f}" if item.size else "-"
        table.add_row(item.release, item.artefact, size, item.example or "-", verdict)
    return table


@click.command(
    help="Check the trained models before the night: checksums, built-in examples, cards, sizes, "
    "filter banks.",
    epilog="Exit code 0: all may score; 1: the table says what to do.",
)
@models_option
def command(models: Path | None, release: str | None) -> ExitCode:
    """Check, then print a table and what is wrong."""
    from jobs.terminal import Terminal
    from models.check import check_release, check_store
    from models.runtime.threads import use_one_thread
    from models.store import list_releases

    use_one_thread()
    versions = [release] if release else list_releases(models)
    checked = [item for version in versions for item in check_release(version, models)]
    problems, remarks = (
        [*of_store, *of_banks]
        for of_store, of_banks in zip(check_store(models), check_filter_banks(), strict=True)
    )
    # What stands in the table comes from files: no markup.
    console = Terminal(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console = Terminal(width=WIDTH, markup=False, highlight=False, emoji=False)
    if checked:
        console.print(_table(checked))
    for line in (*problems, *remarks):
        console.print(line)
    broken = len(problems) + sum(bool(item.problems) for item in checked)
    if broken:
        console.print(f"{broken} of these must be mended before the night; see above.")
        return ExitCode.FAILURES
    console.print(f"{', '.join(versions)}: every model is fit to score.")
    return ExitCode.OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.check_models`."""
    return run_command(command, arguments, "interviews check")


if __name__ == "__main__":
    leave(main())
