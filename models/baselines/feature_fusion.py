"""Feature-level fusion as in the audiovisual thesis, for comparison: it does not score at night.

The face network's embedding and the voice's statistics are put side by side, reduced to 68
dimensions by principal components, and classified by a dense layer of 14 units or an SVM.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from models.baselines.settings import BaselineError, Settings
from models.evaluation.predictions import HeldOut, is_kept, read_kept
from models.labelled import VoiceData
from models.registry import models_of
from models.training.pairs import Pairs, pairs_by_half
from models.training.trial import some_of
from models.training.voice.examples import windows_of
from models.training.voice.folds import clip_means
from models.voice.preprocessing import statistics

COMPONENTS = 68
UNITS = 14
PAIRS_EVERY = 4
"""An SVM's time grows with the square of the pairs: it gets one in four."""


LABELS = ("ferplus", "fer2013")
"""Label schemes of the held-out faces, the one to take first."""


def run_feature_fusion(voices: VoiceData, settings: Settings) -> dict[str, Any]:
    """The row of the comparison: held-out faces of a training, and its clips' statistics.

    Args:
        voices: the clips that the voice models were trained on.
        settings: with `fraction` and `seed` of that training, and its work folder.

    Raises:
        PredictionsError: if the folder holds no predictions of faces or of voices.
        BaselineError: if it holds those of other clips.
        InsufficientDataError: if no clip holds speech.
    """
    assert settings.work is not None, "the registry asks for it"
    face_name = _first_kept(
        settings.work, [f"{name}-{labels}" for name in models_of("face") for labels in LABELS]
    )
    voice_name = _first_kept(settings.work, models_of("voice"))
    face, voice = (read_kept(settings.work, name).held_out for name in (face_name, voice_name))
    kept = some_of(np.arange(len(voices.labels)), settings.fraction, settings.seed)
    heard = with_statistics(voice, voices.take(kept))
    accuracies = feature_level_accuracies(face, heard, settings.seed)
    return {"face": face_name, "voice": voice_name, "accuracy": accuracies}


def with_statistics(voice: HeldOut, clips: VoiceData) -> HeldOut:
    """Held-out predictions with the 68 statistics of their clips as features.

    Args:
        voice: held-out predictions of a voice model.
        clips: the clips that they are of, and those without speech.

    Raises:
        BaselineError: if the predictions are of other clips.
        InsufficientDataError: if no clip holds speech.
    """
    examples = windows_of(clips.clips, statistics)
    means = clip_means(examples.features, examples.clips, len(clips.clips))
    spoken = np.isfinite(means).all(axis=1)
    same = np.array_equal(clips.labels[spoken], voice.labels)
    if not same or voice.people is None or not np.array_equal(clips.actors[spoken], voice.people):
        raise BaselineError(
            "the voices below --data are not those whose predictions --work keeps: give the "
            "--data, --fraction and --seed that the voice models were trained with"
        )
    return voice._replace(features=means[spoken].astype(np.float32))


def _first_kept(work: Path, names: Sequence[str]) -> str:
    """The first of these predictions that is there; the first of all if none is."""
    return next((name for name in names if is_kept(work, name)), names[0])


def feature_level_accuracies(face: HeldOut, voice: HeldOut, seed: int) -> dict[str, float]:
    """Judge both classifiers on pairs of people they were not trained on.

    Args:
        face, voice: held-out items with their features.
        seed: of the halves, the draw and the classifiers.

    Returns:
        "features, dense" and "features, SVM" to their accuracy (every class as often), [0, 1].

    Raises:
        ValueError: if features are missing, or a class has no item in a half.
    """
    correct: dict[str, list[NDArray[np.bool_]]] = {"features, dense": [], "features, SVM": []}
    for fit, judge in pairs_by_half(face, voice, seed):
        train, test = side_by_side(face, voice, fit), side_by_side(face, voice, judge)
        classifiers: dict[str, ClassifierMixin] = {
            "features, dense": MLPClassifier((UNITS,), early_stopping=True, random_state=seed),
            "features, SVM": SVC(),
        }
        for name, classifier in classifiers.items():
            model = make_pipeline(
                StandardScaler(), PCA(COMPONENTS, random_state=seed), StandardScaler(), classifier
            )
            model.fit(train[::PAIRS_EVERY], fit.labels[::PAIRS_EVERY])
            correct[name].append(model.predict(test) == judge.labels)
    return {name: float(np.concatenate(parts).mean()) for name, parts in correct.items()}


def side_by_side(face: HeldOut, voice: HeldOut, pairs: Pairs) -> NDArray[np.float64]:
    """Features of each pair's face, then its voice's: shape (pairs, d + e).

    Raises:
        ValueError: if one of the two has no features.
    """
    if face.features is None or voice.features is None:
        raise ValueError("fusion at feature level needs the features of faces and voices")
    sides = face.features[pairs.faces], voice.features[pairs.voices]
    return np.concatenate(sides, axis=1).astype(np.float64)
