"""Training of the published voice CNN-LSTM on the splits of the shipped models.

White noise on a copy of every training window is published; optimizer, batch, level of the noise
and number of epochs are not. No clip that is judged stops a training.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from models.baselines.settings import Settings
from models.baselines.voice_network import build_published_cnn_lstm, published_log_mel, stretches
from models.baselines.voices import Answer, judge_voices, spoken_only
from models.labelled import VoiceData
from models.training.voice.augmentation import with_noise
from models.training.voice.examples import Examples, windows_of
from models.training.voice.folds import clip_means

NOISE_DB = (10.0, 30.0)
"""The noise is this far below the voice."""


class PublishedVoiceOptions(NamedTuple):
    """Hyperparameters that were not published: Keras's own defaults, and epochs that each hear
    every window twice, without noise and with."""

    epochs: int = 20
    batch: int = 8
    """Windows; 16 take 7 GB, because the first convolutions keep the whole picture 64 times."""
    learning_rate: float = 1e-3
    seed: int = 2026


def run_published_cnn_lstm(voices: VoiceData, settings: Settings) -> dict[str, Any]:
    """The row of the comparison."""
    examples, clips = spoken_only(published_examples(voices.clips, settings.seed))
    options = PublishedVoiceOptions(
        settings.epochs or PublishedVoiceOptions().epochs, seed=settings.seed
    )
    labels = voices.labels[clips]
    answer = published_cnn_lstm(examples, labels, options)
    figures = judge_voices(answer, labels, voices.actors[clips], settings)
    return {"epochs": options.epochs, **figures}


def published_examples(clips: Sequence[NDArray[Any]], seed: int) -> Examples:
    """Spectrograms of all windows that scoring would score, without noise and with.

    Returns:
        Features float32, shape (windows, 2, 384, 128), and the clip each belongs to.

    Raises:
        InsufficientDataError: if no clip holds speech.
    """
    rng = np.random.default_rng(seed)

    def both(window: NDArray[np.float32]) -> NDArray[np.float32]:
        noisy = with_noise(window, rng.uniform(*NOISE_DB), 0.0, rng)
        return np.stack([published_log_mel(window), published_log_mel(noisy)])

    return windows_of(clips, both)


def fit_published_cnn_lstm(
    spectrograms: NDArray[np.float32], labels: NDArray[np.integer], options: PublishedVoiceOptions
) -> keras.Model:
    """Train for a fixed number of epochs.

    Args:
        spectrograms: float32, shape (n, 384, 128).
        labels: index into EMOTIONS, shape (n,).
        options: hyperparameters.
    """
    keras.utils.clear_session()
    keras.utils.set_random_seed(options.seed)
    network = build_published_cnn_lstm()
    network.compile(
        keras.optimizers.Adam(options.learning_rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,  # on a CPU, XLA takes a minute to compile and is then slower
    )
    network.fit(
        stretches(spectrograms),
        labels,
        batch_size=options.batch,
        epochs=options.epochs,
        verbose=2,
    )
    return network


def published_cnn_lstm(
    examples: Examples, labels: NDArray[np.integer], options: PublishedVoiceOptions
) -> Answer:
    """Answers by the network: the emotion with the highest mean over a clip's windows.

    Args:
        examples: from `published_examples`; every clip has a window.
        labels: index into EMOTIONS, shape (clips,).
        options: hyperparameters.
    """

    def answer(training: NDArray[np.intp], test: NDArray[np.intp]) -> NDArray[np.integer]:
        heard, asked = examples.take(training), examples.take(test)
        both = heard.features.reshape(-1, *heard.features.shape[2:])
        network = fit_published_cnn_lstm(both, np.repeat(labels[heard.clips], 2), options)
        scores = network.predict(stretches(asked.features[:, 0]), batch_size=8, verbose=0)
        means = clip_means(scores, asked.clips, len(labels))[test]
        return np.asarray(means.argmax(axis=1), dtype=np.int64)

    return answer
