"""The voice CNN-LSTM: the same convolutions on each stretch of the log-mel, then an LSTM.

The layout is Zhao et al.'s (2019) of local feature learning blocks and an LSTM, much narrower:
about 16 million multiplications a window, so that it trains in minutes without a GPU.
"""

import keras
from keras import layers

from models.voice.features import MEL_BANDS, MEL_COLUMNS
from schemas.labels import EMOTIONS

STRETCH_COLUMNS = 128
"""Columns that the convolutions see at once: 1.024 s."""

STRETCH_STEP = 64
"""Distance between two stretches: 0.512 s."""


def _local_block(
    x: keras.KerasTensor, filters: int, stride: int, dropout: float
) -> keras.KerasTensor:
    """Convolution, halving, batch normalisation, ELU, dropout of whole feature maps.

    Pooling comes before the normalisation, which then costs a quarter.
    """
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    # Epochs are short (about 60 steps): the default momentum of 0.99 would lag behind by two.
    x = layers.BatchNormalization(momentum=0.9)(layers.MaxPooling2D(2)(x))
    return layers.SpatialDropout2D(dropout)(layers.ELU()(x))


def build_voice_cnn_lstm(
    filters: tuple[int, ...] = (16, 24, 32, 48), memory: int = 64, dropout: float = 0.05
) -> keras.Model:
    """Build the untrained network.

    Args:
        filters: width of each local block. The first strides by 2 and, as stretches overlap,
            runs once over the whole window; the others run on each stretch.
        memory: units of the LSTM.
        dropout: share of feature maps dropped per block in training.

    Returns:
        Keras model: float32 (n, 384, 64) from `log_mel` -> probabilities (n, 7) in the order
        of `schemas.labels.EMOTIONS`.
    """
    inputs = keras.Input((MEL_COLUMNS, MEL_BANDS), name="log_mel")
    x = layers.Reshape((MEL_COLUMNS, MEL_BANDS, 1))(inputs)
    x = _local_block(x, filters[0], 2, dropout)
    shrink = MEL_COLUMNS // x.shape[1]
    starts = range(0, MEL_COLUMNS - STRETCH_COLUMNS + 1, STRETCH_STEP)
    stretches = [x[:, at // shrink : (at + STRETCH_COLUMNS) // shrink] for at in starts]
    # Time is folded into the batch: the same as TimeDistributed, but exported as plain
    # convolutions, which ONNX Runtime runs several times faster.
    x = keras.ops.reshape(keras.ops.stack(stretches, axis=1), (-1, *stretches[0].shape[1:]))
    for width in filters[1:]:
        x = _local_block(x, width, 1, dropout)
    x = keras.ops.reshape(x, (-1, len(starts), x.shape[1] * x.shape[2] * x.shape[3]))
    x = layers.LSTM(memory, return_sequences=True)(layers.Dropout(0.3)(x))
    # The mean over time hears speech anywhere; the last state mostly hears the pause after it.
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling1D(name="embedding")(x))
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions")(x)
    return keras.Model(inputs, outputs, name="voice_cnn_lstm")
