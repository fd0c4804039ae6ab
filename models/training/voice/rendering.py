"""Training examples of the networks: clips heard through other rooms, microphones and speakers."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.training.voice.augmentation import (
    at_speed,
    band_limited,
    compressed,
    in_room,
    with_noise,
)
from models.voice.windows import WINDOW_SAMPLES


class Distortion(NamedTuple):
    """How far spectrograms are distorted on their way into the network."""

    bands: float = 3.0
    """The highest band moves by up to this many: another length of the vocal tract."""
    tilt: float = 0.08
    """Deviation of the tilt at the lowest and highest band, share of the 60 dB: a microphone."""
    floor: float = 0.35
    """Three in ten lose up to this share of the range below: a noise gate, or a loud room."""
    columns: int = 40
    """Up to this many columns are silenced, twice."""
    masked_bands: int = 8
    """Up to this many bands are silenced, twice."""


def render(clip: NDArray[Any], rng: np.random.Generator) -> NDArray[np.float32]:
    """One window of a clip at a random place, as another speaker in another room would sound.

    Speed always changes (0.87-1.15: pitch and formants shift too); a quarter is in a room, three
    in ten are band-limited, one in five is compressed, half are noisy.

    Args:
        clip: float32 in [-1, 1] or int16, shape (n,), 16 kHz mono, n > 1.
        rng: source of the random choices.

    Returns:
        float32, shape (49152,); a shorter clip is padded at both ends with its mean.
    """
    sound = clip.astype(np.float32)
    sound = at_speed(sound - sound.mean(), rng.uniform(0.87, 1.15))
    if rng.random() < 0.25:
        sound = in_room(sound, rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.6), rng)
    if rng.random() < 0.3:
        sound = band_limited(sound, rng.uniform(60, 350), rng.uniform(3000, 7500))
    if rng.random() < 0.2:
        sound = compressed(sound, rng.uniform(0.6, 0.9))
    if rng.random() < 0.5:
        sound = with_noise(sound, rng.uniform(8, 40), rng.uniform(0, 1), rng)
    missing = max(0, WINDOW_SAMPLES - len(sound))
    before = int(rng.integers(missing + 1))
    sound = np.pad(sound, (before, missing - before), constant_values=sound.mean())
    start = int(rng.integers(len(sound) - WINDOW_SAMPLES + 1))
    return sound[start : start + WINDOW_SAMPLES]


def render_clips(
    clips: Sequence[NDArray[Any]],
    feature: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    renderings: int,
    seed: int,
) -> NDArray[np.float16]:
    """Features of `renderings` renderings of each clip, shape (clips, renderings, ...).

    Args:
        clips: as `render` takes them.
        feature: from a rendering, float32 (49152,), to its features.
        renderings: how many of each clip.
        seed: of their random choices.
    """
    rng = np.random.default_rng(seed)
    return np.stack(
        [
            np.stack([feature(render(clip, rng)).astype(np.float16) for _ in range(renderings)])
            for clip in clips
        ]
    )


def distort(
    spectrogram: NDArray[np.float32], distortion: Distortion, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Shift bands, colour, raise the floor, and mask (SpecAugment, Park et al., 2019).

    Args:
        spectrogram: float32, shape (384, 64), levels 0-1 from `log_mel`.
        distortion: how far.
        rng: source of the random choices.

    Returns:
        float32, the same shape and range.
    """
    columns, bands = spectrogram.shape
    stretch = 1 + rng.uniform(-1, 1) * distortion.bands / bands
    places = np.clip(np.arange(bands) * stretch, 0, bands - 1)
    below = places.astype(int)
    share = (places - below).astype(np.float32)
    level = spectrogram[:, below] * (1 - share)
    level += spectrogram[:, np.minimum(below + 1, bands - 1)] * share
    ripple = np.cos(np.linspace(0, rng.uniform(3, 9), bands) + rng.uniform(0, 2 * np.pi))
    colour = rng.normal(0, distortion.tilt) * np.linspace(-1, 1, bands)
    colour += rng.normal(0, distortion.tilt / 2) * ripple
    level = np.where(level > 0, level + colour.astype(np.float32), np.float32(0))
    level = np.clip(level + (1 - level.max()), 0, 1)
    if rng.random() < 0.3:
        floor = np.float32(rng.uniform(0, distortion.floor))
        level = np.maximum(level - floor, 0) / (1 - floor)
    for _ in range(2):
        width, start = rng.integers(0, distortion.columns), rng.integers(0, columns)
        level[start : start + width] = 0
        height, lowest = rng.integers(0, distortion.masked_bands + 1), rng.integers(0, bands)
        level[:, lowest : lowest + height] = 0
    return np.asarray(level, dtype=np.float32)
