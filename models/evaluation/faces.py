"""Evaluates the face models of a release under every label scheme."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from models.evaluation.evaluated import Evaluated, Track
from models.evaluation.systems import System, label_of, members, systems_of
from models.labelled import PUBLIC_TEST, TRAINING, FaceData, majority_labels
from models.registry import load
from models.store import Artefact, Release

BATCH = 64
"""Crops between two steps of the progress bar."""

ABOUT_LABELS = {
    "fer2013": "",
    "ferplus": "; FER+ majority label where it is one of the seven classes",
}
"""What a report says of the labels that judge."""


def score_faces(
    faces: FaceData, wanted: Collection[str], release: Release, track: Track
) -> list[Evaluated]:
    """Score every face that is not of the part that models are trained on.

    Args:
        faces: labelled faces, with votes if there are any.
        wanted: as `models.evaluation.systems.systems_of`.
        release: the trained models.
        track: shows progress.

    Returns:
        Of each system and label scheme, "<system>-<scheme>": judged by the labels of that scheme;
        and, where the faces have others too, "<system>-<scheme>-by-<other>".

    Raises:
        ArtefactError: if the release lacks a model that is wanted.
    """
    systems = systems_of(release, "face", wanted)
    if not systems:
        return []
    faces, source = _unseen(faces)
    truths = {"fer2013": faces.labels}
    if faces.votes is not None:
        truths["ferplus"] = majority_labels(faces.votes)
    groups = faces.usage if len(np.unique(faces.usage)) > 1 else None
    artefacts = {name: release.artefacts[name] for name in members(systems)}
    scores = {
        (name, scheme): _score(artefact, scheme, faces.crops, track)
        for name, artefact in artefacts.items()
        for scheme in schemes_of([artefact])
    }
    evaluated = []
    for system in systems:
        parts = [artefacts[name] for name in system.ensemble.models]
        for scheme in schemes_of(parts):
            combined = system.ensemble.combine({a.name: scores[a.name, scheme] for a in parts})
            for judged_by, truth in truths.items():
                clear = truth >= 0
                evaluated.append(
                    Evaluated(
                        _name(system, scheme, judged_by),
                        label_of(parts),
                        f"{source}; label scheme {scheme}{ABOUT_LABELS[judged_by]}",
                        truth[clear],
                        combined[clear],
                        None if groups is None else groups[clear],
                        not_scored=int((~clear).sum()),
                    )
                )
    return evaluated


def _name(system: System, scheme: str, judged_by: str) -> str:
    name = f"{system.name}-{scheme}"
    return name if scheme == judged_by else f"{name}-by-{judged_by}"


def schemes_of(artefacts: Sequence[Artefact]) -> list[str]:
    """Label schemes that all these face models know, in the order of the first."""
    known = [artefact.card.scoring["labels"] for artefact in artefacts]
    return [scheme for scheme in known[0] if all(scheme in labels for labels in known)]


def _unseen(faces: FaceData) -> tuple[FaceData, str]:
    """The faces outside FER2013's Training if there are any, and what the report says of them."""
    unseen = faces.usage != TRAINING
    if not unseen.any():
        return faces, "faces of the part named Training: THE MODEL MAY HAVE SEEN THEM"
    faces = faces.take(unseen)
    parts = [str(part) or "a part without a name" for part in np.unique(faces.usage)]
    source = f"faces of {', '.join(parts)}, none of the part named Training"
    if PUBLIC_TEST in faces.usage:
        source += f"; the temperature was fitted on {PUBLIC_TEST}"
    return faces, source


def _score(
    artefact: Artefact, scheme: str, crops: NDArray[np.uint8], track: Track
) -> NDArray[np.float64]:
    scorer = load(artefact, scheme)
    starts = range(0, len(crops), BATCH)
    return np.concatenate(
        [
            scorer.score(crops[start : start + BATCH])
            for start in track(starts, f"{artefact.name} {scheme}")
        ]
    )
