"""Restores a backup as the embedded score database of an output folder.

interviews restore --output scores --from scores.dump
"""

from collections.abc import Sequence
from pathlib import Path

import click

from jobs.exit_codes import ExitCode
from jobs.kept_database import database_errors
from jobs.options import leave, run_command


@click.command(
    help="Restore a backup as the embedded score database of an output folder that has none.",
    epilog="A backup is restored on a server with pg_restore; see jobs/README.md.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="folder to keep the database in, as interviews score does",
)
@click.option(
    "--from",
    "file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    required=True,
    help="file that interviews backup wrote",
)
def command(output: Path, file: Path) -> ExitCode:
    """Restore, then say how to look at it."""
    from sql.backup import restore_backup

    with database_errors():
        restore_backup(output / "database", file)
    print(f"Restored; interviews query --output {output} lists its tables.")
    return ExitCode.OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.restore_scores`."""
    return run_command(command, arguments, "interviews restore")


if __name__ == "__main__":
    leave(main())
