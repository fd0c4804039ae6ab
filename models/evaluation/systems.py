"""What of a release is evaluated: each model alone, and each modality's ensemble."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from models.registry import models_of
from models.selection import Ensemble, selection_of
from models.store import Artefact, ArtefactError, Release


class System(NamedTuple):
    """A model alone or an ensemble, under the name of its result."""

    name: str
    ensemble: Ensemble


def names_of(modality: str) -> list[str]:
    """Names under which models of a modality can be evaluated."""
    return [*models_of(modality), modality]


def systems_of(release: Release, modality: str, wanted: Collection[str] = ()) -> list[System]:
    """The systems of a release that are to be evaluated.

    Args:
        release: the trained models.
        modality: "face", "voice" or "text".
        wanted: names of models, or the modality's own for the release's ensemble. Empty means all:
            each model, and the ensemble if it is more than one of them.

    Returns:
        Models in the registry's order, then the ensemble.

    Raises:
        ArtefactError: if the release does not hold a model that is wanted.
    """
    named = [name for name in names_of(modality) if name in wanted]
    ensemble = release.ensembles.get(modality, ())
    if not wanted:
        named = [name for name in models_of(modality) if name in release.artefacts]
        named += [modality] if len(ensemble) > 1 else []
    for name in named:
        if name != modality and name not in release.artefacts:
            raise ArtefactError(f"release {release.version} has no {name}; choose another")
    return [System(name, _ensemble(release, modality, name)) for name in named]


def _ensemble(release: Release, modality: str, name: str) -> Ensemble:
    if name != modality:
        return Ensemble((name,))
    ensemble: Ensemble = getattr(selection_of(release), modality)
    return ensemble


def members(systems: Sequence[System]) -> list[str]:
    """Models that these systems are made of, each once."""
    return list(dict.fromkeys(name for system in systems for name in system.ensemble.models))


def label_of(artefacts: Iterable[Artefact]) -> str:
    """As a report names what scored: one artefact, or the mean of several."""
    labels = [artefact.label for artefact in artefacts]
    return labels[0] if len(labels) == 1 else f"mean of {' and '.join(labels)}"
