"""What training does to clips so that the models do not learn the studio by heart.

Every function takes float32 sound at 16 kHz, shape (n,), and returns the same.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, sosfilt

from schemas.sampling import SAMPLE_RATE

Sound = NDArray[np.float32]


def with_noise(sound: Sound, decibels: float, colour: float, rng: np.random.Generator) -> Sound:
    """Add noise `decibels` below the sound's own level.

    Args:
        sound: see above.
        decibels: how far below.
        colour: 0 white, 0.5 pink, 1 brown.
        rng: source of the noise.
    """
    noise = rng.standard_normal(len(sound))
    if colour > 0:
        spectrum = np.fft.rfft(noise)
        # Constant below 20 bins: no rumble without end.
        spectrum /= np.maximum(np.arange(len(spectrum)), 20) ** colour
        noise = np.fft.irfft(spectrum, len(sound))
        noise /= max(float(noise.std()), 1e-12)
    level = float(sound.std()) * 10 ** (-decibels / 20)
    return np.asarray(sound + noise * level, dtype=np.float32)


def at_speed(sound: Sound, speed: float) -> Sound:
    """Play faster (> 1) or slower; pitch and formants move too, as another speaker's would.

    The result has about n / speed samples.
    """
    places = np.arange(0, len(sound) - 1, speed)
    return np.asarray(np.interp(places, np.arange(len(sound)), sound), dtype=np.float32)


def in_room(sound: Sound, seconds: float, share: float, rng: np.random.Generator) -> Sound:
    """Add exponentially decaying reverberation (Polack's model: noise under an envelope).

    Args:
        sound: see above.
        seconds: time in which the reverberation falls by 60 dB.
        share: level of the reverberation against the direct sound, amplitude.
        rng: source of the room's response.
    """
    length = max(2, round(seconds * SAMPLE_RATE))
    response = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    response *= share / np.sqrt(np.square(response).sum())
    response[0] += 1
    return np.asarray(fftconvolve(sound, response)[: len(sound)], dtype=np.float32)


def band_limited(sound: Sound, lowest_hz: float, highest_hz: float) -> Sound:
    """What a telephone or a small microphone leaves: a second-order band-pass."""
    sections = butter(2, (lowest_hz, highest_hz), "bandpass", fs=SAMPLE_RATE, output="sos")
    return np.asarray(sosfilt(sections, sound), dtype=np.float32)


def compressed(sound: Sound, exponent: float) -> Sound:
    """Raise what is quiet, as automatic gain does: amplitudes to the power of `exponent` < 1."""
    peak = max(float(np.abs(sound).max()), 1e-12)
    return np.asarray(np.sign(sound) * np.abs(sound / peak) ** exponent, dtype=np.float32)
