"""Evaluates trained models on labelled data, through the code that scores at night."""

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from jobs.exit_codes import ExitCode
from jobs.options import FOLDER, CommandError, leave, models_option, run_command
from models.evaluation.evaluated import CLIPS
from models.registry import models_of
from models.store import MODALITIES
from schemas.datasets import CAVEAT

SYSTEMS = (*(name for kind in MODALITIES for name in (*models_of(kind), kind)), CLIPS)
"""What can be evaluated: each model, each modality's ensemble, and the whole job on clips."""


@click.command(
    help=f"Evaluate trained models on labelled data, by the code that scores at night. {CAVEAT}"
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="faces (npz or csv with images and labels), RAVDESS-named sound, an essays csv: the file "
    f"itself or a folder with any of them; for the model {CLIPS}, a folder of recordings that say "
    "the acted emotion in their name (RAVDESS's code or a word)",
)
@click.option(
    "--held_out",
    type=FOLDER,
    metavar="WORK",
    help="instead: the --work folder of interviews train, whose held-out predictions are judged",
)
@click.option(
    "--model",
    "wanted",
    multiple=True,
    type=click.Choice(SYSTEMS),
    metavar="MODEL",
    help=f"one of: {' '.join(SYSTEMS)}; may be repeated; default: all but {CLIPS}, as far as there "
    "is data",
)
@click.option("--report", type=FOLDER, required=True, help="folder for JSON, plots and README.md")
@models_option
def command(
    data: Path | None,
    held_out: Path | None,
    wanted: tuple[str, ...],
    report: Path,
    models: Path | None,
    release: str | None,
) -> ExitCode:
    """Check the options, then evaluate."""
    if (data is None) == (held_out is None):
        raise CommandError("name one of --data PATH and --held_out WORK")
    labelled = data or held_out
    assert labelled is not None
    if not labelled.exists():
        raise CommandError(f"{labelled} is not there; name a file or folder that is")

    from jobs.evaluation import Request, evaluate
    from models.evaluation.held_out import held_out_results
    from models.evaluation.report import write_report
    from models.evaluation.stale import delete_stale_results
    from models.store import ArtefactError, load_release
    from transforms.errors import DataError, InputError

    try:
        loaded = load_release(release, models)
        _make_writable(report)
        if data is not None:
            results = evaluate(Request(data, wanted, loaded, models))
        else:
            assert held_out is not None
            results = held_out_results(held_out, wanted, loaded)
            if not results:
                there = ", ".join(sorted(path.name for path in held_out.glob("*_held_out.npz")))
                raise DataError(
                    f"{held_out} holds no predictions of the models wanted that release "
                    f"{loaded.version} has (there are: {there or 'none'}); if another folder has "
                    "them, name it with --models"
                )
        delete_stale_results(report, [each.name for each in results])
        line = _command_line(data is not None, wanted, loaded.version, models is not None)
        page = write_report(results, report, line)
    except (DataError, InputError, ArtefactError, OSError) as error:
        raise CommandError(str(error)) from error
    _show(page)
    print(f"written: {report}")
    return ExitCode.OK


def _make_writable(folder: Path) -> None:
    """Before anything is scored, which may take an hour.

    Raises:
        CommandError: if nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CommandError(
            f"--report {folder} cannot be written ({reason}); name another"
        ) from error


def _show(page: Path) -> None:
    from rich.markdown import Markdown

    from jobs.terminal import Terminal

    Terminal().print(Markdown(page.read_text(encoding="utf-8")))


def _command_line(on_data: bool, wanted: Sequence[str], release: str, other_models: bool) -> str:
    """What was typed, without this machine's folders."""
    words = ["interviews", "evaluate", *(["--data", "DIR"] if on_data else ["--held_out", "WORK"])]
    words += [word for model in wanted for word in ("--model", model)]
    words += ["--models", "MODELS"] if other_models else []
    return shlex.join([*words, "--release", release, "--report", "REPORT"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.evaluate_models`."""
    return run_command(command, arguments, "interviews evaluate")


if __name__ == "__main__":
    leave(main())
