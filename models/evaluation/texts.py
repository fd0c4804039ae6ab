"""Evaluates the text models of a release on essays."""

from collections.abc import Collection

import numpy as np

from models.evaluation.evaluated import Evaluated, Track
from models.evaluation.systems import label_of, members, systems_of
from models.labelled import TextData
from models.registry import load
from models.store import Release
from models.text.document import score_document
from schemas.labels import TRAITS

SOURCE = (
    "essays; the card does not say which ones the model has read: IF IT WAS TRAINED ON THESE, "
    "THE FIGURES ARE NOT OF NEW PEOPLE"
)


def score_texts(
    essays: TextData, wanted: Collection[str], release: Release, track: Track
) -> list[Evaluated]:
    """Score essays; one with too little or foreign text has no score.

    Args:
        essays: labelled essays.
        wanted: as `models.evaluation.systems.systems_of`.
        release: the trained models.
        track: shows progress.

    Raises:
        ArtefactError: if the release lacks a model that is wanted.
    """
    systems = systems_of(release, "text", wanted)
    if not systems:
        return []
    scorers = {name: load(release.artefacts[name]) for name in members(systems)}
    scores = [score_document(text, scorers).scores for text in track(essays.texts, "text")]
    scored = np.array([len(of_text) > 0 for of_text in scores], dtype=np.bool_)
    by_model = {
        name: np.array([of_text[name] for of_text in scores if of_text]).reshape(-1, len(TRAITS))
        for name in scorers
    }
    return [
        Evaluated(
            system.name,
            label_of(release.artefacts[name] for name in system.ensemble.models),
            SOURCE,
            essays.labels[scored],
            system.ensemble.combine(by_model),
            not_scored=int((~scored).sum()),
        )
        for system in systems
    ]
