"""The 2019 interview simulator's voice network in its published sizes, for comparison.

It is never shipped here: 45 ms a window on two threads, and its accuracy of 75 % was measured on
actors it was trained on.
"""

import warnings
from functools import cache

import keras
import librosa
import numpy as np
from keras import layers
from numpy.typing import NDArray

from models.voice.preprocessing import FFT_SAMPLES, HOP_SAMPLES, MEL_COLUMNS, MEL_HIGHEST_HZ
from schemas.labels import EMOTIONS
from schemas.sampling import SAMPLE_RATE

STRETCHES, SIDE = 5, 128
"""Five stretches of 128 frames by 128 mel bands."""

STEP = 64
"""Frames from the start of one stretch to that of the next."""

WINDOW_SAMPLES = 256
"""Hamming window of the STFT, which is padded to 512."""

BLOCKS = ((64, 2), (64, 4), (128, 4), (128, 4))
"""Filters and pooling of the local feature learning blocks."""

MEMORY = 256
DROPOUT = 0.2


def published_log_mel(window: NDArray[np.float32]) -> NDArray[np.float32]:
    """The simulator's spectrogram of one window.

    Args:
        window: float32, shape (49152,), 16 kHz mono.

    Returns:
        float32, shape (384, 128): time x mel band up to 4 kHz, in dB below the loudest point, from
        -80 to 0.
    """
    signal = window - window.mean(dtype=np.float64).astype(np.float32)
    signal /= np.float32(max(float(signal.std(dtype=np.float64)), 1e-8))
    spectrum = librosa.stft(
        signal,
        n_fft=FFT_SAMPLES,
        win_length=WINDOW_SAMPLES,
        hop_length=HOP_SAMPLES,
        window="hamming",
    )
    power = np.square(np.abs(spectrum[:, :MEL_COLUMNS])).T @ _mel_bands()
    return np.asarray(librosa.power_to_db(power, ref=np.max), dtype=np.float32)


def stretches(spectrograms: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut spectrograms (n, 384, 128) as the network reads them: (n, 5, 128, 128, 1)."""
    cut = [spectrograms[:, i * STEP : i * STEP + SIDE] for i in range(STRETCHES)]
    return np.stack(cut, axis=1)[..., np.newaxis]


def build_published_cnn_lstm() -> keras.Model:
    """Build the untrained network.

    Returns:
        Keras model: float32 (n, 5, 128, 128, 1) -> probabilities (n, 7).
    """
    inputs = keras.Input((STRETCHES, SIDE, SIDE, 1), name="log_mel")
    x = inputs
    for filters, pool in BLOCKS:
        for layer in (
            layers.Conv2D(filters, 3, padding="same"),
            layers.BatchNormalization(),
            layers.ELU(),
            layers.MaxPooling2D(pool),
            layers.Dropout(DROPOUT),
        ):
            x = layers.TimeDistributed(layer)(x)
    x = layers.LSTM(MEMORY)(layers.TimeDistributed(layers.Flatten())(x))
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions")(x)
    return keras.Model(inputs, outputs, name="published_voice_cnn_lstm")


@cache
def _mel_bands() -> NDArray[np.float32]:
    with warnings.catch_warnings():
        # As published: the lowest bands are narrower than the STFT resolves, some hold nothing.
        warnings.filterwarnings("ignore", "Empty filters")
        bands = librosa.filters.mel(
            sr=SAMPLE_RATE, n_fft=FFT_SAMPLES, n_mels=SIDE, fmax=MEL_HIGHEST_HZ
        )
    return np.ascontiguousarray(bands.T, dtype=np.float32)
