"""The text CNN-LSTM: embedded lemmas, convolutions for phrases, an LSTM for their order."""

import keras
from keras import layers

from schemas.labels import TRAITS
from schemas.sampling import TEXT_TOKENS

EMBEDDING = 300
"""Length of a lemma's vector."""


def build_text_cnn_lstm(
    lemma_ids: int,
    filters: tuple[int, ...] = (32, 64),
    kernels: tuple[int, ...] = (3, 5),
    pools: tuple[int, ...] = (4, 2),
    lstm: int = 48,
    dropout: float = 0.2,
) -> keras.Model:
    """Build the untrained network.

    The published network (three blocks of 128-512 filters, three LSTMs of 180) has millions of
    weights for 2,000 essays. Two narrow blocks and one LSTM train in minutes; pooling averages,
    also over the LSTM's outputs, because a trait shows a little everywhere in a text and nowhere
    strongly.

    Args:
        lemma_ids: number of ids, padding included (`LemmaEncoder.size`).
        filters, kernels, pools: width, length and pooling of each convolution block.
        lstm: units of the LSTM.
        dropout: share of embedding channels and of features dropped in training.

    Returns:
        Keras model: int32 (n, 300) from `LemmaEncoder` -> five independent probabilities (n, 5)
        in the order of `schemas.labels.TRAITS`; they do not sum to one.
    """
    inputs = keras.Input((TEXT_TOKENS,), dtype="int32", name="lemma_ids")
    # Unit variance, so that the convolutions start on inputs of the size they are made for.
    unit = keras.initializers.RandomNormal(stddev=1.0)
    x = layers.Embedding(lemma_ids, EMBEDDING, embeddings_initializer=unit, name="embedding")(
        inputs
    )
    x = layers.SpatialDropout1D(dropout)(x)
    for width, kernel, pool in zip(filters, kernels, pools, strict=True):
        x = layers.Conv1D(width, kernel, padding="same", activation="relu")(x)
        x = layers.AveragePooling1D(pool)(x)
        x = layers.SpatialDropout1D(dropout)(x)
        x = layers.BatchNormalization()(x)
    x = layers.LSTM(lstm, return_sequences=True)(x)
    x = layers.GlobalAveragePooling1D()(x)
    x = layers.Dropout(dropout)(x)
    x = layers.Dense(lstm, activation="relu")(x)
    # A person can be high on two traits: independent sigmoids, never a softmax.
    outputs = layers.Dense(len(TRAITS), activation="sigmoid", name="traits")(x)
    return keras.Model(inputs, outputs, name="text_cnn_lstm")
