"""What a release's models read in labelled data, by the code that scores at night.

Every function here is told `wanted`, of MODELS, and the `release` of the trained models; those that
score show progress by `track`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.evaluation.report import Reading
from models.face.cnn import BATCH, FaceScorer
from models.fusion import Fusion
from models.labelled import PUBLIC_TEST, TRAINING, FaceData, majority_labels
from models.store import Artefact, Release
from models.summary import summarise
from models.text.document import TEXT_MODELS, default_text_model, load_text_scorer, read_text
from models.training.voice.examples import speaking_windows
from models.training.voice.folds import sexes
from models.voice.scorers import VoiceCnnLstm, VoiceSvm
from schemas.labels import EMOTIONS, TRAITS

FACE_MODELS = ("face",)
VOICE_MODELS = ("voice-svm", "voice-cnn-lstm", "voice")
"""voice is the calibrated mean of both."""

EVALUATED_TEXT_MODELS = ("text-tfidf", "text-cnn-lstm", "text")
"""text is the one that scores by default."""

CLIP_MODELS = ("clips",)
"""Whole clips whose names say the emotion: face, voice and fusion."""

RAVDESS_ACTORS = 24

MODELS = (*FACE_MODELS, *VOICE_MODELS, *EVALUATED_TEXT_MODELS, *CLIP_MODELS)

LEARNED_FROM = {"labels": "fer2013", "votes": "ferplus"}
"""By which kind of labels each of FACE_READINGS is meant to be judged."""

JUDGED_BY = {"fer2013": "face", "ferplus": "face-ferplus"}
"""Names of the results of faces by the labels that judge them."""

OF_LABELS = {
    "fer2013": "",
    "ferplus": "; FER+ majority label where it is one of the seven classes",
}
"""What a report says of the labels."""

Track = Callable[[Sequence[Any], str], Iterable[Any]]
"""Shows progress over a sequence under a name, as `rich.progress.track`."""


def read_labelled_faces(
    faces: FaceData, wanted: Sequence[str], release: Release, track: Track
) -> list[Reading]:
    """Read every face that is not of the part the model was trained on.

    Args:
        faces: labelled faces, maybe with votes.

    Returns:
        "face" and, with votes, "face-ferplus": each of FACE_READINGS judged by the labels it
        learned; and each by the others' labels, named so.
    """
    if not set(FACE_MODELS) & set(wanted):
        return []
    unseen = faces.usage != TRAINING
    source = "faces of the part named Training: THE MODEL MAY HAVE SEEN THEM"
    if unseen.any():
        faces = faces.of(unseen)
        parts = [str(part) or "a part without a name" for part in np.unique(faces.usage)]
        source = f"faces of {', '.join(parts)}, none of the part named Training"
        if PUBLIC_TEST in faces.usage:
            source += f"; the temperature was fitted on {PUBLIC_TEST}"
    artefact = release.artefacts["face_cnn"]
    starts = range(0, len(faces.crops), BATCH)
    groups = faces.usage if len(np.unique(faces.usage)) > 1 else None
    truths = {"fer2013": faces.labels}
    if faces.votes is not None:
        truths["ferplus"] = majority_labels(faces.votes)
    found = []
    # Before 0.5.0 there was one reading, judged by both kinds of labels.
    for reading in artefact.card.get("readings", (None,)):
        scorer, name = FaceScorer(artefact, reading), f"face-{reading}" if reading else "face"
        scores = np.concatenate(
            [scorer.score(faces.crops[start : start + BATCH]) for start in track(starts, name)]
        )
        for kind, truth in truths.items():
            clear = truth >= 0
            own = reading is None or LEARNED_FROM[reading] == kind
            found.append(
                Reading(
                    JUDGED_BY[kind] if own else f"{name}-by-{kind}",
                    name_of(artefact),
                    source + (f"; reading {reading!r}" if reading else "") + OF_LABELS[kind],
                    truth[clear],
                    scores[clear],
                    None if groups is None else groups[clear],
                    not_scored=int((~clear).sum()),
                )
            )
    return found


def read_labelled_voices(
    clips: Sequence[NDArray[Any]],
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    wanted: Sequence[str],
    release: Release,
    track: Track,
) -> list[Reading]:
    """Read clips of speech as the nightly job does: a clip's score is the mean over its windows.

    Both models together are combined in each window, before the mean.

    Args:
        clips: mono sound at 16 kHz.
        labels: index into EMOTIONS, shape (clips,).
        actors: numbers, 1-24 RAVDESS's own, shape (clips,).
    """
    models = [model for model in VOICE_MODELS if model in wanted]
    if not models:
        return []
    svm, cnn_lstm = release.artefacts["voice_svm"], release.artefacts["voice_cnn_lstm"]
    windows = [speaking_windows(clip) for clip in clips]
    scored = np.array([len(clip) > 0 for clip in windows], dtype=np.bool_)

    def score(scorer: VoiceSvm | VoiceCnnLstm, model: str) -> list[NDArray[np.float64]]:
        return [scorer.score(clip) for clip in track(windows, model)]

    scores = {}
    if {"voice-svm", "voice"} & set(models):
        scores["voice-svm"] = score(VoiceSvm(svm), "voice-svm")
    if {"voice-cnn-lstm", "voice"} & set(models):
        scores["voice-cnn-lstm"] = score(VoiceCnnLstm(cnn_lstm), "voice-cnn-lstm")
    if "voice" in models:
        combine = Fusion.load(release.artefacts["fusion"]).combine_voices
        pairs = zip(scores["voice-svm"], scores["voice-cnn-lstm"], strict=True)
        scores["voice"] = [combine(*pair) for pair in pairs]
    names = {
        "voice-svm": name_of(svm),
        "voice-cnn-lstm": name_of(cnn_lstm),
        "voice": f"mean of {name_of(svm)} and {name_of(cnn_lstm)}",
    }
    return [
        Reading(
            model,
            names[model],
            _familiarity(svm.card, actors),
            labels[scored],
            _means(scores[model]),
            known_sexes(actors[scored]),
            actors[scored],
            int((~scored).sum()),
        )
        for model in models
    ]


def _means(scores: Iterable[NDArray[np.float64]]) -> NDArray[np.float64]:
    """What the night writes for each clip with a window, shape (n, 7)."""
    summaries = (summarise(windows) for windows in scores)
    means = [summary.mean for summary in summaries if summary is not None]
    return np.array(means).reshape(-1, len(EMOTIONS))


def known_sexes(actors: NDArray[np.integer]) -> NDArray[np.str_]:
    """ "male" or "female" for RAVDESS's own actors, "" for others who are named like them."""
    return np.where((actors >= 1) & (actors <= RAVDESS_ACTORS), sexes(actors), "")


