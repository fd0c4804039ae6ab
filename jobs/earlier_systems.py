"""Runs the earlier systems' models on the same splits as ours: one row of the comparison each."""

import contextlib
import json
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from jobs.exit_codes import ExitCode
from jobs.options import (
    COUNT,
    FOLDER,
    PRECISIONS,
    SHARE,
    CommandError,
    leave,
    run_command,
    seed_option,
)
from models.baselines.registry import BASELINES

ROWS = "; ".join(f"{name} ({row.description})" for name, row in BASELINES.items())


@click.command(
    help="Run the earlier systems' models on the same splits as ours. Figures go to standard "
    "output, progress to standard error.",
    epilog=f"Rows: {ROWS}.",
)
@click.argument(
    "rows", nargs=-1, required=True, type=click.Choice(tuple(BASELINES)), metavar="ROW..."
)
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="folder with FER2013, RAVDESS, essays.csv",
)
@click.option("--report", type=FOLDER, help="folder for <row>.json")
@click.option(
    "--weights",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="published weights, for the row that needs them",
)
@click.option(
    "--work",
    type=FOLDER,
    help="work folder of interviews train, for the row that needs held-out predictions",
)
@click.option("--epochs", type=COUNT, help="epochs of a network, instead of its own number")
@click.option(
    "--fraction",
    type=SHARE,
    default=1.0,
    show_default=True,
    help="share of each training part, for a trial",
)
@click.option(
    "--folds", type=COUNT, help="judge the first folds of the same split only, for a trial"
)
@click.option(
    "--splits",
    type=COUNT,
    default=100,
    show_default=True,
    help="shuffles that choose the penalty, where a row says so; 100 take hours of one core",
)
@click.option(
    "--precision",
    type=click.Choice(PRECISIONS),
    default=PRECISIONS[0],
    show_default=True,
    help="of the training of plain CNN and Xception",
)
@seed_option
def command(rows: tuple[str, ...], data: Path, report: Path | None, **options: Any) -> ExitCode:
    """Check the options, then run row after row."""
    for name in rows:
        for option, what in BASELINES[name].needs.items():
            if options[option] is None:
                raise CommandError(f"{name} needs --{option}: {what}")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    for name in rows:
        with _progress_to_standard_error():
            text = json.dumps(_run(name, data, options), indent=2)
        print(text, flush=True)
        if report is not None:
            report.mkdir(parents=True, exist_ok=True)
            (report / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return ExitCode.OK


def _run(name: str, data: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Figures of one row, with how it was run.

    Raises:
        CommandError: if data, weights or predictions are missing or wrong.
    """
    from models.baselines.settings import BaselineError, Settings
    from models.registry import find
    from models.store import ArtefactError
    from models.training.trainer import InsufficientDataError
    from transforms.errors import DataError, InputError

    row, settings = BASELINES[name], Settings(**options)
    print(f"{name}: {row.description}", file=sys.stderr, flush=True)
    started = time.process_time()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # where Keras tells of its epochs
            figures = find(row.run)(_read(row.modality, data), settings)
    except (DataError, InputError, BaselineError, InsufficientDataError, ArtefactError) as error:
        raise CommandError(str(error)) from error
    return {
        "row": name,
        "description": row.description,
        "seed": settings.seed,
        "fraction": settings.fraction,
        "cpu_seconds": round(time.process_time() - started, 1),
        **figures,
    }


def _read(modality: str, data: Path) -> Any:
    """The labelled data of a modality."""
    from transforms.labelled.essays import read_essays
    from transforms.labelled.faces import read_faces
    from transforms.labelled.voices import read_voices

    readers = {"face": read_faces, "voice": read_voices, "text": read_essays}
    return readers[modality](data)


@contextlib.contextmanager
def _progress_to_standard_error() -> Iterator[None]:
    """What the baselines log of their folds, as plain lines."""
    logger, handler = logging.getLogger("models"), logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    level, propagates = logger.level, logger.propagate
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagates


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.earlier_systems`."""
    return run_command(command, arguments, "interviews baselines")


if __name__ == "__main__":
    leave(main())
