"""Apache Beam's own options on our command line."""

import argparse
import difflib
from typing import NoReturn

import click
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions
from apache_beam.runners.runner import create_runner

from jobs.config import ConfigError

RENAMED = {
    "--face_reading": "--face_labels",
    "--artefacts": "--models",
}
"""Options of before 0.5.1."""

LOCAL = "FnApiRunner"
"""The DirectRunner's inner name: under its own it first tries to download another one."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ConfigError(f"{message}; see the options of Apache Beam")


def pipeline_options(arguments: tuple[str, ...]) -> PipelineOptions:
    """Beam's options of a run; the local runner unless another is named.

    Raises:
        ConfigError: if Beam knows no such runner.
    """
    options = PipelineOptions(list(arguments))
    standard = options.view_as(StandardOptions)
    if standard.runner in (None, "DirectRunner"):
        standard.runner = LOCAL
    try:
        create_runner(standard.runner)
    except (ValueError, ImportError, AttributeError) as error:
        raise ConfigError(f"--runner {standard.runner}: {error}") from error
    return options


def workers_of(options: PipelineOptions) -> int:
    """How many workers share a machine's cores; 0 for one a core, as clusters have it."""
    if options.view_as(StandardOptions).runner != LOCAL:
        return 0
    local = options.view_as(DirectOptions)
    # In memory the runner has one worker, whatever number it is told.
    return 1 if local.direct_running_mode == "in_memory" else local.direct_num_workers


def beam_parser() -> argparse.ArgumentParser:
    """All of Beam's options, of whatever runner."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    for options in PipelineOptions.__subclasses__():
        add_arguments = getattr(options, "_add_argparse_args", None)
        if add_arguments:
            try:
                add_arguments(parser)
            except argparse.ArgumentError:
                continue
    return parser


def refuse_unknown(context: click.Context) -> None:
    """Refuse what neither the command nor Beam knows: Beam would drop it silently.

    Raises:
        ConfigError: naming the options, and the one that was probably meant.
    """
    _, unknown = beam_parser().parse_known_args(context.args)
    if not unknown:
        return
    ours = [name for each in context.command.params for name in each.opts]
    words = [word.partition("=")[0] for word in unknown if word.startswith("--")]
    meant = [
        match
        for word in words
        for match in difflib.get_close_matches(RENAMED.get(word, word), ours, n=1)
    ]
    hint = f"did you mean {', '.join(meant)}?" if meant else "see --help"
    shown = [_without_password(word) for word in unknown]
    raise ConfigError(f"unknown option(s): {' '.join(shown)}; {hint}")


def _without_password(word: str) -> str:
    """The word; if it is a URL, as of a misspelt --database, without its password."""
    if "://" not in word:
        return word
    from sql.errors import redact  # loads SQLAlchemy

    return redact(word)