def _familiarity(card: Mapping[str, Any], actors: NDArray[np.integer]) -> str:
    """Whether the model knows the people in the clips."""
    known = card.get("training_actors")
    if known is None:
        return "clips; the card does not say whose voices the model has heard"
    seen = sorted(set(known) & set(actors.tolist()))
    if not seen:
        return "clips by actors the model has never heard"
    return f"clips; THE MODEL WAS TRAINED ON {len(seen)} OF THEIR ACTORS"


def read_labelled_essays(
    texts: Sequence[str],
    labels: NDArray[np.integer],
    wanted: Sequence[str],
    release: Release,
    track: Track,
) -> list[Reading]:
    """Read essays.

    Args:
        texts: n essays.
        labels: 0 or 1, shape (n, 5), columns TRAITS.
    """
    default = default_text_model(release.artefacts)
    models = {"text-tfidf": "tfidf", "text-cnn-lstm": "cnn_lstm", "text": default}
    readings = []
    for name in (name for name in EVALUATED_TEXT_MODELS if name in wanted):
        scorer = load_text_scorer(models[name], release.artefacts)
        traits = [read_text(text, scorer).traits for text in track(texts, name)]
        scored = np.array([found is not None for found in traits])
        readings.append(
            Reading(
                name,
                name_of(release.artefacts[TEXT_MODELS[models[name]]]),
                "essays; the card does not say which ones the model has read: IF IT WAS TRAINED ON "
                "THESE, THE FIGURES ARE NOT OF NEW PEOPLE",
                labels[scored],
                np.array([found for found in traits if found is not None]).reshape(-1, len(TRAITS)),
                not_scored=int((~scored).sum()),
            )
        )
    return readings


def readings_of_clips(
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    scores: Mapping[str, Sequence[Sequence[float] | None]],
) -> list[Reading]:
    """What the whole job read in labelled clips, by modality and fused.

    Args:
        labels: index into EMOTIONS, shape (clips,).
        actors: numbers, 1-24 RAVDESS's own, 0 where unknown, shape (clips,).
        scores: "face", "voice" and "fused" to a clip's mean emotions, None where it did not speak.
    """
    # Who is unknown counts as somebody else in each clip.
    people = np.where(actors > 0, actors, -np.arange(len(actors)))
    readings = []
    for modality, means in scores.items():
        scored = np.array([mean is not None for mean in means], dtype=np.bool_)
        found = [mean for mean in means if mean is not None]
        readings.append(
            Reading(
                f"clips-{modality}",
                "whole job",
                "clips, each read over its length",
                labels[scored],
                np.array(found).reshape(-1, len(EMOTIONS)),
                known_sexes(actors[scored]),
                people[scored],
                int((~scored).sum()),
            )
        )
    return readings


def name_of(artefact: Artefact) -> str:
    """As the report names it."""
    return f"{artefact.name} {artefact.version}"
