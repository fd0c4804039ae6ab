"""A voice drawn with arithmetic: pulses through three formants, three syllables a second."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

RATE = 16_000


def synthetic_voice(seconds: float, pitch: float = 120.0, seed: int = 0) -> NDArray[np.float32]:
    """Samples at 16 kHz, peak 0.5, over a noise floor of -80 dB."""
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    periods = np.cumsum(pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * time))) / RATE
    sound = np.diff(np.floor(periods), prepend=0)
    for formant, width in ((600, 80), (1200, 100), (2500, 150)):
        radius = np.exp(-np.pi * width / RATE)
        turn = 2 * np.pi * formant / RATE
        sound = lfilter([1], [1, -2 * radius * np.cos(turn), radius * radius], sound)
    sound = np.diff(sound, prepend=0) * np.sqrt(np.clip(np.sin(2 * np.pi * 3 * time), 0, None))
    noise = np.random.default_rng(seed).normal(0, 1e-4, count)
    return np.asarray(sound / np.abs(sound).max() * 0.5 + noise, dtype=np.float32)
