"""Smaller runs of a comparison: less to train on, fewer folds, the same test parts."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Split = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Numbers of the items to train on and of those to judge."""


def some_of(items: NDArray[np.intp], fraction: float, seed: int) -> NDArray[np.intp]:
    """A share of the items drawn from all over them, in their order; at least one.

    Args:
        items: shape (n,).
        fraction: in (0, 1]; 1 keeps all.
        seed: of the draw.
    """
    kept = max(1, math.floor(fraction * len(items) + 0.5))
    drawn = np.random.default_rng(seed).permutation(len(items))[:kept]
    return items[np.sort(drawn)]


def smaller(
    splits: Sequence[Split], fraction: float = 1.0, first: int | None = None, seed: int = 2026
) -> list[Split]:
    """The first splits with a share of what each trains on; what they judge stays whole."""
    return [(some_of(training, fraction, seed), test) for training, test in splits[:first]]
