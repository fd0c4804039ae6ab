"""What is logged to standard error: time stamps in UTC, and only our own words below a warning.

No name, no transcript and no frame is ever logged, at whatever level.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])

OURS = ("__main__", "jobs", "transforms", "models", "schemas", "sql")
"""Loggers that follow --log_level; `python -m jobs.x` logs as __main__."""

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def log_to_standard_error() -> None:
    """Log warnings, but not Beam's about cloud clients that nobody asked for."""
    handler = logging.StreamHandler()
    handler.addFilter(lambda record: not record.getMessage().startswith("apitools not"))
    handler.setFormatter(formatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def formatter() -> logging.Formatter:
    """2026-11-28T22:00:03Z WARNING transforms.x: message."""
    stamped = logging.Formatter(
        "%(asctime)s %(levelname)s %(name)s: %(message)s", datefmt="%Y-%m-%dT%H:%M:%SZ"
    )
    stamped.converter = time.gmtime
    return stamped


def set_level(name: str) -> None:
    """Log from this level on; libraries never say more than warnings.

    Args:
        name: a key of LEVELS.
    """
    level = LEVELS[name]
    logging.getLogger().setLevel(max(level, logging.WARNING))
    for logger in OURS:
        logging.getLogger(logger).setLevel(level)


def log_level_option(function: Function) -> Function:
    """--log_level, which applies as soon as the options are read."""
    return click.option(
        "--log_level",
        type=click.Choice(tuple(LEVELS)),
        default="warning",
        show_default=True,
        expose_value=False,
        callback=lambda _context, _option, name: set_level(name),
        help="how much is logged to standard error; of libraries, only warnings and errors",
    )(function)
