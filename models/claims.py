"""What a score may claim: no more than held-out predictions and the other modality support.

A model's claim is limited to a ceiling, how often it is right where it claims most. A fused claim
is limited to the chance that at least one of the two modalities is right if they err independently
of each other. Pairs that are drawn at random do; in a recording both hear and see one performance,
so that more than this cannot be measured with the data at hand.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


class Ceilings(NamedTuple):
    """Most that the score of a modality may claim, see `models.training.calibration.fit_ceiling`.

    They are worked out for the models that a fusion is fitted to, and hold for others too, of which
    nothing is known.
    """

    face: float
    voice: float

    @property
    def fused(self) -> float:
        """Most that a fused score may claim."""
        return 1 - (1 - self.face) * (1 - self.voice)


def limit(scores: Scores, ceiling: float) -> Scores:
    """Bring what is above a ceiling down to it; the rest goes to the other classes.

    Args:
        scores: shape (..., k), rows sum to one.
        ceiling: from 1 / k to 1.

    Returns:
        Shape (..., k), rows sum to one; rows below the ceiling stay as they are.
    """
    return within(scores, np.full(scores.shape[-1], ceiling))


def bound(face: Scores, voice: Scores) -> Scores:
    """Most that may be claimed of each class: 1 - (1 - face)(1 - voice), a noisy or (Pearl, 1988).

    A row sums to at least one, so that there is a distribution below it: to 2 less the sum of
    face x voice, which is at most 1.

    Args:
        face, voice: shape (..., k), rows sum to one.

    Returns:
        Shape (..., k), in [0, 1], nowhere below `face` or `voice`.
    """
    # Written so that what is tiny does not vanish beside 1.
    most: Scores = face + voice * (1 - face)
    return most


def within(scores: Scores, bounds: Scores) -> Scores:
    """Bring what exceeds its bound down to it, and spread the rest in proportion.

    That is the distribution below the bounds which is nearest to the scores (by the
    Kullback-Leibler divergence): each class has its bound or a multiple of its score, the same for
    all. So of two classes the order can only change where their bounds have the other order.

    Args:
        scores: shape (..., k), rows sum to one.
        bounds: shape (..., k) or (k,), in [0, 1], rows sum to at least one.

    Returns:
        Shape (..., k), rows sum to one; rows without an excess stay as they are.
    """
    full = scores > bounds
    if not full.any():
        return scores
    exceeding = full.any(axis=-1, keepdims=True)
    limited = scores
    # What is spread may lift others above their bounds: each round finds one at least, or none.
    for _ in range(scores.shape[-1]):
        limited = np.where(full, bounds, _spread(scores, bounds, full))
        risen = (limited > bounds) & exceeding
        if not risen.any():
            break
        full = full | risen
    return np.where(exceeding, np.minimum(limited, bounds), scores)


def _spread(scores: Scores, bounds: Scores, full: NDArray[np.bool_]) -> Scores:
    """What the full classes leave, to the others in proportion to their scores."""
    left = 1 - np.where(full, bounds, 0.0).sum(axis=-1, keepdims=True)
    others = np.where(full, 0.0, scores)
    # Where the scores rule all others out, nothing but the bounds tells them apart.
    others = np.where(others.sum(axis=-1, keepdims=True) > 0, others, np.where(full, 0.0, bounds))
    total = others.sum(axis=-1, keepdims=True)
    shares: Scores = np.divide(others, total, out=np.zeros_like(others), where=total > 0)
    return np.asarray(np.maximum(left, 0.0) * shares)
