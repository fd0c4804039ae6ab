"""How far frames of one clip agree: to how many independent frames their mean amounts.

Two questions with two answers. Around the mean of its clip a frame tells little of the next but
one, so that the mean over a clip is exact about that clip (`effective_number`). But most of what is
wrong about a frame is wrong about all frames of that person in that light, and no mean over them
mends it (`intraclass_correlation`, `effective_frames`). A fusion is fitted to whole clips: the
second counts for it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating]


def intraclass_correlation(clips: Sequence[Values]) -> float:
    """Share of the variance that frames of a clip have in common.

    One-way random effects, ICC(1) of Shrout and Fleiss (1979), with the sums of squares added up
    over the classes. Of clips of one emotion it is shared error; of clips of several, the emotion
    is part of it.

    Args:
        clips: log scores (`models.fusion.log_scores`) of each clip's frames, shape (frames, k).

    Returns:
        At most 1; NaN for fewer than two clips, or if no clip has two frames or all are equal.
    """
    sizes = np.array([len(clip) for clip in clips])
    total, count = int(sizes.sum()), len(clips)
    if count < 2 or total == count:
        return float("nan")
    grand = np.concatenate(list(clips)).mean(axis=0)
    means = np.array([clip.mean(axis=0) for clip in clips])
    between = float((sizes @ np.square(means - grand)).sum()) / (count - 1)
    spread = sum(
        float(np.square(clip - mean).sum()) for clip, mean in zip(clips, means, strict=True)
    )
    within = spread / (total - count)
    size = (total - float(np.square(sizes).sum()) / total) / (count - 1)
    both = between + (size - 1) * within
    return (between - within) / both if both > 0 else float("nan")


def effective_frames(frames: int, correlation: float) -> float:
    """To how many independent frames, each of another clip, a clip's mean amounts.

    Frames over the design effect (Kish, 1965): n / (1 + (n - 1) r), never more than 1 / r.

    Args:
        frames: n > 0.
        correlation: r, see `intraclass_correlation`; below 0 counts as 0.
    """
    return frames / (1 + (frames - 1) * max(correlation, 0.0))


def effective_number(series: Values) -> float:
    """To how many independent frames of this very clip its mean amounts.

    n / (1 + 2 sum over k of (1 - k / n) r_k), r_k the autocorrelation at lag k around the clip's
    own mean, up to the first that is not positive (Bayley and Hammersley, 1946; Geyer, 1992).

    Args:
        series: log scores of a clip's frames in the order of time, shape (n, k); n > 0.

    Returns:
        Median over the classes, from 1 to n; frames that are all equal count as one.
    """
    count = len(series)
    numbers = []
    for values in (series - series.mean(axis=0)).T:
        power = float(values @ values)
        if power <= count * np.finfo(np.float64).eps:
            numbers.append(1.0)
            continue
        total = 0.0
        for lag in range(1, count):
            correlation = float(values[:-lag] @ values[lag:]) / power
            if correlation <= 0:
                break
            total += (1 - lag / count) * correlation
        numbers.append(max(count / (1 + 2 * total), 1.0))
    return float(np.median(numbers))


def agreement_of(clips: Sequence[Values]) -> str | None:
    """What a report says of the frames; None if too few clips have some."""
    seen = [clip for clip in clips if len(clip)]
    correlation = intraclass_correlation(seen)
    if not np.isfinite(correlation):
        return None
    frames = int(np.median([len(clip) for clip in seen]))
    alone = float(np.median([effective_number(clip) for clip in seen]))
    return (
        f"Frames of a clip agree: their log scores have an intraclass correlation of "
        f"{correlation:.2f} over {len(seen)} clips. The mean over {frames} frames (the median) "
        f"amounts to {effective_frames(frames, correlation):.1f} of different clips, and to "
        f"{alone:.1f} independent ones of its own."
    )
