"""The one path from a window of sound to the models' inputs, used in training and in scoring.

Both features bring the window to a level of its own first, so that a microphone's gain or
offset changes nothing.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct, rfft
from scipy.linalg.lapack import dtbtrs

from models.voice.tables import tables
from schemas.sampling import SAMPLE_RATE

FRAME_SAMPLES = 800
"""Short-term frame of pyAudioAnalysis's features: 50 ms."""

FRAME_STEP = 400
"""Distance between two short-term frames: 25 ms."""

QUIET_FRAME_DB = 40.0
"""Frames this far below the loudest one are pauses and do not enter the statistics: studio
silence, room noise and a noise gate's zeros would otherwise dominate them."""

RUMBLE_HZ = 80.0
"""Below the voice there is hum and rumble, which a studio does not have: unfiltered, they fill
flux and chroma with values 5-10 deviations from anything in the training data."""

FFT_SAMPLES = 512
"""STFT length and Hamming window, 32 ms: 256 samples would not resolve the voice's harmonics."""

HOP_SAMPLES = 128
MEL_BANDS = 64
MEL_COLUMNS = 384
MEL_HIGHEST_HZ = 4000.0
"""Upper edge of the mel bands: what narrow-band telephony still carries."""

MEL_RANGE_DB = 60.0
"""Levels this far below the loudest point of the window are cut off."""

_EPSILON = np.finfo(np.float64).eps
_BINS = FRAME_SAMPLES // 2
# As scipy.signal.get_window("hamming", FFT_SAMPLES) has it: periodic.
_HAMMING = np.hamming(FFT_SAMPLES + 1)[:-1]


