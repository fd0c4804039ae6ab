"""Conditions under which voices are judged beside the studio: interviews are not recorded there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.voice.augmentation import Sound, band_limited, in_room, with_noise

MU = 255
"""Of the telephone's companding, ITU-T G.711."""

Condition = Callable[[Sound, np.random.Generator], Sound]


def in_noise_and_room(sound: Sound, rng: np.random.Generator) -> Sound:
    """Noise 10 to 30 dB below the voice, every other time in a room."""
    if rng.random() < 0.5:
        sound = in_room(sound, rng.uniform(0.2, 0.6), rng.uniform(0.2, 0.6), rng)
    return with_noise(sound, rng.uniform(10, 30), rng.uniform(0, 1), rng)


def by_telephone(sound: Sound, rng: np.random.Generator) -> Sound:
    """300 to 3400 Hz, in the 256 steps of the mu-law."""
    narrow = band_limited(sound, 300, 3400)
    peak = max(float(np.abs(narrow).max()), 1e-12)
    share = np.sign(narrow) * np.log1p(MU * np.abs(narrow) / peak) / np.log1p(MU)
    steps = np.round(share * 127) / 127
    expanded = np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(MU)) / MU
    return np.asarray(expanded * peak, dtype=np.float32)


def clipped(sound: Sound, rng: np.random.Generator) -> Sound:
    """Cut off at a tenth to a half of the peak, as by a microphone that was set too loud."""
    limit = float(np.abs(sound).max()) * rng.uniform(0.1, 0.5)
    return np.clip(sound, -limit, limit)


CONDITIONS: Mapping[str, Condition] = {
    "noise_and_rooms": in_noise_and_room,
    "telephone": by_telephone,
    "clipped": clipped,
}


def under(condition: Condition, clips: Sequence[NDArray[Any]], seed: int) -> list[Sound]:
    """All clips under a condition.

    Args:
        condition: one of CONDITIONS.
        clips: mono sound at 16 kHz, float in [-1, 1] or int16, n > 1 samples each.
        seed: of the random choices.
    """
    rng = np.random.default_rng(seed)
    changed = []
    for clip in clips:
        sound = clip.astype(np.float32)
        changed.append(condition(sound - sound.mean(), rng))
    return changed
