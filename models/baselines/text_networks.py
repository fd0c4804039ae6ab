"""The 2019 interview simulator's text networks, for comparison; never shipped.

Sizes as published: 300 tokens, trainable vectors of 300; either three blocks of convolution and
three LSTMs of 180, reported right on 53 %, or an LSTM alone, 45 %, of which only the kind is known:
it gets the same vectors, one of the same LSTMs and the same head. Two of the simulator's mistakes
are not repeated, because they would compare nothing: a softmax over five traits that do not
exclude each other, and a vocabulary that 97 % of the words do not reach (`LemmaEncoder` keeps all).
Optimizer, batch and number of epochs were not published; no essay that is judged stops a training.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from models.baselines.settings import Settings
from models.baselines.texts import Decide, run_decider
from models.labelled import TextData
from models.text.vocabulary import LemmaEncoder, build_vocabulary
from models.training.text.fit import TrainedCnnLstm, predict_cnn_lstm
from models.training.text.folds import Labels
from schemas.labels import TRAITS
from schemas.sampling import TEXT_TOKENS

EMBEDDING, MEMORY, HEAD = 300, 180, 128
"""Length of a lemma's vector, units of each LSTM and of the dense layer."""

FILTERS = (128, 256, 512)
"""Of each convolution block: eight lemmas wide, pooled by two."""

LSTMS = 3
DROPOUT = 0.3


class PublishedTextOptions(NamedTuple):
    """Hyperparameters that were not published: Keras's own defaults, and the shipped network's
    number of epochs."""

    epochs: int = 5
    batch: int = 32
    learning_rate: float = 1e-3
    minimum_essays: int = 5
    seed: int = 2026


def build_published_lstm(lemma_ids: int) -> keras.Model:
    """Build the untrained LSTM.

    Args:
        lemma_ids: number of ids, padding included (`LemmaEncoder.size`).

    Returns:
        Keras model: int32 (n, 300) -> five independent probabilities (n, 5) in the order of TRAITS.
    """
    inputs = keras.Input((TEXT_TOKENS,), dtype="int32", name="lemma_ids")
    x = layers.LSTM(MEMORY)(layers.Embedding(lemma_ids, EMBEDDING)(inputs))
    return keras.Model(inputs, _head(x), name="published_text_lstm")


def build_published_text_cnn_lstm(lemma_ids: int) -> keras.Model:
    """Build the untrained CNN-LSTM; argument and result as of `build_published_lstm`."""
    inputs = keras.Input((TEXT_TOKENS,), dtype="int32", name="lemma_ids")
    x = layers.Embedding(lemma_ids, EMBEDDING)(inputs)
    for filters in FILTERS:
        x = layers.Conv1D(filters, 8, padding="same", activation="relu")(x)
        x = layers.SpatialDropout1D(DROPOUT)(layers.MaxPooling1D(2)(x))
        x = layers.BatchNormalization()(x)
    for number in range(1, LSTMS + 1):
        x = layers.LSTM(MEMORY, return_sequences=number < LSTMS)(x)
    return keras.Model(inputs, _head(x), name="published_text_cnn_lstm")


NETWORKS: dict[str, Callable[[int], keras.Model]] = {
    "lstm": build_published_lstm,
    "cnn_lstm": build_published_text_cnn_lstm,
}


def run_lstm(essays: TextData, settings: Settings) -> dict[str, Any]:
    """The row of the LSTM."""
    return _run("lstm", essays, settings)


def run_cnn_lstm(essays: TextData, settings: Settings) -> dict[str, Any]:
    """The row of the CNN-LSTM."""
    return _run("cnn_lstm", essays, settings)


def _run(name: str, essays: TextData, settings: Settings) -> dict[str, Any]:
    options = PublishedTextOptions(
        settings.epochs or PublishedTextOptions().epochs, seed=settings.seed
    )
    figures = run_decider(published_network(name, options), essays, settings)
    return {"epochs": options.epochs, **figures}


def published_network(name: str, options: PublishedTextOptions) -> Decide:
    """Train one of NETWORKS; the vocabulary, too, comes from the training essays only."""

    def decide(
        training: Sequence[list[str]], labels: Labels, test: Sequence[list[str]]
    ) -> NDArray[np.integer]:
        keras.utils.clear_session()
        keras.utils.set_random_seed(options.seed)
        vocabulary = build_vocabulary(training, options.minimum_essays)
        encoder = LemmaEncoder(vocabulary)
        network = NETWORKS[name](encoder.size)
        network.compile(keras.optimizers.Adam(options.learning_rate), "binary_crossentropy")
        network.fit(
            encoder.encode(training),
            labels.astype(np.float32),
            batch_size=options.batch,
            epochs=options.epochs,
            verbose=2,
        )
        high = predict_cnn_lstm(TrainedCnnLstm(network, vocabulary), test) > 0.5
        return high.astype(np.int64)

    return decide


def _head(x: keras.KerasTensor) -> keras.KerasTensor:
    x = layers.Dense(HEAD, activation="relu")(x)
    return layers.Dense(len(TRAITS), activation="sigmoid", name="traits")(x)
