"""The speaker-dependent split of the 2019 system, reported once beside the figures for new people.

Clips are split at random, so the same actors speak on both sides: the figures show how well a
model knows these actors' voices, not what to expect of new people.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.evaluation.metrics import classification_metrics
from models.evaluation.predictions import HeldOut
from models.training.voice.examples import Examples
from models.training.voice.folds import clip_means
from models.training.voice.judge import Predict, held_out_clips
from models.voice.temperature import VoiceTemperature
from schemas.labels import EMOTIONS

NAME = (
    "speaker-dependent split: random 80/20 of the clips, THE SAME ACTORS ON BOTH SIDES; not to be "
    "expected of new people"
)
SUFFIX = "-speaker_dependent"
"""Behind a model's name: what the held-out predictions of this split are kept under."""
TEST_SHARE = 0.2


def random_split(count: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices (training, test) of a random 80/20 split, each in order."""
    shuffled = np.random.default_rng(seed).permutation(count)
    tests = max(1, round(count * TEST_SHARE))
    return np.sort(shuffled[tests:]), np.sort(shuffled[:tests])


def predict_speaker_dependent(
    examples: Examples,
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    train: Callable[[NDArray[np.intp]], Predict],
    *,
    seed: int,
    temperature: VoiceTemperature,
) -> HeldOut:
    """Train on four fifths of the clips and score the rest.

    Args:
        examples: windows of all clips.
        labels, actors: int, shape (clips,).
        train: from the training clips to a predictor.
        seed: of the split, the same for all models so that they can be combined.
        temperature: from the folds by actor, on all clips, these among them: it moves the answer
            only where the windows of a clip disagree.

    Returns:
        Predictions of the clips left out that hold speech.
    """
    training, test = random_split(len(labels), seed)
    rows = np.isin(examples.clips, test)
    probabilities = np.zeros((len(examples.clips), len(EMOTIONS)))
    predict = train(training)
    if rows.any():
        raw = predict(examples.features[rows])
        probabilities[rows] = temperature.temper(raw, examples.heard_pitches()[rows])
    means = clip_means(probabilities, examples.clips, len(labels))[test]
    return held_out_clips(labels[test], actors[test], means)


def speaker_dependent_figures(held_out: HeldOut) -> dict[str, Any]:
    """Name of the split, accuracy and balanced_accuracy (UAR) per clip, ready for JSON."""
    metrics = classification_metrics(held_out.labels, held_out.probabilities)
    return {"name": NAME, **{key: metrics[key] for key in ("accuracy", "balanced_accuracy")}}
