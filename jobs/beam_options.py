"""Apache Beam's own options on our command line."""

import argparse
import difflib
import logging
from collections.abc import Iterable, Sequence
from typing import NoReturn

import click
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions
from apache_beam.runners.runner import create_runner

from jobs.config import ConfigError

_logger = logging.getLogger(__name__)

RENAMED = {
    "--face_reading": "--face_labels",
    "--artefacts": "--models",
}
"""Options of before 0.5.1."""

LOCAL = "FnApiRunner"
"""The DirectRunner's inner name: under its own it first tries to download another one."""

MISSPELT = 0.82
"""Likeness to one of our options from which a runner's option is taken for a misspelt one of ours:
`--max_failed_share` is 0.9, Dataflow's, Flink's and Spark's own are at most 0.8."""


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
    if (standard.runner or "DirectRunner").lower() in ("direct", "directrunner"):
        standard.runner = LOCAL
    runs_here(standard.runner)  # refuses what is no runner
    return options


def runs_here(runner: str | None) -> bool:
    """Whether a runner has its workers on this machine; None is the local one.

    Raises:
        ConfigError: if Beam knows no such runner.
    """
    try:
        made = create_runner(runner or LOCAL)
    except (ValueError, ImportError, AttributeError) as error:
        raise ConfigError(f"--runner {runner}: {error}") from error
    return type(made).__name__ in StandardOptions.LOCAL_RUNNERS


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

    Flink and Spark have options that only their job servers know. With a runner that is not local
    unknown options are passed on, with a warning, unless they look like one of ours.

    Raises:
        ConfigError: naming the options, and the one that was probably meant.
    """
    known, unknown = beam_parser().parse_known_args(context.args)
    if not unknown:
        return
    ours = [name for each in context.command.params for name in each.opts]
    if not runs_here(known.runner):
        unknown = _without_passed_on(unknown, ours, known.runner)
        if not unknown:
            return
    words = [word.partition("=")[0] for word in unknown if word.startswith("--")]
    meant = [match for word in words for match in _like(word, ours)]
    hint = f"did you mean {', '.join(meant)}?" if meant else "see --help"
    shown = [_without_password(word) for word in unknown]
    raise ConfigError(f"unknown option(s): {' '.join(shown)}; {hint}")


def _without_passed_on(words: Iterable[str], ours: Sequence[str], runner: str) -> list[str]:
    """The words that cannot be meant for the runner; the options that can be are logged."""
    refused: list[str] = []
    passed = []
    for option in _with_values(words):
        name = option[0].partition("=")[0]
        # Beam logs what no runner knows, with its value.
        secret = any(_without_password(word) != word for word in option)
        if not name.startswith("--") or _like(name, ours, MISSPELT) or secret:
            refused += option
        else:
            passed.append(name)
    if passed:
        _logger.warning(
            "%s: Apache Beam's Python does not know these options; they are for %s.",
            " ".join(passed),
            runner,
        )
    return refused


def _with_values(words: Iterable[str]) -> list[list[str]]:
    """Options, each with the value that follows it; a word that follows none stands alone."""
    options: list[list[str]] = []
    takes_value = False
    for word in words:
        if takes_value and not word.startswith("--"):
            options[-1].append(word)
            takes_value = False
        else:
            options.append([word])
            takes_value = word.startswith("--") and "=" not in word
    return options


def _like(word: str, ours: Sequence[str], likeness: float = 0.6) -> list[str]:
    """That of our options which was probably meant, if any."""
    return difflib.get_close_matches(RENAMED.get(word, word), ours, n=1, cutoff=likeness)


def _without_password(word: str) -> str:
    """The word; if it is a URL, as of a misspelt --database, without its password."""
    if "://" not in word:
        return word
    from sql.errors import redact  # loads SQLAlchemy

    return redact(word)
