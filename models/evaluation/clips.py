"""Evaluates the whole job on clips that say the acted emotion."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.evaluation.evaluated import CLIPS, Evaluated
from models.evaluation.voices import known_sexes
from schemas.labels import EMOTIONS


def clip_results(
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    scores: Mapping[str, Sequence[Sequence[float] | None]],
) -> list[Evaluated]:
    """What the whole job said of labelled clips, by modality and fused.

    Args:
        labels: index into EMOTIONS, shape (clips,).
        actors: numbers, 1-24 RAVDESS's own, 0 where unknown, shape (clips,).
        scores: "face", "voice" and "fused" to a clip's mean emotions; None for a clip without such
            a score.
    """
    # Who is unknown counts as somebody else in each clip.
    people = np.where(actors > 0, actors, -np.arange(len(actors)))
    evaluated = []
    for modality, means in scores.items():
        scored = np.array([mean is not None for mean in means], dtype=np.bool_)
        found = [mean for mean in means if mean is not None]
        evaluated.append(
            Evaluated(
                name=f"{CLIPS}-{modality}",
                artefact="whole job",
                source="clips, each scored over its length",
                labels=labels[scored],
                probabilities=np.array(found).reshape(-1, len(EMOTIONS)),
                groups=known_sexes(actors[scored]),
                people=people[scored],
                not_scored=int((~scored).sum()),
            )
        )
    return evaluated
