"""Evaluates labelled data of each kind: reads it, scores it, and says what could not be scored."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

from models.evaluation.agreement import agreement_of
from models.evaluation.clips import clip_results
from models.evaluation.evaluated import CLIPS, Evaluated
from models.evaluation.faces import score_faces
from models.evaluation.systems import names_of
from models.evaluation.texts import score_texts
from models.evaluation.voices import score_voices
from models.fusion import log_scores
from models.selection import selection_of
from models.store import Release
from schemas.sampling import FRAMES_PER_SECOND
from transforms.errors import DataError, NoDataError
from transforms.labelled.clips import read_clips, score_clips
from transforms.labelled.essays import read_essays, without_repeats
from transforms.labelled.faces import read_faces
from transforms.labelled.files import Say
from transforms.labelled.voices import read_voices


class Request(NamedTuple):
    """What is evaluated."""

    data: Path
    """File or folder of labelled data."""
    wanted: Collection[str]
    """Names of models, of modalities for their ensembles, or CLIPS; empty means all for which there
    is data, but not CLIPS, which could hide in any folder of recordings."""
    release: Release
    models: Path | None = None
    """Folder of the release."""

    def wants(self, kind: str) -> bool:
        """Whether anything that this kind of data serves is to be evaluated."""
        if not self.wanted:
            return kind != CLIPS
        names = [CLIPS] if kind == CLIPS else names_of(kind)
        return any(name in self.wanted for name in names)


def evaluate(request: Request) -> list[Evaluated]:
    """Score labelled data with what is wanted, each kind of data where there is some.

    Returns:
        One result for each system that scored anything; the others are named in the notes.

    Raises:
        DataError: if something wanted has no data, or nothing could be scored.
        ArtefactError: if the release lacks a model that is wanted.
    """
    if not request.data.exists():
        raise DataError(f"there is no {request.data}")
    results: list[Evaluated] = []
    missing: list[str] = []
    unscored: list[str] = []
    for score in [score for kind, score in SCORE.items() if request.wants(kind)]:
        notes: list[str] = []
        try:
            found = score(request, notes.append)
        except NoDataError as error:
            missing.append(str(error))
            continue
        notes += (
            f"{each.name} is left out: none of {each.not_scored:,} items can be judged."
            for each in found
            if not len(each.labels)
        )
        scored = [each._replace(notes=notes) for each in found if len(each.labels)]
        results += scored
        unscored += [] if scored else notes
    if (request.wanted and missing) or not (results or unscored):
        raise DataError("; ".join(missing))
    if not results:
        raise DataError(f"nothing below {request.data} could be scored: {' '.join(unscored)}")
    return results


def _faces(request: Request, say: Say) -> list[Evaluated]:
    return score_faces(read_faces(request.data, say), request.wanted, request.release, _track)


def _voices(request: Request, say: Say) -> list[Evaluated]:
    return score_voices(read_voices(request.data, say), request.wanted, request.release, _track)


def _essays(request: Request, say: Say) -> list[Evaluated]:
    essays = without_repeats(read_essays(request.data, say), say)
    return score_texts(essays, request.wanted, request.release, _track)


def _clips(request: Request, say: Say) -> list[Evaluated]:
    clips = read_clips(request.data, say)
    selection = selection_of(request.release, request.models)
    found = score_clips(_track(clips, CLIPS), selection, FRAMES_PER_SECOND, say)
    scores = [each and each.score for each in found]
    frames = [
        np.array([frame.emotions for frame in each.frames if frame.emotions is not None])
        for each in found
        if each is not None
    ]
    if agreement := agreement_of([log_scores(clip) for clip in frames if len(clip)]):
        say(agreement)
    means = {
        "face": [score and score.face_emotions for score in scores],
        "voice": [score and score.voice_emotions for score in scores],
        "fused": [score and score.emotions for score in scores],
    }
    labels, actors = (np.array([clip[place] for clip in clips]) for place in (1, 2))
    return clip_results(labels, actors, means)


SCORE: dict[str, Callable[[Request, Say], list[Evaluated]]] = {
    "face": _faces,
    "voice": _voices,
    "text": _essays,
    CLIPS: _clips,
}
"""Kind of labelled data to what reads and scores it."""


def _track(items: Sequence[Any], name: str) -> Iterable[Any]:
    return track(items, name, console=Console(stderr=True))
