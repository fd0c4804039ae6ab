"""Backs up the embedded score database to one file.

interviews backup --output scores --to scores.dump
"""

from collections.abc import Sequence
from pathlib import Path

import click

from jobs.exit_codes import ExitCode
from jobs.kept_database import database_errors, kept_database
from jobs.options import CommandError, leave, run_command


@click.command(
    help="Back up the embedded score database to one file, which pg_restore reads.",
    epilog="A server of your own is backed up with its own pg_dump. The file names candidates: "
    "only its owner may read it.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="folder that interviews score wrote",
)
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    required=True,
    help="file to write; an earlier one is replaced when the new one is whole",
)
def command(output: Path, file: Path) -> ExitCode:
    """Write, then say how large it is."""
    from sql.backup import write_backup

    if not file.absolute().parent.is_dir():
        raise CommandError(f"--to {file}: make its folder first")
    with database_errors(), kept_database(output) as url:
        write_backup(url, file)
    print(f"{file}: {file.stat().st_size / 2**20:.1f} MiB")
    return ExitCode.OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.back_up_scores`."""
    return run_command(command, arguments, "interviews backup")


if __name__ == "__main__":
    leave(main())
