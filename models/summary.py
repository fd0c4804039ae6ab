"""From scores over time to one description of a recording, and from recordings to a candidate."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fusion import Fusion
from schemas.labels import EMOTIONS
from schemas.sampling import VOICE_STEP_SECONDS

Scores = NDArray[np.float64]


class Summary(NamedTuple):
    """How scores are distributed over time (or over recordings)."""

    mean: tuple[float, ...]
    """Shape (7,), sums to one."""
    deviation: tuple[float, ...]
    """Population standard deviation per emotion, shape (7,)."""
    share: tuple[float, ...]
    """Share of the time in which each emotion is on top, shape (7,), sums to one."""

    @property
    def dominant(self) -> str:
        """Emotion with the highest mean; the first in order on a tie."""
        return EMOTIONS[int(np.argmax(self.mean))]


def summarise(scores: Scores) -> Summary | None:
    """Summarise scores of equal weight, shape (n, 7); None if there are none."""
    if not len(scores):
        return None
    mean = scores.mean(axis=0)
    on_top = np.bincount(scores.argmax(axis=1), minlength=len(EMOTIONS)) / len(scores)
    return Summary(_tuple(mean / mean.sum()), _tuple(scores.std(axis=0)), _tuple(on_top))


def summarise_fused(
    face_times: Scores, face: Scores, voice_times: Scores, voice: Scores, fusion: Fusion
) -> Summary | None:
    """Fuse a recording.

    The mean is the decision-level fusion of the two modalities' means. Deviation and share are
    those of the fused timeline: in every second the mean of the face's scores in it and the mean
    of the voice windows around it are fused, over the modalities that were scored in that second.

    Args:
        face_times: presentation times of the scored frames, seconds, shape (n,).
        face: their scores, shape (n, 7).
        voice_times: centres of the scored voice windows, seconds, shape (m,).
        voice: their scores, shape (m, 7).
        fusion: the weighting.

    Returns:
        The fused summary, None if neither modality was scored.
    """
    mean = fusion.fuse(_mean(face), _mean(voice))
    if mean is None:
        return None
    face_by_second = _by_second(face_times, face)
    voice_by_second = _by_second(voice_times, voice)
    timeline = [
        fusion.fuse(face_by_second.get(second), voice_by_second.get(second))
        for second in sorted(face_by_second.keys() | voice_by_second.keys())
    ]
    over_time = summarise(np.array(timeline))
    assert over_time is not None  # (a mean exists, so a second does)
    return Summary(_tuple(mean), over_time.deviation, over_time.share)


def summarise_recordings(recordings: Sequence[Summary]) -> Summary | None:
    """Summarise a candidate: every recording counts the same, however long it is.

    The deviation is that of a reading drawn at random from a recording drawn at random: the
    mean variance within recordings plus the variance between them (law of total variance).
    """
    if not recordings:
        return None
    means = np.array([summary.mean for summary in recordings])
    variances = np.square([summary.deviation for summary in recordings])
    shares = np.array([summary.share for summary in recordings])
    deviation = np.sqrt(variances.mean(axis=0) + means.var(axis=0))
    return Summary(_tuple(means.mean(axis=0)), _tuple(deviation), _tuple(shares.mean(axis=0)))


def _tuple(values: Scores) -> tuple[float, ...]:
    """Plain numbers; a mean may exceed 1 in its last digit, which no column allows."""
    return tuple(np.clip(values, 0.0, 1.0).tolist())


def _mean(scores: Scores) -> Scores | None:
    return scores.mean(axis=0) if len(scores) else None


def _by_second(times: Scores, scores: Scores) -> dict[int, Scores]:
    seconds = np.floor(times / VOICE_STEP_SECONDS).astype(int)
    return {int(second): scores[seconds == second].mean(axis=0) for second in np.unique(seconds)}
