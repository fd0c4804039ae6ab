"""The voice CNN-LSTM: convolutions over time on the log-mel, an LSTM both ways, three poolings.

The layout follows Zhao et al. (2019) in that convolutions learn local features and an LSTM puts
them in order, but the convolutions run over time only, with the mel bands as channels: matrix
products of a shape that one CPU core does well, a quarter of the time of narrow convolutions over
the picture. Mean and deviation over time are pooled as in x-vectors (Snyder et al., 2018).
"""

import keras
from keras import layers, ops

from models.voice.preprocessing import MEL_BANDS, MEL_COLUMNS
from schemas.labels import EMOTIONS

KERNELS = (5, 5, 3)
"""Width of each convolution over time; each also halves the time resolution."""

LOUD_LEVEL = 0.35
"""A column counts where its loudest band is above this: 39 dB below the window's loudest point."""

BATCH_MEMORY = 0.95
"""Epochs are short (about 30 steps): the default momentum of 0.99 would lag behind by several."""


def build_voice_cnn_lstm(
    filters: int = 96, memory: int = 48, dropout: float = 0.05, head_dropout: float = 0.3
) -> keras.Model:
    """Build the untrained network.

    Args:
        filters: width of each convolution.
        memory: units of the LSTM in each direction.
        dropout: share of feature maps dropped per convolution in training.
        head_dropout: share of the pooled features dropped in training; half of it before the
            LSTM.

    Returns:
        Keras model: float32 (n, 384, 64) from `log_mel` -> probabilities (n, 7) in the order
        of `schemas.labels.EMOTIONS`.
    """
    inputs = keras.Input((MEL_COLUMNS, MEL_BANDS), name="log_mel")
    level = layers.AveragePooling1D(2)(inputs)
    # Pauses hold no voice: they count little in every mean, and a window of padding is one.
    weight = ops.sigmoid(20.0 * (ops.max(level, axis=-1, keepdims=True) - LOUD_LEVEL))
    mean, deviation = _over_time(level, weight)
    change, _ = _over_time(ops.abs(level[:, 2:] - level[:, :-2]), weight[:, 1:-1])
    # Beside the level itself what is left of it without the window's mean per band, which holds
    # much of the speaker and the microphone.
    x = ops.concatenate([level - 0.5, (level - mean) * weight], axis=-1)
    for kernel in KERNELS:
        x = layers.Conv1D(filters, kernel, strides=2, padding="same", use_bias=False)(x)
        x = layers.ELU()(layers.BatchNormalization(momentum=BATCH_MEMORY)(x))
        x = layers.SpatialDropout1D(dropout)(x)
    weight = layers.MaxPooling1D(level.shape[1] // x.shape[1])(weight)
    pooled = list(_over_time(x, weight))
    x = layers.Dropout(head_dropout / 2)(x)
    x = layers.Bidirectional(layers.LSTM(memory, return_sequences=True))(x)
    pooled += [_attended(x, weight), *_over_time(x, weight)]
    pooled = [ops.squeeze(part, 1) for part in pooled]
    statistics = _band_statistics([mean, deviation, change], head_dropout)
    x = ops.concatenate([*pooled, statistics], axis=-1)
    x = layers.Dropout(head_dropout)(layers.Identity(name="embedding")(x))
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions")(x)
    return keras.Model(inputs, outputs, name="voice_cnn_lstm")


def _over_time(
    x: keras.KerasTensor, weight: keras.KerasTensor
) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Weighted mean and deviation, (n, 1, channels) each."""
    total = ops.sum(weight, axis=1, keepdims=True) + 1e-3
    mean = ops.sum(x * weight, axis=1, keepdims=True) / total
    variance = ops.sum(ops.square(x - mean) * weight, axis=1, keepdims=True) / total
    return mean, ops.sqrt(variance + 1e-4)


def _attended(x: keras.KerasTensor, weight: keras.KerasTensor) -> keras.KerasTensor:
    """Mean over time weighted by what the network finds telling, (n, 1, channels)."""
    attention = layers.Dense(1)(layers.Dense(32, activation="tanh")(x))
    share = ops.softmax(attention + ops.log(weight + 1e-4), axis=1)
    return ops.sum(share * x, axis=1, keepdims=True)


def _band_statistics(parts: list[keras.KerasTensor], dropout: float) -> keras.KerasTensor:
    """A short way from the bands' statistics to the head, which learns within few epochs."""
    x = ops.concatenate([ops.squeeze(part, 1) for part in parts], axis=-1)
    x = layers.Dropout(dropout)(layers.BatchNormalization(momentum=BATCH_MEMORY)(x))
    return layers.Dense(48, activation="elu")(x)
