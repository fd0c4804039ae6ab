"""From the pairwise decisions of a multi-class SVM to probabilities.

An SVM of k classes is k (k - 1) / 2 SVMs of two. Their votes weighted by how sure each is name the
class, and a softmax of the votes, sharpened by one temperature from held-out actors, gives
probabilities. Sigmoids per class (Platt, 2000) on the library's counted votes were tried: they
change the winner, and were two points of UAR and twice the calibration error worse on inner folds.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax


def pairwise_probabilities(decisions: NDArray[np.floating], classes: int) -> NDArray[np.float64]:
    """Softmax of the votes, each the hyperbolic tangent of a pair's decision.

    Args:
        decisions: shape (n, classes * (classes - 1) / 2) in scikit-learn's order (0, 1), (0, 2),
            ... (1, 2), ...; positive speaks for the first class of the pair.
        classes: k, at least 3.

    Returns:
        float64, shape (n, k), rows sum to one; not calibrated yet: see `models.calibration`.

    Raises:
        ValueError: if there are not as many decisions as pairs.
    """
    pairs = list(combinations(range(classes), 2))
    if decisions.ndim != 2 or decisions.shape[1] != len(pairs):
        raise ValueError(f"decisions of shape {decisions.shape} for {len(pairs)} pairs")
    votes = np.zeros((len(decisions), classes))
    for column, (first, second) in enumerate(pairs):
        vote = np.tanh(decisions[:, column])
        votes[:, first] += vote
        votes[:, second] -= vote
    return np.asarray(softmax(votes, axis=1))
