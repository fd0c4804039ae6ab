"""What a release's models read in labelled data, by the code that scores at night.

Every function here is told `wanted`, of MODELS, and the `release` of the trained models; those that
score show progress by `track`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.evaluation.page import Reading
from models.face.labelled import TRAINING, FaceData, majority_labels
from models.face.scorer import BATCH, FaceScorer
from models.fusion import Fusion
from models.fusion_choice import Validation
from models.store import Artefact, Release
from models.text.reading import TEXT_MODELS, default_text_model, load_text_scorer, read_text
from models.voice.evaluation import clip_means, sexes
from models.voice.examples import speaking_windows
from models.voice.scorers import VoiceCnnLstm, VoiceSvm
from schemas.labels import TRAITS

FACE_MODELS = ("face",)
VOICE_MODELS = ("voice-svm", "voice-cnn-lstm", "voice")
"""voice is the calibrated mean of both."""

EVALUATED_TEXT_MODELS = ("text-tfidf", "text-cnn-lstm", "text")
"""text is the one that scores by default."""

CLIP_MODELS = ("clips",)
"""Whole clips whose names say the emotion: face, voice and fusion."""

RAVDESS_ACTORS = 24

MODELS = (*FACE_MODELS, *VOICE_MODELS, *EVALUATED_TEXT_MODELS, *CLIP_MODELS)

Track = Callable[[Sequence[Any], str], Iterable[Any]]
"""Shows progress over a sequence under a name, as `rich.progress.track`."""


def read_labelled_faces(
    faces: FaceData, wanted: Sequence[str], release: Release, track: Track
) -> list[Reading]:
    """Read every face that is not of the part the model was trained on.

    Args:
        faces: labelled faces; with votes, their majority label is a second reading.
    """
    if not set(FACE_MODELS) & set(wanted):
        return []
    unseen = faces.usage != TRAINING
    source = "faces of the part named Training: THE MODEL MAY HAVE SEEN THEM"
    if unseen.any():
        faces = faces.of(unseen)
        parts = [str(part) or "a part without a name" for part in np.unique(faces.usage)]
        source = f"faces of {', '.join(parts)}, none of the part named Training"
    artefact = release.artefacts["face_cnn"]
    scorer = FaceScorer(artefact)
    starts = range(0, len(faces.crops), BATCH)
    scores = np.concatenate(
        [scorer.score(faces.crops[start : start + BATCH]) for start in track(starts, "face")]
    )
    groups = faces.usage if len(np.unique(faces.usage)) > 1 else None
    reading = Reading("face", _name(artefact), source, faces.labels, scores, groups)
    if faces.votes is None:
        return [reading]
    majority = majority_labels(faces.votes)
    clear = majority >= 0
    by_majority = reading._replace(
        model="face-ferplus",
        source=f"{source}; FER+ majority label where it is one of the seven classes",
        labels=majority[clear],
        probabilities=scores[clear],
        groups=None if groups is None else groups[clear],
        not_scored=int((~clear).sum()),
    )
    return [reading, by_majority]


def read_labelled_voices(
    clips: Sequence[NDArray[Any]],
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    wanted: Sequence[str],
    release: Release,
    track: Track,
) -> list[Reading]:
    """Read clips of speech: a clip's score is the mean over its windows with speech.

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
    numbers = np.repeat(np.arange(len(windows)), [len(clip) for clip in windows])

    def means(scorer: VoiceSvm | VoiceCnnLstm, model: str) -> NDArray[np.float64]:
        scores = [scorer.score(clip) for clip in track(windows, model)]
        return clip_means(np.concatenate(scores), numbers, len(windows))

    probabilities = {
        "voice-svm": means(VoiceSvm(svm), "voice-svm"),
        "voice-cnn-lstm": means(VoiceCnnLstm(cnn_lstm), "voice-cnn-lstm"),
    }
    scored = np.isfinite(probabilities["voice-svm"]).all(axis=1)
    both = np.full_like(probabilities["voice-svm"], np.nan)
    both[scored] = _combined(
        probabilities["voice-svm"][scored], probabilities["voice-cnn-lstm"][scored], release
    )
    names = {
        "voice-svm": _name(svm),
        "voice-cnn-lstm": _name(cnn_lstm),
        "voice": f"mean of {_name(svm)} and {_name(cnn_lstm)}",
    }
    return [
        Reading(
            model,
            names[model],
            _familiarity(svm.card, actors),
            labels[scored],
            {**probabilities, "voice": both}[model][scored],
            known_sexes(actors[scored]),
            actors[scored],
            int((~scored).sum()),
        )
        for model in models
    ]


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
                _name(release.artefacts[TEXT_MODELS[models[name]]]),
                "essays; the card does not say which ones the model has read: IF IT WAS TRAINED ON "
                "THESE, THE FIGURES ARE NOT OF NEW PEOPLE",
                labels[scored],
                np.array([found for found in traits if found is not None]).reshape(-1, len(TRAITS)),
                not_scored=int((~scored).sum()),
            )
        )
    return readings


def readings_of_clips(
    labels: NDArray[np.integer], scores: Mapping[str, Sequence[Sequence[float] | None]]
) -> list[Reading]:
    """What the whole job read in labelled clips, by modality and fused.

    Args:
        labels: index into EMOTIONS, shape (clips,).
        scores: "face", "voice" and "fused" to a clip's mean emotions, None where it did not speak.
    """
    readings = []
    for modality, means in scores.items():
        scored = np.array([mean is not None for mean in means])
        if scored.any():
            readings.append(
                Reading(
                    f"clips-{modality}",
                    "whole job",
                    "clips, each read over its length",
                    labels[scored],
                    np.array([mean for mean in means if mean is not None]),
                    not_scored=int((~scored).sum()),
                )
            )
    return readings


def held_out_readings(folder: Path, wanted: Sequence[str], release: Release) -> list[Reading]:
    """What a training kept: each item read by a model that had not seen the person.

    Args:
        folder: the training's work folder.

    Returns:
        A reading of each wanted model whose predictions lie there.
    """
    artefacts = {
        "face": "face_cnn",
        "voice-svm": "voice_svm",
        "voice-cnn-lstm": "voice_cnn_lstm",
        "text-tfidf": "text_tfidf",
        "text-cnn-lstm": "text_cnn_lstm",
    }
    readings = {}
    for model, name in artefacts.items():
        if (folder / f"{name}_validation.npz").exists():
            artefact = release.artefacts[name]
            source = f"held-out predictions of the training; {artefact.card['split']}"
            kept = Validation.load(folder, name)
            readings[model] = Reading(
                model,
                _name(artefact),
                source,
                kept.labels,
                kept.probabilities,
                kept.groups,
                kept.people,
            )
    if "voice-svm" in readings and "voice-cnn-lstm" in readings:
        svm, cnn_lstm = readings["voice-svm"], readings["voice-cnn-lstm"]
        readings["voice"] = svm._replace(
            model="voice",
            artefact=f"mean of {svm.artefact} and {cnn_lstm.artefact}",
            probabilities=_combined(svm.probabilities, cnn_lstm.probabilities, release),
        )
    return [reading for model, reading in readings.items() if model in wanted]


def _combined(
    svm: NDArray[np.floating], cnn_lstm: NDArray[np.floating], release: Release
) -> NDArray[np.float64]:
    """Both voice models together, as the nightly job combines them."""
    fusion = Fusion.load(release.artefacts["fusion"])
    return fusion.combine_voices(svm.astype(np.float64), cnn_lstm.astype(np.float64))


def _name(artefact: Artefact) -> str:
    return f"{artefact.name} {artefact.version}"
