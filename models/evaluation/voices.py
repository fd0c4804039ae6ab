"""Evaluates the voice models of a release on clips of speech."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.evaluation.evaluated import Evaluated, Track
from models.evaluation.systems import label_of, members, systems_of
from models.labelled import VoiceData
from models.registry import load
from models.store import Artefact, Release
from models.summary import summarise
from models.voice.windows import cut_windows
from schemas.labels import EMOTIONS

RAVDESS_ACTORS = 24


def score_voices(
    voices: VoiceData, wanted: Collection[str], release: Release, track: Track
) -> list[Evaluated]:
    """Score clips of speech as the nightly job does: a clip's score is the mean over its windows.

    Models of an ensemble are combined in each window, before the mean.

    Args:
        voices: labelled clips; actors 1-24 are RAVDESS's own.
        wanted: as `models.evaluation.systems.systems_of`.
        release: the trained models.
        track: shows progress.

    Raises:
        ArtefactError: if the release lacks a model that is wanted.
    """
    systems = systems_of(release, "voice", wanted)
    if not systems:
        return []
    clips = [
        [window for window in cut_windows(clip) if window.state == "scored"]
        for clip in voices.clips
    ]
    scored = np.array([len(windows) > 0 for windows in clips], dtype=np.bool_)
    spoken = [windows for windows in clips if windows]
    scores: dict[str, list[NDArray[np.float64]]] = {}
    for name in members(systems):
        scorer = load(release.artefacts[name])
        scores[name] = [scorer.score(windows) for windows in track(spoken, name)]
    actors = voices.actors[scored]
    evaluated = []
    for system in systems:
        artefacts = [release.artefacts[name] for name in system.ensemble.models]
        combined = [
            system.ensemble.combine({name: scores[name][clip] for name in system.ensemble.models})
            for clip in range(len(spoken))
        ]
        evaluated.append(
            Evaluated(
                name=system.name,
                artefact=label_of(artefacts),
                source=_familiarity(artefacts, voices.actors),
                labels=voices.labels[scored],
                probabilities=_means(combined),
                groups=known_sexes(actors),
                people=actors,
                not_scored=int((~scored).sum()),
            )
        )
    return evaluated


def known_sexes(actors: NDArray[np.integer]) -> NDArray[np.str_]:
    """ "male" or "female" of RAVDESS's actors, whose odd numbers are men; "" of anybody else."""
    sexes = np.where(actors % 2 == 1, "male", "female")
    return np.where((actors >= 1) & (actors <= RAVDESS_ACTORS), sexes, "")


def _means(scores: Iterable[NDArray[np.float64]]) -> NDArray[np.float64]:
    """What the night writes for each clip with a window, shape (n, 7)."""
    summaries = (summarise(windows) for windows in scores)
    means = [summary.mean for summary in summaries if summary is not None]
    return np.array(means).reshape(-1, len(EMOTIONS))


def _familiarity(artefacts: Sequence[Artefact], actors: NDArray[np.integer]) -> str:
    """Whether a model knows the people in the clips."""
    known: set[int] = set()
    for artefact in artefacts:
        trained_on = artefact.card.facts.get("training_actors")
        if trained_on is None:
            return "clips; the card does not say whose voices the model has heard"
        known.update(trained_on)
    seen = known & set(actors.tolist())
    if not seen:
        return "clips by actors the model has never heard"
    return f"clips; THE MODEL WAS TRAINED ON {len(seen)} OF THEIR ACTORS"
