"""Evaluates what a training kept: held-out predictions of its models."""

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from models.evaluation.evaluated import Evaluated
from models.evaluation.faces import schemes_of
from models.evaluation.predictions import Kept, PredictionsError, is_kept, read_kept
from models.evaluation.systems import System, label_of, systems_of
from models.store import MODALITIES, Release

COMBINED = {"voice": "; the clips' means combined, where the night combines each window"}
"""Modality to how its ensemble differs from what scores at night."""


def held_out_results(folder: Path, wanted: Collection[str], release: Release) -> list[Evaluated]:
    """What a training's models said of items that they were not trained on.

    Args:
        folder: the training's work folder.
        wanted: as `models.evaluation.systems.systems_of`, of any modality.
        release: whose models, ensembles and cards.

    Returns:
        A result for each wanted system whose predictions lie in the folder.

    Raises:
        ArtefactError: if the release lacks a model that is wanted.
        PredictionsError: if a file is damaged, or those of an ensemble are of different items.
    """
    evaluated = []
    for modality in MODALITIES:
        for system in systems_of(release, modality, wanted):
            for scheme in _schemes(system, modality, release):
                suffix = f"-{scheme}" if scheme else ""
                files = {model: f"{model}{suffix}" for model in system.ensemble.models}
                if all(is_kept(folder, file) for file in files.values()):
                    kept = {model: read_kept(folder, file) for model, file in files.items()}
                    evaluated.append(_evaluated(system, modality, suffix, kept, release))
    return evaluated


def _schemes(system: System, modality: str, release: Release) -> list[str]:
    if modality != "face":
        return [""]
    return schemes_of([release.artefacts[model] for model in system.ensemble.models])


def _evaluated(
    system: System, modality: str, suffix: str, kept: Mapping[str, Kept], release: Release
) -> Evaluated:
    first, *others = (each.held_out for each in kept.values())
    if any(not np.array_equal(first.labels, other.labels) for other in others):
        raise PredictionsError(
            f"the held-out predictions of the {modality} models are not of the same items: train "
            f"{modality} again"
        )
    artefacts = [
        release.artefacts[model]._replace(version=each.version) for model, each in kept.items()
    ]
    split = release.artefacts[artefacts[0].name].card.split
    return Evaluated(
        name=f"{system.name}{suffix}",
        artefact=label_of(artefacts),
        source=f"held-out predictions of the training; {split}"
        + (COMBINED.get(modality, "") if others else ""),
        labels=first.labels,
        probabilities=system.ensemble.combine(
            {m: each.held_out.probabilities for m, each in kept.items()}
        ),
        groups=first.groups,
        people=first.people,
    )
