"""Trains the models of the registry and writes their artefacts; the command stands in each card."""

import json
import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobs.options import (
    COUNT,
    COUNT_OR_NONE,
    FOLDER,
    LEARNING_RATE,
    PRECISIONS,
    SHARE,
    CommandError,
    leave,
    run_command,
    seed_option,
)
from models.registry import REGISTRY, find, models_of
from models.store import MODALITIES, ArtefactError, default_store

if TYPE_CHECKING:
    from models.training.trainer import Trained

DATA = click.Path(path_type=Path)

FUSION, RELEASE = "fusion", "release"

HYPERPARAMETERS = ("epochs", "learning_rate", "teacher_epochs", "precision", "seed")
"""Options that replace a model's own, where it has them."""


@dataclass(frozen=True)
class Settings:
    """What is trained on, how, and where it goes."""

    data: Path | None
    work: Path
    store: Path
    version: str
    fraction: float
    seed: int
    epochs: int | None
    learning_rate: float | None
    teacher_epochs: int | None
    precision: str | None
    read: dict[str, Any] = field(default_factory=dict)
    """Modality to its labelled data, read once for all its models."""

    def labelled(self, modality: str) -> Any:
        """Labelled data of a modality.

        Raises:
            DataError: if there are none, or they cannot be read.
        """
        from jobs.labelled_data import READERS

        if modality not in self.read:
            assert self.data is not None, "asked for before"
            self.read[modality] = READERS[modality](self.data, self.fraction, self.seed)
        return self.read[modality]

    def options_of(self, options: Any) -> Any:
        """A model's hyperparameters with what the command line says of them."""
        told = {name: getattr(self, name) for name in HYPERPARAMETERS if name in options._fields}
        return options._replace(**{name: it for name, it in told.items() if it is not None})

    def command(self, name: str) -> str:
        """The command that makes this artefact again, without this machine's paths."""
        words = ["python", "-m", "jobs.train_models", name]
        words += [] if name == FUSION else ["--data", "DIR"]
        for option in ("version", "fraction", *HYPERPARAMETERS):
            value = getattr(self, option)
            if value is not None:
                words += [f"--{option}", str(value)]
        return shlex.join(words)


def _trainable() -> list[str]:
    return [name for name, entry in REGISTRY.items() if entry.trainer]


def _expanded(wanted: Sequence[str]) -> Iterator[str]:
    """Artefacts to train, in the order asked for; a modality means all of its models."""
    known = [*_trainable(), *MODALITIES, FUSION, RELEASE]
    for name in wanted:
        if name not in known and name in REGISTRY:
            raise CommandError(
                f"{name} has no trainer: name one as fourth argument of its entry in "
                "models/registry.py"
            )
        if name not in known:
            raise CommandError(f"there is no model {name!r} to train; choose {', '.join(known)}")
        if name in MODALITIES:
            yield from (model for model in models_of(name) if model in _trainable())
        else:
            yield name


@click.command(
    help="Train models of the registry, and group them into a release.",
    epilog=f"MODEL is one or more of: {', '.join(_trainable())}; {', '.join(MODALITIES)} for all "
    f"models of one; {FUSION}, after face and voice, fitted to what --work keeps of them; "
    f"{RELEASE}, which groups the newest artefacts up to --version.",
)
@click.argument("wanted", nargs=-1, required=True, metavar="MODEL...")
@click.option(
    "--data",
    type=DATA,
    help="file or folder with fer2013.npz or .csv, RAVDESS Actor_xx, essays.csv",
)
@click.option(
    "--work",
    type=FOLDER,
    default=Path("out/train"),
    show_default=True,
    help="folder for checkpoints and held-out predictions",
)
@click.option(
    "--models",
    "store",
    type=FOLDER,
    help="folder that artefacts are written to; default: $INTERVIEW_ARTEFACTS, else the shipped "
    "one",
)
@click.option("--version", required=True, help="semantic version of what is written, as 0.6.0")
@click.option(
    "--fraction",
    type=SHARE,
    default=1.0,
    show_default=True,
    help="share of the data to train on, for a trial",
)
@click.option("--epochs", type=COUNT, help="epochs of a network, instead of its default")
@click.option("--learning_rate", type=LEARNING_RATE, help="highest one of a network, likewise")
@click.option("--teacher_epochs", type=COUNT_OR_NONE, help="epochs of its teacher, 0 for none")
@click.option("--precision", type=click.Choice(PRECISIONS), help="of a face network's training")
@seed_option
def command(wanted: tuple[str, ...], store: Path | None, **options: Any) -> None:
    """Check what is asked for, then train one after the other."""
    settings = Settings(store=store or default_store(), **options)
    names = list(_expanded(wanted))
    from models.training.publish import refuse_released
    from models.training.trainer import InsufficientDataError
    from transforms.errors import DataError

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        for name in names:
            refuse_released(name, settings.version, settings.store)
            if settings.data is None and name not in (FUSION, RELEASE):
                raise CommandError(f"{name} needs --data")
        for folder in (settings.work, settings.store):
            _make_folder(folder)
        for name in names:
            if name == RELEASE:
                _release(settings)
            else:
                _save(name, _train(name, settings), settings)
    except (DataError, ArtefactError, InsufficientDataError) as error:
        raise CommandError(str(error)) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{folder} cannot be made a folder: {error.strerror}") from error


def _train(name: str, settings: Settings) -> "Trained":
    if name == FUSION:
        from models.training.fusion import train_fusion

        return train_fusion(settings.work, settings.seed)
    entry = REGISTRY[name]
    data = settings.labelled(entry.modality)
    trainer = find(str(entry.trainer))
    trained: Trained = trainer.train(data, settings.options_of(trainer.options()), settings.work)
    return trained


def _save(name: str, trained: "Trained", settings: Settings) -> None:
    """Write the artefact and, under its version, its held-out predictions."""
    from models.evaluation.predictions import keep
    from models.training.publish import save_artefact

    card = replace(trained.card, command=settings.command(name))
    folder = save_artefact(name, settings.version, trained.files, card, settings.store)
    for kept_as, held_out in trained.held_out.items():
        keep(held_out, settings.work, kept_as, settings.version)
    click.echo(json.dumps(card.metrics, indent=2))
    click.echo(f"written: {folder}")


def _release(settings: Settings) -> None:
    from models.training.release import group_into_release

    grouped = group_into_release(settings.version, settings.store)
    click.echo(f"released {settings.version}: {grouped.artefacts}")
    for modality, models in grouped.ensembles.items():
        click.echo(f"{modality} is scored by: {', '.join(models)}")
    for warning in grouped.warnings:
        click.echo(f"interviews train: warning: {warning}", err=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `python -m jobs.train_models`."""
    return run_command(command, arguments, "interviews train")


if __name__ == "__main__":
    leave(main())
