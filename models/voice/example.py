"""A synthetic window of syllables: a voice model shows before the night that it can score it."""

import numpy as np

from models.fusion import check_distribution
from models.registry import load, score_one
from models.store import Artefact
from models.voice.windows import WINDOW_SAMPLES, Window, cut_windows
from schemas.labels import EMOTIONS
from schemas.sampling import SAMPLE_RATE


def example_window() -> Window:
    """A window of syllables: a gliding tone with harmonics, rising three times a second."""
    time = np.arange(WINDOW_SAMPLES) / SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(130 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * time))) / SAMPLE_RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 20))
    loudness = np.clip(np.sin(2 * np.pi * 3 * time), 0, None)
    return next(cut_windows((0.2 * sound * loudness).astype(np.float32)))


def score_example(artefact: Artefact) -> str:
    """Score the window with a voice model.

    Raises:
        ValueError: if a score is no probability.
    """
    scores = score_one(load(artefact), example_window(), len(EMOTIONS))
    check_distribution(scores)
    return f"{EMOTIONS[int(scores.argmax())]} {scores.max():.0%}"
