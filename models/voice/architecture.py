"""The voice CNN-LSTM: convolutions over time on the log-mel, an LSTM both ways, attention.

The layout follows Zhao et al. (2019) in that convolutions learn local features and an LSTM puts
them in order, but the convolutions run over time only, with the mel bands as channels: matrix
products of a shape that one CPU core does well, an eighth of the time of narrow convolutions over
the picture. It trains in minutes without a GPU.
"""

import keras
from keras import layers

from models.voice.features import MEL_BANDS, MEL_COLUMNS
from schemas.labels import EMOTIONS

KERNELS = (5, 5, 3)
"""Width of each convolution over time; each also halves the time resolution."""

BATCH_MEMORY = 0.95
"""Epochs are short (about 30 steps): the default momentum of 0.99 would lag behind by several."""


def build_voice_cnn_lstm(
    filters: int = 96, memory: int = 48, dropout: float = 0.1, head_dropout: float = 0.4
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
    # Beside the level itself what is left of it without the window's mean per band, which holds
    # much of the speaker and the microphone.
    average = keras.ops.mean(inputs, axis=1, keepdims=True)
    x = keras.ops.concatenate([inputs - 0.5, inputs - average], axis=-1)
    x = layers.AveragePooling1D(2)(x)
    for kernel in KERNELS:
        x = layers.Conv1D(filters, kernel, strides=2, padding="same", use_bias=False)(x)
        x = layers.ELU()(layers.BatchNormalization(momentum=BATCH_MEMORY)(x))
        x = layers.SpatialDropout1D(dropout)(x)
    x = layers.Dropout(head_dropout / 2)(x)
    x = layers.Bidirectional(layers.LSTM(memory, return_sequences=True))(x)
    # Attention hears what is telling, the mean hears speech anywhere; the last state mostly hears
    # the pause after it.
    attention = layers.Dense(1)(layers.Dense(32, activation="tanh")(x))
    attended = keras.ops.sum(keras.ops.softmax(attention, axis=1) * x, axis=1)
    x = keras.ops.concatenate([attended, keras.ops.mean(x, axis=1)], axis=-1)
    x = layers.Dropout(head_dropout)(layers.Identity(name="embedding")(x))
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions")(x)
    return keras.Model(inputs, outputs, name="voice_cnn_lstm")
