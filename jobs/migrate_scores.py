"""Brings a database and its Parquet to this version, without scoring.

interviews migrate --output scores
"""

from collections.abc import Sequence

import click

from jobs.exit_codes import ExitCode
from jobs.options import leave, run_command


@click.command(
    help="Bring a score database and its Parquet to this version, as the next night would.",
    epilog="It may be run again at any time, also after it was killed.",
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
    help="its database; default: $DATABASE_URL, else the embedded one of the folder",
)
def command(output: str, database: str | None) -> ExitCode:
    """Migrate, grant the roles their rights, then say what changed."""
    from jobs.held_output import held_output
    from jobs.loading import finish_files, load_output, refuse_unknown_runs
    from sql.engine import transaction
    from sql.roles import grant_roles

    with held_output(output, database, create=False) as held:
        # Also where nothing is to be migrated: an administrator may have made the roles meanwhile.
        with transaction(held.engine) as connection:
            grant_roles(connection)
        finish_files(held.engine)
        refuse_unknown_runs(held.engine, held.output)
        loaded = load_output(held.engine, held.output)
    print(f"{loaded.files} Parquet files were brought to this version.")
    for name, rows in loaded.rows.items():
        if rows:
            print(f"{name}: {rows} rows loaded from Parquet")
    return ExitCode.OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.migrate_scores`."""
    return run_command(command, arguments, "interviews migrate")


if __name__ == "__main__":
    leave(main())