def short_term_features(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """pyAudioAnalysis's 34 short-term features (Giannakopoulos, 2015), all frames at once.

    The library loops over frames in Python (26-45 x real time, and windows overlap threefold);
    this computes `ShortTermFeatures.feature_extraction(sound * 32768, 16000, 800, 400,
    deltas=False)` with arrays. A test holds the two together.

    Args:
        sound: float32, shape (n,), n >= 800, 16 kHz mono.

    Returns:
        float64, shape (34, frames): zero crossing rate, energy, entropy of energy, spectral
        centroid, spread, entropy, flux, roll-off, 13 MFCC, 12 chroma, chroma deviation. The
        level is relative to the highest peak.

    Raises:
        ValueError: if the sound is shorter than one frame.
    """
    if len(sound) < FRAME_SAMPLES:
        raise ValueError(f"{len(sound)} samples are less than one frame of {FRAME_SAMPLES}")
    signal = sound.astype(np.float64)
    signal -= signal.mean()
    peak = np.abs(signal).max()
    # Below a thousandth of a 16-bit step there is only rounding noise: treat it as silence.
    signal = signal / peak if peak > 1e-8 else np.zeros_like(signal)
    frames = np.lib.stride_tricks.sliding_window_view(signal, FRAME_SAMPLES)[::FRAME_STEP]
    spectrum = np.abs(rfft(frames, axis=1)[:, :_BINS]) / _BINS

    crossings = np.abs(np.diff(np.sign(frames), axis=1)).sum(axis=1) / 2 / (FRAME_SAMPLES - 1)
    energy = np.square(frames).sum(axis=1)

    hertz = np.arange(1, _BINS + 1) * (SAMPLE_RATE / (2.0 * _BINS))
    highest = spectrum.max(axis=1, keepdims=True)
    relative = spectrum / np.where(highest == 0, _EPSILON, highest)
    mass = relative.sum(axis=1) + _EPSILON
    centroid = relative @ hertz / mass
    deviations = np.square(hertz - centroid[:, np.newaxis])
    spread = np.sqrt((deviations * relative).sum(axis=1) / mass)

    shares = spectrum / (spectrum + _EPSILON).sum(axis=1, keepdims=True)
    flux = np.square(np.diff(shares, axis=0, prepend=shares[:1])).sum(axis=1)

    power = np.square(spectrum)
    total = power.sum(axis=1)
    above = np.cumsum(power, axis=1) + _EPSILON > 0.90 * total[:, np.newaxis]
    rolloff = above.argmax(axis=1) / _BINS

    bands = spectrum @ tables().mfcc
    cepstrum = dct(np.log10(bands + _EPSILON), type=2, norm="ortho", axis=1)[:, :13]
    classes = power @ tables().chroma / np.where(total == 0, _EPSILON, total)[:, np.newaxis]
    nyquist = SAMPLE_RATE / 2.0
    return np.vstack(
        [
            crossings,
            energy / FRAME_SAMPLES,
            _entropy(np.square(frames), energy),
            centroid / nyquist,
            spread / nyquist,
            _entropy(power, total),
            flux,
            rolloff,
            cepstrum.T,
            classes.T,
            classes.std(axis=1),
        ]
    )


def without_rumble(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """High-pass of fourth order at RUMBLE_HZ: what `scipy.signal.sosfilt` does.

    scipy.signal takes two seconds to import. A section's recursion over its own output is forward
    substitution in a lower triangular band matrix, which LAPACK has.

    Args:
        sound: shape (n,).

    Returns:
        float64, shape (n,).
    """
    filtered = sound
    for number, (b0, b1, b2, *_) in enumerate(tables().high_pass):
        driven = b0 * filtered
        driven[1:] += b1 * filtered[:-1]
        driven[2:] += b2 * filtered[:-2]
        filtered, _ = dtbtrs(_recursion(number, len(sound)), driven, uplo="L", overwrite_b=1)
    return np.asarray(filtered)


@lru_cache(maxsize=4)
def _recursion(section: int, length: int) -> NDArray[np.float64]:
    """A section's feedback as a lower triangular band matrix, in LAPACK's form."""
    return np.tile(tables().high_pass[section, 3:], (length, 1)).T


def sounding_frames(sound: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Short-term features without rumble, and which frames sound.

    Sound below 80 Hz is filtered out first.

    Args:
        sound: float32, shape (n,), n >= 800, 16 kHz mono; padding at the window's mean is
            silence.

    Returns:
        float64, shape (34, frames), from `short_term_features`, and bool, shape (frames,): True
        where the energy is within QUIET_FRAME_DB of the loudest frame; at least one is.

    Raises:
        ValueError: if the sound is shorter than one frame.
    """
    centred = sound - sound.mean(dtype=np.float64)
    features = short_term_features(without_rumble(centred).astype(np.float32))
    energy = features[1]
    return features, energy >= energy.max() * 10 ** (-QUIET_FRAME_DB / 10)


def statistics(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean and standard deviation of the 34 short-term features over the frames that sound.

    Args:
        sound: float32, shape (n,), n >= 800, 16 kHz mono; padding does not count.

    Returns:
        float32, shape (68,): 34 means, then 34 deviations; finite for any finite sound.

    Raises:
        ValueError: if the sound is shorter than one frame.
    """
    features, sounds = sounding_frames(sound)
    sounding = features[:, sounds]
    return np.concatenate([sounding.mean(axis=1), sounding.std(axis=1)]).astype(np.float32)


def log_mel(window: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-mel spectrogram of one window, relative to its loudest point.

    Args:
        window: float32, shape (49152,), 16 kHz mono.

    Returns:
        float32, shape (384, 64): time x mel band up to 4 kHz, levels from 0 (60 dB or more
        below the loudest point) to 1; all 0 for silence.
    """
    signal = window - window.mean(dtype=np.float64).astype(np.float32)
    deviation = signal.std(dtype=np.float64)
    if deviation < 1e-8:
        return np.zeros((MEL_COLUMNS, MEL_BANDS), np.float32)
    power = np.square(np.abs(_short_time_spectra(signal / np.float32(deviation)))) @ tables().mel
    level = 10 * np.log10(np.maximum(power, 1e-10))
    scaled: NDArray[np.float32] = 1 + (level - level.max()) / np.float32(MEL_RANGE_DB)
    return np.maximum(scaled, 0, dtype=np.float32)


def _short_time_spectra(signal: NDArray[np.float32]) -> NDArray[np.complex64]:
    """What `librosa.stft` gives, transposed: complex64, shape (MEL_COLUMNS, FFT_SAMPLES // 2 + 1).

    Frames are centred; half of the first one is zeros.
    """
    padded = np.pad(signal, FFT_SAMPLES // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT_SAMPLES)[::HOP_SAMPLES]
    return np.asarray(rfft(frames[:MEL_COLUMNS] * _HAMMING, axis=1), dtype=np.complex64)


def _entropy(parts: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Entropy of how the energy is shared among ten blocks of each row, bits."""
    blocks = parts.reshape(len(parts), 10, -1).sum(axis=2) / (total + _EPSILON)[:, np.newaxis]
    entropy: NDArray[np.float64] = -(blocks * np.log2(blocks + _EPSILON)).sum(axis=1)
    return entropy
