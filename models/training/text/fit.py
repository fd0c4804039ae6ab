"""Fits the text CNN-LSTM and predicts with it."""

from collections.abc import Sequence
from typing import NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from models.text.vocabulary import LemmaEncoder, build_vocabulary
from models.training.text.architecture import build_text_cnn_lstm
from models.training.text.folds import Labels, Probabilities


class CnnLstmOptions(NamedTuple):
    """Hyperparameters. Learning rate and epochs were set on two of the ten folds and are fixed,
    so no fold's test essays stop its training."""

    seed: int = 2026
    folds: int = 10
    epochs: int = 5
    batch: int = 32
    learning_rate: float = 4e-3
    minimum_essays: int = 5
    """A lemma written in fewer essays gets no id of its own: it could name somebody."""


class TrainedCnnLstm(NamedTuple):
    """A network with the vocabulary of its training essays."""

    network: keras.Model
    vocabulary: list[str]


def fit_cnn_lstm(
    essays: Sequence[Sequence[str]], labels: Labels, options: CnnLstmOptions
) -> TrainedCnnLstm:
    """Train one network; the vocabulary, too, comes from these essays only.

    Args:
        essays: n lists of lemmas.
        labels: 0 or 1, shape (n, 5).
        options: hyperparameters.
    """
    keras.backend.clear_session()
    keras.utils.set_random_seed(options.seed)
    vocabulary = build_vocabulary(essays, options.minimum_essays)
    encoder = LemmaEncoder(vocabulary)
    network = build_text_cnn_lstm(encoder.size)
    steps = options.epochs * -(-len(essays) // options.batch)
    schedule = keras.optimizers.schedules.CosineDecay(options.learning_rate, steps)
    network.compile(keras.optimizers.Adam(schedule), "binary_crossentropy")
    network.fit(
        encoder.encode(essays),
        labels.astype(np.float32),
        batch_size=options.batch,
        epochs=options.epochs,
        verbose=0,
    )
    return TrainedCnnLstm(network, vocabulary)


def predict_cnn_lstm(trained: TrainedCnnLstm, essays: Sequence[Sequence[str]]) -> Probabilities:
    """Uncalibrated probabilities, float64, shape (n, 5)."""
    ids: NDArray[np.int32] = LemmaEncoder(trained.vocabulary).encode(essays)
    return np.asarray(trained.network.predict(ids, batch_size=64, verbose=0), dtype=np.float64)
