"""What a trainer is, and what a training gives."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from models.card import Card
from models.evaluation.predictions import HeldOut


class InsufficientDataError(ValueError):
    """The labelled data do not suffice to train and to judge a model; the message says why."""


class Trained(NamedTuple):
    """A trained model, nothing of it written yet."""

    files: Mapping[str, bytes]
    """Of the artefact, by name."""
    card: Card
    """Without the command, which whoever trains adds."""
    held_out: Mapping[str, HeldOut]
    """Predictions on items that it was not trained on, by the name to keep them under."""


class Trainer(NamedTuple):
    """How one model of the registry is trained."""

    options: Callable[[], Any]
    """A NamedTuple of hyperparameters with their defaults; `seed` is always one of them."""
    train: Callable[[Any, Any, Path], Trained]
    """From labelled data of its modality (`models.labelled`), options, and a work folder where an
    interrupted training finds its checkpoints; nothing else is written. Raises
    InsufficientDataError if the data do not suffice."""
