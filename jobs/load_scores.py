"""Loads the Parquet of an output into a score database.

interviews load --output scores
"""

from collections.abc import Sequence

import click

from jobs.exit_codes import ExitCode
from jobs.options import CommandError, leave, run_command


@click.command(
    help="Load the Parquet that interviews score wrote into a score database, new or with scores.",
    epilog="Rows that the database has stay as they are. Parquet of earlier versions is brought to "
    "this version first.",
)
@click.option(
    "--output",
    metavar="DIR_OR_BUCKET",
    required=True,
    help="folder or bucket that interviews score wrote",
)
@click.option(
    "--database",
    metavar="URL",
    help="database to load into; default: $DATABASE_URL, else the embedded one of the folder, "
    "which is made if there is none",
)
def command(output: str, database: str | None) -> ExitCode:
    """Load, then say how much."""
    from apache_beam.io.filesystem import BeamIOError

    from jobs.held_output import held_output
    from jobs.loading import load_output
    from transforms.filing import runs_in

    try:
        written = runs_in(output)
    except BeamIOError as error:
        raise CommandError(f"--output {output}: {error}", ExitCode.AWAY) from error
    if not written:
        raise CommandError(
            f"There is no Parquet in {output}. Name the folder or bucket that interviews score "
            "wrote, in which each dataset has a folder: recording_scores, text_scores and others."
        )
    with held_output(output, database, create=True) as held:
        loaded = load_output(held.engine, held.output)
    for name, rows in loaded.rows.items():
        print(f"{name}: {rows} rows loaded")
    return ExitCode.OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.load_scores`."""
    return run_command(command, arguments, "interviews load")


if __name__ == "__main__":
    leave(main())
