"""Which models score a run: what the user asked for and the release's defaults, resolved once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper
from models.fusion import Fusion, FusionTable
from models.registry import Scorer, entry_of, load, models_of
from models.store import (
    DEFAULTS,
    MODALITIES,
    Artefact,
    ArtefactError,
    Release,
    load_artefact,
    load_release,
)

NEEDED = ("face_mesh", "fusion")
"""Artefacts without which no recording can be scored."""

Scores = NDArray[np.float64]


class Ensemble(NamedTuple):
    """The models that score one modality together."""

    models: tuple[str, ...]
    temperature: float = 1.0
    """Of their mean: models that err differently are right together more often than it says."""

    @property
    def name(self) -> str:
        """As rows have it."""
        return "+".join(self.models)

    def combine(self, scores: Mapping[str, Any]) -> Scores:
        """Mean of the models' scores, tempered.

        Args:
            scores: model to its scores, shape (..., k) each.

        Returns:
            float64, shape (..., k). The scores of a single model stay as they are.
        """
        first, *others = (np.asarray(scores[model], dtype=np.float64) for model in self.models)
        if not others:
            return first
        mean: Scores = sum(others, first) / len(self.models)
        return mean if self.temperature == 1.0 else temper(mean, self.temperature)


class Wanted(NamedTuple):
    """What a user may choose; empty means the release's own choice."""

    face_models: tuple[str, ...] = ()
    voice_models: tuple[str, ...] = ()
    text_models: tuple[str, ...] = ()
    face_labels: str | None = None
    fusion: str | None = None


@dataclass(frozen=True)
class Selection:
    """The models of one run, the same in the launcher and in every worker; small and picklable."""

    store: str | None
    """Folder of the artefacts; None is each machine's own `default_store`."""
    release: str
    """Identifier, as rows have it."""
    versions: Mapping[str, str]
    """Artefact to version."""
    face: Ensemble
    voice: Ensemble
    text: Ensemble
    face_labels: str
    fusion: Fusion

    def artefact(self, name: str) -> Artefact:
        """Open an artefact of the release.

        Raises:
            ArtefactError: if it is not in the release, missing or altered.
        """
        if name not in self.versions:
            raise ArtefactError(f"release {self.release} has no {name}; choose another --release")
        root = None if self.store is None else Path(self.store)
        return load_artefact(name, self.versions[name], root)

    def load(self, modality: str) -> dict[str, Scorer]:
        """Open the models of a modality's ensemble: name to scorer."""
        arguments = (self.face_labels,) if modality == "face" else ()
        ensemble: Ensemble = getattr(self, modality)
        return {name: load(self.artefact(name), *arguments) for name in ensemble.models}

    def digest(self, **options: object) -> str:
        """`options_digest` of everything chosen here and of other options that change scores."""
        chosen: dict[str, object] = {
            **{modality: getattr(self, modality).models for modality in MODALITIES},
            "face_labels": self.face_labels,
            "fusion": self.fusion.name,
            **options,
        }
        return options_digest(chosen)


def options_digest(options: Mapping[str, object]) -> str:
    """SHA-256 of resolved options; rows carry it beside the release, which is not part of it."""
    return hashlib.sha256(json.dumps(dict(options), sort_keys=True).encode()).hexdigest()


def select(
    version: str | None = None, store: Path | None = None, wanted: Wanted | None = None
) -> Selection:
    """Verify a release and resolve what scores.

    Args:
        version: of the release; None for the newest of the store.
        store: folder of artefacts; None for the default one.
        wanted: the user's choices.

    Raises:
        ArtefactError: if the release is missing, altered or incomplete, or does not have what is
            wanted.
    """
    return selection_of(load_release(version, store), store, wanted)


def selection_of(
    release: Release, store: Path | None = None, wanted: Wanted | None = None
) -> Selection:
    """`select` from a release that is loaded already."""
    wanted = wanted or Wanted()
    if absent := [name for name in NEEDED if name not in release.artefacts]:
        raise ArtefactError(f"release {release.version} lacks {', '.join(absent)}")
    if absent := [name for name in DEFAULTS if name not in release.defaults]:
        raise ArtefactError(f"release {release.version} has no default for {', '.join(absent)}")
    face_labels = wanted.face_labels or release.defaults["face_labels"]
    asked = {
        "face": wanted.face_models,
        "voice": wanted.voice_models,
        "text": wanted.text_models,
    }
    models = {modality: _models(release, modality, asked[modality]) for modality in MODALITIES}
    for name in models["face"]:
        _refuse_unknown_labels(release.artefacts[name], face_labels)
    table = FusionTable(release.artefacts["fusion"])
    return Selection(
        store=None if store is None else str(store),
        release=release.identifier,
        versions={name: artefact.version for name, artefact in release.artefacts.items()},
        face=Ensemble(models["face"]),
        voice=Ensemble(models["voice"], table.voice_temperature(models["voice"])),
        text=Ensemble(models["text"]),
        face_labels=face_labels,
        fusion=table.fusion(wanted.fusion or release.defaults["fusion"], face_labels),
    )


def _models(release: Release, modality: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The models of a modality, in the registry's order: it names an ensemble in rows.

    Raises:
        ArtefactError: if there is none, or the release does not have what is wanted.
    """
    chosen = wanted or release.ensembles[modality]
    if not chosen:
        raise ArtefactError(f"release {release.version} has no model for the {modality}")
    known = [name for name in release.artefacts if entry_of(name).modality == modality]
    for name in chosen:
        if name not in known:
            raise ArtefactError(
                f"release {release.version} has no {modality} model {name!r}; choose "
                f"{' or '.join(known)}"
            )
    return tuple(name for name in models_of(modality) if name in chosen)


def _refuse_unknown_labels(artefact: Artefact, face_labels: str) -> None:
    known = artefact.card.scoring.get("labels", {})
    if face_labels not in known:
        raise ArtefactError(
            f"{artefact.label} does not read faces as labelled by {face_labels!r}; choose "
            f"--face_labels {' or '.join(known)}"
        )
