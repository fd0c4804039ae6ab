"""The 2019 interview simulator's voice network in its published sizes, for comparison.

It is never trained or shipped here: 45 ms a window on two threads, and its accuracy of 75 % was
measured on actors it was trained on.
"""

import keras
from keras import layers

from schemas.labels import EMOTIONS

STRETCHES, SIDE = 5, 128
"""Five stretches of 128 frames by 128 mel bands."""

BLOCKS = ((64, 2), (64, 4), (128, 4), (128, 4))
"""Filters and pooling of the local feature learning blocks."""

MEMORY = 256
DROPOUT = 0.2


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
