"""Checks the trained models before the night: checksums, examples, cards, sizes.

python -m jobs.check_models                       # every release in the store
python -m jobs.check_models --release 0.1.0       # only this one
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from models.check import Checked, check_release, check_store
from models.runtime.threads import use_one_thread
from models.store import ARTEFACTS, list_releases

EXIT_OK, EXIT_PROBLEMS = 0, 1


def _table(checked: Sequence[Checked]) -> Table:
    table = Table("release", "artefact", "MiB", "built-in example", "verdict", title="Models")
    table.columns[2].justify = "right"
    for item in checked:
        verdict = "fit to score" if not item.problems else "; ".join(item.problems)
        size = f"{item.size / 2**20:.1f}" if item.size else "-"
        table.add_row(item.release, item.artefact, size, item.example or "-", verdict)
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="check-models",
        description="Check the trained models before the night: checksums, built-in examples, "
        "cards, sizes.",
        epilog="Exit code 0: all may score; 1: the table says what to do.",
    )
    parser.add_argument("--release", metavar="VERSION", help="only this one (default: all)")
    parser.add_argument(
        "--artefacts", type=Path, default=ARTEFACTS, help="store (default: the shipped one)"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Entry of the command `check-models`."""
    options = _parser().parse_args(argv)
    use_one_thread()
    versions = [options.release] if options.release else list_releases(options.artefacts)
    checked = [item for version in versions for item in check_release(version, options.artefacts)]
    problems, remarks = check_store(options.artefacts)
    # A log has room for the whole table; what stands in it comes from files: no markup.
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console = Console(width=160, markup=False, highlight=False, emoji=False)
    if checked:
        console.print(_table(checked))
    for line in (*problems, *remarks):
        console.print(line)
    broken = len(problems) + sum(bool(item.problems) for item in checked)
    if broken:
        console.print(f"{broken} of these must be mended before the night; see above.")
        return EXIT_PROBLEMS
    console.print(f"{', '.join(versions)}: every model is fit to score.")
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
