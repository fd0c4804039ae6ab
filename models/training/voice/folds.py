"""Folds of clips by actor, and scores per clip."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from models.training.trainer import InsufficientDataError


def sexes(actors: NDArray[np.integer]) -> NDArray[np.str_]:
    """ "male" or "female" for RAVDESS's actors: odd numbers are men."""
    return np.where(actors % 2 == 1, "male", "female")


def actor_folds(
    actors: NDArray[np.integer], folds: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs (training, test) of indices; nobody is in both.

    With fewer actors than folds, each actor is a fold.

    Raises:
        InsufficientDataError: if there are fewer than two actors.
    """
    people = len(np.unique(actors))
    if people < 2:
        raise InsufficientDataError(f"{people} actor(s): at least two are needed to hold one out")
    yield from GroupKFold(min(folds, people)).split(actors, groups=actors)


def clip_means(
    probabilities: NDArray[np.floating], clips: NDArray[np.integer], count: int
) -> NDArray[np.float64]:
    """Mean over the windows of each clip: float64, shape (count, 7); NaN for a clip without."""
    sums = np.zeros((count, probabilities.shape[1]))
    np.add.at(sums, clips, probabilities)
    windows = np.bincount(clips, minlength=count)[:, np.newaxis]
    return np.asarray(np.where(windows > 0, sums / np.maximum(windows, 1), np.nan))
