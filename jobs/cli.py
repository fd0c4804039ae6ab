"""The command `interviews`: one subcommand for each thing to do.

A subcommand's module is imported when it is called for: `interviews --help` loads none of them.
"""

import importlib
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

import click

from jobs.options import leave, run_command
from schemas.datasets import CAVEAT
from schemas.version import VERSION


class _Subcommand(NamedTuple):
    module: str
    summary: str


SUBCOMMANDS = {
    "score": _Subcommand("jobs.score_interviews", "Score recordings and essays: the nightly job."),
    "query": _Subcommand("jobs.query_scores", "Ask the score database a question in SQL."),
    "serve": _Subcommand("jobs.serve_scores", "Open the score database to tools on this machine."),
    "report": _Subcommand("jobs.report_scores", "Write pages about the night and each candidate."),
    "check": _Subcommand("jobs.check_models", "Check the trained models before the night."),
    "backup": _Subcommand("jobs.back_up_scores", "Back up the embedded score database."),
    "restore": _Subcommand("jobs.restore_scores", "Restore a backup of the score database."),
    "load": _Subcommand("jobs.load_scores", "Load Parquet into a score database."),
    "migrate": _Subcommand("jobs.migrate_scores", "Bring database and Parquet to this version."),
    "explain": _Subcommand("jobs.explain_frame", "Show which places of a face moved its score."),
    "explain-voice": _Subcommand("jobs.explain_voice", "Show which windows moved a voice's score."),
    "evaluate": _Subcommand("jobs.evaluate_models", "Evaluate models on labelled data."),
    "train": _Subcommand("jobs.train_models", "Train models and group them into a release."),
    "baselines": _Subcommand("jobs.earlier_systems", "Run the earlier systems' models."),
}
"""Name to the module whose `command` it is, and what `--help` says of it."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        command: click.Command = importlib.import_module(SUBCOMMANDS[cmd_name].module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.summary) for name, each in SUBCOMMANDS.items()])


@click.group(cls=_LazyGroup, help=f"Score recorded interviews and essays.\n\n{CAVEAT}")
@click.version_option(VERSION, prog_name="interviews")
def interviews() -> None:
    """The group; what it says stands above."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of the command `interviews`."""
    return run_command(interviews, arguments, "interviews")


def program() -> NoReturn:
    """The command `interviews` as a process."""
    leave(main())


if __name__ == "__main__":
    program()
