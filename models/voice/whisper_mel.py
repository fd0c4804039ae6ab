"""What Whisper's encoder hears of a window (Radford et al., 2023): its log-mel spectrogram."""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from models.voice.tables import tables
from models.voice.windows import WINDOW_SAMPLES

FFT_SAMPLES = 400
"""STFT length and Hann window, 25 ms."""

HOP_SAMPLES = 160
WHISPER_BANDS = 80
WHISPER_COLUMNS = WINDOW_SAMPLES // HOP_SAMPLES // 2 * 2
"""An even number, 306: the encoder makes one step of two columns."""

LEVEL = 0.05
"""RMS to which what sounds in a window is brought: a microphone's gain changes nothing."""

QUIET_DB = 40.0
"""20 ms this far below the loudest do not count in the level."""

RANGE = 8.0
"""Powers of ten below the loudest point at which a spectrogram is cut off: 80 dB."""

# As scipy.signal.get_window("hann", FFT_SAMPLES) has it: periodic.
_HANN = np.hanning(FFT_SAMPLES + 1)[:-1]


def whisper_mel(window: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-mel spectrogram of one window as Whisper computes it, without padding to 30 s.

    It is computed in double precision and rounded to half precision, because the 8-bit network
    would amplify what other processors and libraries of matrix products round differently.

    Args:
        window: float32, shape (49152,), 16 kHz mono.

    Returns:
        float32, shape (306, 80), each value one of float16's: time x mel band up to 8 kHz,
        (log10 of the power + 4) / 4, cut off 80 dB below the loudest point; finite for any finite
        sound.
    """
    padded = np.pad(_levelled(window), FFT_SAMPLES // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT_SAMPLES)[::HOP_SAMPLES]
    spectra = rfft(frames[:WHISPER_COLUMNS] * _HANN, axis=1)
    power = (np.square(spectra.real) + np.square(spectra.imag)) @ tables().whisper
    level = np.log10(np.maximum(power, 1e-10))
    rounded = ((np.maximum(level, level.max() - RANGE) + 4) / 4).astype(np.float16)
    return np.asarray(rounded, dtype=np.float32)


def _levelled(window: NDArray[np.float32]) -> NDArray[np.float64]:
    """The window without its mean, what sounds in it at LEVEL; silence stays silence."""
    centred = window - window.mean(dtype=np.float64)
    step = 2 * HOP_SAMPLES
    powers = np.square(centred[: len(centred) // step * step].reshape(-1, step)).mean(axis=1)
    sounding = powers[powers >= powers.max() * 10 ** (-QUIET_DB / 10)]
    level = float(np.sqrt(sounding.mean()))
    # Below a thousandth of a 16-bit step there is only rounding noise.
    return centred * (LEVEL / level) if level > 1e-8 else np.zeros_like(centred)
