"""How high a voice is, in a window of speech.

librosa has estimators of pitch, which take seconds to import and tens of milliseconds a window.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.signal import resample_poly

from schemas.sampling import SAMPLE_RATE

LOWEST_HZ, HIGHEST_HZ = 70.0, 400.0
"""Range of the search."""

_DECIMATION = 4
_RATE = SAMPLE_RATE // _DECIMATION
_FRAME = 160
"""40 ms: almost three periods of the lowest pitch."""

_FFT = 512
"""Long enough that a frame does not meet itself."""

VOICED = 0.5
"""Least correlation of a frame with itself a period later. A tone has 1, white noise less than
this; noise with a colour may have more."""

NEARLY = 0.85
"""Share of the highest peak (McLeod and Wyvill, 2005)."""

QUIETEST = 1e-3
"""Share of the loudest frame's energy, 30 dB below it: quieter frames do not count."""

MINIMUM_FRAMES = 3

_LAGS = np.arange(int(_RATE / HIGHEST_HZ), int(_RATE / LOWEST_HZ) + 1)
_HANN = np.hanning(_FRAME)


def _autocorrelation(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(irfft(np.square(np.abs(rfft(frames * _HANN, _FFT))), _FFT))


_NEAR = np.arange(_LAGS[0] - 1, _LAGS[-1] + 2)
"""The lags and one more at either end, so that each has two neighbours."""

_OWN = _autocorrelation(np.ones(_FRAME))[_NEAR] / _autocorrelation(np.ones(_FRAME))[0]
"""Autocorrelation of the Hann window itself, by which that of a frame is divided."""


def median_pitch(window: NDArray[np.float32]) -> float:
    """Median of the fundamental frequency over the voiced frames of a window, Hz.

    The autocorrelation of each frame, divided by that of its window (Boersma, 1993), has a peak at
    the period, even where the fundamental itself is missing, as on the telephone.

    Args:
        window: float32, shape (49152,), 16 kHz mono.

    Returns:
        Between LOWEST_HZ and HIGHEST_HZ, about; NaN where fewer than MINIMUM_FRAMES are voiced. A
        gain changes nothing. A voice above the range gets an octave below it, or two, and hum 20 dB
        below a voice is taken for it, because pauses outnumber it: both lower the confidence.
    """
    sound = resample_poly(window - window.mean(dtype=np.float64), 1, _DECIMATION)
    frames = sound[: len(sound) // _FRAME * _FRAME].reshape(-1, _FRAME)
    alike = _autocorrelation(frames - frames.mean(axis=1, keepdims=True))
    energy = alike[:, 0]
    alike = alike[:, _NEAR] / np.maximum(energy, 1e-30)[:, np.newaxis] / _OWN
    before, peak, after = alike[:, :-2], alike[:, 1:-1], alike[:, 2:]
    peaks = (peak >= before) & (peak > after) & (peak > VOICED)
    # Multiples of the period correlate as highly: take the first peak that is nearly the highest.
    peaks &= peak > NEARLY * peak.max(axis=1, keepdims=True)
    voiced = (energy > QUIETEST * energy.max()) & peaks.any(axis=1)
    if voiced.sum() < MINIMUM_FRAMES:
        return float("nan")
    at = np.flatnonzero(voiced), peaks[voiced].argmax(axis=1)
    # A parabola through three points finds the top between two lags.
    bend = before[at] - 2 * peak[at] + after[at]
    shift = (before[at] - after[at]) / (2 * np.minimum(bend, -1e-9))
    return float(np.median(_RATE / (_LAGS[at[1]] + np.clip(shift, -0.5, 0.5))))
