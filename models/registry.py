"""Every artefact that a release may hold: one entry each. To add a model, add a line here.

An entry names functions by where they lie, "module:name": nothing is imported before it is used,
so that the night never loads what trains, and a model that is not in the release costs nothing.
"""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from models.store import Artefact, ArtefactError


class Scorer(Protocol):
    """A loaded model. It is opened once in a process and scores batch after batch."""

    def score(self, items: Sequence[Any], /) -> NDArray[Any]:
        """Score items of its modality; an item's scores do not depend on its batch.

        Args:
            items: n face crops (uint8, 48 x 48), `models.voice.windows.Window`s in state "scored",
                or texts.

        Returns:
            float64, shape (n, 7) in the order of EMOTIONS (faces, voices; rows sum to one) or
            (n, 5) in the order of TRAITS (texts; independent probabilities).
        """


class Entry(NamedTuple):
    """One kind of artefact."""

    modality: str
    """"face", "voice" or "text" for a model that scores; else what the artefact serves."""
    load: str
    """Called with the artefact, and for faces with the label scheme: gives the scorer."""
    example: str
    """Called with the artefact: scores a built-in example and says what came out, or raises."""
    trainer: str | None = None
    """A `models.training.trainer.Trainer`; None for a model of others."""


REGISTRY: dict[str, Entry] = {
    "face_cnn": Entry(
        "face",
        "models.face.cnn:FaceCnn",
        "models.face.example:score_example",
        "models.training.face.package:TRAINER",
    ),
    "voice_svm": Entry(
        "voice",
        "models.voice.svm:VoiceSvm",
        "models.voice.example:score_example",
        "models.training.voice.svm:TRAINER",
    ),
    "voice_cnn_lstm": Entry(
        "voice",
        "models.voice.cnn_lstm:VoiceCnnLstm",
        "models.voice.example:score_example",
        "models.training.voice.cnn_lstm:TRAINER",
    ),
    "voice_whisper": Entry(
        "voice",
        "models.voice.whisper:VoiceWhisper",
        "models.voice.example:score_example",
        "models.training.voice.whisper:TRAINER",
    ),
    "text_tfidf": Entry(
        "text",
        "models.text.tfidf:TextTfidf",
        "models.text.example:score_example",
        "models.training.text.package:TFIDF",
    ),
    "text_cnn_lstm": Entry(
        "text",
        "models.text.cnn_lstm:TextCnnLstm",
        "models.text.example:score_example",
        "models.training.text.package:CNN_LSTM",
    ),
    "face_mesh": Entry(
        "finding", "models.face.finder:FaceFinder", "models.face.example:find_example"
    ),
    "eyes": Entry("blinks", "models.face.eyes:EyeReader", "models.face.example:open_example"),
    "fusion": Entry("fusion", "models.fusion:FusionTable", "models.fusion:fuse_example"),
}


def entry_of(name: str, registry: Mapping[str, Entry] | None = None) -> Entry:
    """The entry of an artefact.

    Raises:
        ArtefactError: if there is none.
    """
    entries = REGISTRY if registry is None else registry
    if name not in entries:
        raise ArtefactError(
            f"models/registry.py knows no {name}; install the code that it was released with"
        )
    return entries[name]


def models_of(modality: str) -> list[str]:
    """Names of the models that score a modality."""
    return [name for name, entry in REGISTRY.items() if entry.modality == modality]


def find(place: str) -> Any:
    """What "module:name" stands for."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def load(artefact: Artefact, *arguments: Any) -> Any:
    """Open an artefact as its entry says: a `Scorer`, for models that score.

    Raises:
        ArtefactError: if the registry does not know it, or its files are altered.
    """
    return find(entry_of(artefact.name).load)(artefact, *arguments)


def score_one(scorer: Scorer, item: Any, classes: int) -> NDArray[Any]:
    """Score one item, and see that the scorer keeps its promises.

    Args:
        scorer: of any modality.
        item: a crop, window or text.
        classes: how many scores it must give.

    Returns:
        The item's scores, shape (classes,).

    Raises:
        ValueError: if they are no probabilities, or depend on the batch.
    """
    row: NDArray[Any] = np.asarray(scorer.score([item]))[0]
    if row.shape != (classes,) or not np.isfinite(row).all() or row.min() < 0 or row.max() > 1:
        raise ValueError(f"{classes} probabilities expected, got {row}")
    if not (np.asarray(scorer.score([item, item])) == row).all():
        raise ValueError("the scores of an item depend on its batch")
    return row
