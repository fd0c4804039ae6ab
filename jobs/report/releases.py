"""The releases that scored, as far as the store of models has them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from models.store import ArtefactError, Release, load_release
from transforms.explain_text import EXPLAINED, TextExplainer


class Releases:
    """Finds a release by the identifier that rows have; each is opened once."""

    def __init__(self, store: Path | None = None) -> None:
        """Look in a folder of artefacts; None for the default one."""
        self._store = store
        self._found: dict[str, Release | None] = {}
        self._explainers: dict[str, TextExplainer | None] = {}

    def find(self, identifier: str) -> Release | None:
        """The release; None if it is not in the store, altered, or another of the same version."""
        if identifier not in self._found:
            try:
                release = load_release(identifier.partition("+")[0], self._store)
            except ArtefactError:
                release = None
            same = release is not None and release.identifier == identifier
            self._found[identifier] = release if same else None
        return self._found[identifier]

    def explainer(self, identifier: str) -> TextExplainer | None:
        """What takes the traits of a release's texts apart; None if nothing can."""
        if identifier not in self._explainers:
            release = self.find(identifier)
            has = release is not None and EXPLAINED in release.artefacts
            self._explainers[identifier] = TextExplainer(release) if release and has else None
        return self._explainers[identifier]


class HowScored(NamedTuple):
    """With which models a candidate was scored."""

    model_release: str
    modalities: frozenset[str]
    """Those with a score: face, voice, text."""
    face_labels: str | None = None
    fusion: str | None = None
    text_models: tuple[str, ...] = ()
    options: Mapping[str, Any] = {}
    """As the run was asked for; what is missing is the release's default."""

    def models(self, release: Release, modality: str) -> tuple[str, ...]:
        """Names of the models that scored a modality."""
        if modality == "text" and self.text_models:
            return self.text_models
        return tuple(self.options.get(f"{modality}_models") or release.ensembles[modality])


def read_options(options: str | None) -> Mapping[str, Any]:
    """scoring_runs.options; empty where they were not kept."""
    try:
        found = json.loads(options or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
