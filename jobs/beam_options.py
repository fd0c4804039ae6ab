"""Apache Beam's own options on our command line."""

import argparse
import difflib

import click
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions

from jobs.config import ConfigError


def pipeline_options(arguments: tuple[str, ...]) -> PipelineOptions:
    """Beam's options of a run; the local runner unless another is named."""
    # The DirectRunner by its inner name: under its own it first tries to download another one.
    options = PipelineOptions(list(arguments))
    standard = options.view_as(StandardOptions)
    if standard.runner in (None, "DirectRunner"):
        standard.runner = "FnApiRunner"
    return options


def refuse_unknown(context: click.Context) -> None:
    """Refuse what neither the command nor Beam knows: Beam would drop it silently.

    Raises:
        ConfigError: naming the options, and the one that was probably meant.
    """
    known = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for options in PipelineOptions.__subclasses__():
        add_arguments = getattr(options, "_add_argparse_args", None)
        if add_arguments:
            try:
                add_arguments(known)
            except argparse.ArgumentError:
                continue
    _, unknown = known.parse_known_args(context.args)
    if not unknown:
        return
    ours = [name for each in context.command.params for name in each.opts]
    meant = [
        match
        for word in unknown
        if word.startswith("--")
        for match in difflib.get_close_matches(word.partition("=")[0], ours, n=1)
    ]
    hint = f"did you mean {', '.join(meant)}?" if meant else "see --help"
    raise ConfigError(f"unknown option(s): {' '.join(unknown)}; {hint}")
