"""Says before a training what its data lack, instead of breaking off in its last fold."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.text.tfidf import TfidfOptions
from models.text.vocabulary import build_vocabulary
from models.training.text.folds import stratified_folds
from models.training.voice.examples import speaking_windows
from models.training.voice.folds import actor_folds
from models.training.voice.seed_protocol import random_split
from models.training.voice.svm import SvmOptions
from schemas.labels import EMOTIONS


def require_voices(
    clips: Sequence[NDArray[Any]],
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    seed: int,
) -> None:
    """Every training part must hold speech of each emotion, every judged part any speech.

    Args:
        clips: mono sound at 16 kHz, float in [-1, 1] or int16.
        labels: int, shape (clips,), index into EMOTIONS.
        actors: int, shape (clips,): who speaks.
        seed: of the training.

    Raises:
        ValueError: if one does not, or there are fewer than two actors.
    """
    spoken = np.array([bool(speaking_windows(clip)) for clip in clips])
    folds = actor_folds(actors, SvmOptions().folds)
    for training, judged in (*folds, random_split(len(labels), seed)):
        heard = set(labels[training[spoken[training]]].tolist())
        if missing := [name for label, name in enumerate(EMOTIONS) if label not in heard]:
            raise ValueError(
                f"{len(clips)} clips are too few: those of a training part hold no speech that is "
                f"labelled {', '.join(missing)}; give more clips or a larger --fraction"
            )
        if not spoken[judged].any():
            raise ValueError(
                f"{len(clips)} clips are too few: those of a judged part hold no speech; give more "
                "clips or a larger --fraction"
            )


def require_essays(texts: Sequence[str], labels: NDArray[np.integer], seed: int) -> None:
    """Every training part must hold both answers to each trait twice, and shared words.

    Args:
        texts: n essays.
        labels: 0 or 1, shape (n, 5), columns TRAITS.
        seed: of the training.

    Raises:
        ValueError: if one does not.
    """
    options = TfidfOptions()
    words = [text.split() for text in texts]
    for training in _inner_parts(labels, options, seed):
        if not build_vocabulary([words[i] for i in training], options.minimum_essays):
            raise ValueError(
                f"{len(texts)} essays are too few or too short: no word stands in "
                f"{options.minimum_essays} essays of a training part; give more essays or a larger "
                "--fraction"
            )


def _inner_parts(
    labels: NDArray[np.integer], options: TfidfOptions, seed: int
) -> Iterable[NDArray[np.intp]]:
    """Training parts of the folds, each of which has inner folds of its own."""
    for training, _ in stratified_folds(labels, options.folds, seed):
        stratified_folds(labels[training], options.inner_folds, seed)
        yield training
