"""The protocol of the 2019 system, reported once beside the honest one and named as what it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper
from models.evaluation.metrics import classification_metrics
from models.training.voice.examples import Examples
from models.training.voice.folds import Predict, clip_means, validation_of
from schemas.labels import EMOTIONS

NAME = "seed protocol: random 80/20 of the clips, THE SAME ACTORS ON BOTH SIDES"
TEST_SHARE = 0.2


def random_split(count: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices (training, test) of a random 80/20 split, each in order."""
    shuffled = np.random.default_rng(seed).permutation(count)
    tests = max(1, round(count * TEST_SHARE))
    return np.sort(shuffled[tests:]), np.sort(shuffled[:tests])


def judge_seed_protocol(
    examples: Examples,
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    seed: int,
    temperature: float,
    train: Callable[[NDArray[np.intp]], Predict],
    work: Path,
    name: str,
) -> dict[str, Any]:
    """Train on four fifths of the clips, score the rest; keeps `<name>_seed_protocol` in `work`.

    Args:
        examples: windows of all clips.
        labels, actors: int, shape (clips,).
        seed: of the split, the same for both models so that they can be combined.
        temperature: from the honest protocol.
        train: from the training clips to a predictor.
        work: folder for the predictions.
        name: of the artefact.

    Returns:
        name, accuracy and balanced_accuracy (UAR) per clip: not figures for new people.
    """
    training, test = random_split(len(labels), seed)
    rows = np.isin(examples.clips, test)
    probabilities = np.zeros((len(examples.clips), len(EMOTIONS)))
    probabilities[rows] = temper(train(training)(examples.features[rows]), temperature)
    means = clip_means(probabilities, examples.clips, len(labels))[test]
    kept = validation_of(labels[test], actors[test], means)
    kept.save(work, f"{name}_seed_protocol")
    metrics = classification_metrics(kept.labels, kept.probabilities)
    return {"name": NAME, **{key: metrics[key] for key in ("accuracy", "balanced_accuracy")}}
