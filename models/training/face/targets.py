"""What a face network learns to say: FER2013's label, and the votes of FER+.

Both are about the same pictures and disagree on a third of them: FER2013's label came with the web
search that found the picture, FER+ asked ten people (Barsoum et al., 2016). A network that learns
the mean of both learns neither; one with a head for each learns from both.
"""

import numpy as np
from numpy.typing import NDArray

from schemas.labels import EMOTIONS, FERPLUS_VOTES


def one_hot(labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Labels, index into EMOTIONS, as certain probabilities (n, 7)."""
    certain: NDArray[np.float32] = np.eye(len(EMOTIONS), dtype=np.float32)[labels]
    return certain


def vote_shares(
    labels: NDArray[np.integer], votes: NDArray[np.integer] | None
) -> NDArray[np.float32]:
    """FER+ vote distribution over the seven classes.

    Args:
        labels: int, shape (n,), index into EMOTIONS.
        votes: int, shape (n, 10), columns FERPLUS_VOTES, or None when the data has no votes.

    Returns:
        float32, shape (n, 7); rows sum to one. An image without a vote for one of the seven
        classes keeps its label.
    """
    if votes is None:
        return one_hot(labels)
    columns = [FERPLUS_VOTES.index(emotion) for emotion in EMOTIONS]
    counts = votes[:, columns].astype(np.float32)
    # One stray vote out of ten is noise (Barsoum et al. drop it too).
    counts[counts <= 1] = 0
    total = counts.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, counts / np.maximum(total, 1), one_hot(labels))
    return np.asarray(shares, dtype=np.float32)


def head_targets(
    labels: NDArray[np.integer], votes: NDArray[np.integer] | None, smoothing: float
) -> NDArray[np.float32]:
    """Targets of both heads of a face network in training.

    Args:
        labels: int, shape (n,), index into EMOTIONS.
        votes: int, shape (n, 10), columns FERPLUS_VOTES, or None when the data has no votes.
        smoothing: share of the label's certainty that is spread over all classes.

    Returns:
        float32, shape (n, 14): the label, then the votes; each half of a row sums to one.
    """
    smooth = (1 - smoothing) * one_hot(labels) + smoothing / len(EMOTIONS)
    return np.concatenate([smooth, vote_shares(labels, votes)], axis=1, dtype=np.float32)
