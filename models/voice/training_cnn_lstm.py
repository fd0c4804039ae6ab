"""Training, evaluation and packaging of the voice CNN-LSTM."""

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from models.export import to_onnx
from models.voice.architecture import build_voice_cnn_lstm
from models.voice.card import voice_card
from models.voice.evaluation import Predict, judge
from models.voice.examples import windows_of, with_white_noise
from models.voice.features import MEL_BANDS, MEL_COLUMNS, log_mel
from models.voice.scorers import GRAPH
from models.voice.windows import WINDOW_SAMPLES


class CnnLstmOptions(NamedTuple):
    """Hyperparameters; tried on four actors left out of the training part of the first fold."""

    epochs: int = 20
    learning_rate: float = 2e-3
    batch: int = 16
    renderings: int = 6
    """Different cuts of each clip; an epoch sees one of them."""
    folds: int = 5
    seed: int = 2026


def render(clip: NDArray[Any], rng: np.random.Generator) -> NDArray[np.float32]:
    """One window of a clip at a random place, up to 10 % faster or slower, half of them noisy.

    Speed also shifts pitch and formants, as another speaker would.

    Args:
        clip: float32 in [-1, 1] or int16, shape (n,), 16 kHz mono, n > 1.
        rng: source of the random choices.

    Returns:
        float32, shape (49152,); a shorter clip is padded at both ends with its mean.
    """
    sound = clip.astype(np.float32)
    places = np.arange(0, len(sound) - 1, rng.uniform(0.9, 1.1))
    sound = np.interp(places, np.arange(len(sound)), sound).astype(np.float32)
    if rng.random() < 0.5:
        sound = with_white_noise(sound, rng.uniform(10, 35), rng)
    missing = max(0, WINDOW_SAMPLES - len(sound))
    before = int(rng.integers(missing + 1))
    sound = np.pad(sound, (before, missing - before), constant_values=sound.mean())
    start = int(rng.integers(len(sound) - WINDOW_SAMPLES + 1))
    return sound[start : start + WINDOW_SAMPLES]


def render_spectrograms(
    clips: Sequence[NDArray[Any]], options: CnnLstmOptions
) -> NDArray[np.float16]:
    """Log-mel of `options.renderings` renderings of each clip: (clips, renderings, 384, 64)."""
    rng = np.random.default_rng(options.seed)
    rendered = np.empty((len(clips), options.renderings, MEL_COLUMNS, MEL_BANDS), np.float16)
    for number, clip in enumerate(clips):
        for rendering in range(options.renderings):
            rendered[number, rendering] = log_mel(render(clip, rng))
    return rendered


def mask(spectrogram: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """SpecAugment (Park et al., 2019): silence up to 32 columns and up to 8 bands."""
    masked = spectrogram.copy()
    width, start = rng.integers(0, 33), rng.integers(0, MEL_COLUMNS)
    masked[start : start + width] = 0
    height, lowest = rng.integers(0, 9), rng.integers(0, MEL_BANDS)
    masked[:, lowest : lowest + height] = 0
    return masked


class _Batches(keras.utils.PyDataset):
    """Shuffled, masked batches; order and masks depend on seed and epoch only."""

    def __init__(
        self,
        spectrograms: NDArray[np.float16],
        labels: NDArray[np.integer],
        options: CnnLstmOptions,
    ) -> None:
        super().__init__()
        self.spectrograms, self.labels, self.options = spectrograms, labels, options
        self.start(epoch=0)

    def start(self, epoch: int) -> None:
        self.epoch = epoch
        rng = np.random.default_rng((self.options.seed, epoch))
        self.order = rng.permutation(len(self.labels))

    def __len__(self) -> int:
        return math.ceil(len(self.labels) / self.options.batch)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.integer]]:
        rng = np.random.default_rng((self.options.seed, self.epoch, index))
        rows = self.order[index * self.options.batch : (index + 1) * self.options.batch]
        rendering = (self.epoch + rows) % self.spectrograms.shape[1]
        inputs = self.spectrograms[rows, rendering].astype(np.float32)
        return np.stack([mask(spectrogram, rng) for spectrogram in inputs]), self.labels[rows]

    def on_epoch_end(self) -> None:
        self.start(self.epoch + 1)


def train_cnn_lstm(
    spectrograms: NDArray[np.float16],
    labels: NDArray[np.integer],
    options: CnnLstmOptions,
    checkpoint: Path,
) -> keras.Model:
    """Train with AdamW and a cosine schedule for a fixed number of epochs.

    Args:
        spectrograms: from `render_spectrograms`, shape (n, renderings, 384, 64).
        labels: int, shape (n,), index into EMOTIONS.
        options: hyperparameters.
        checkpoint: folder where the state after every epoch is kept and resumed from.

    Returns:
        The trained model.
    """
    keras.utils.set_random_seed(options.seed)
    batches = _Batches(spectrograms, labels, options)
    steps = options.epochs * len(batches)
    warmup = max(1, steps // 20)
    schedule = keras.optimizers.schedules.CosineDecay(
        1e-4, max(1, steps - warmup), warmup_target=options.learning_rate, warmup_steps=warmup
    )
    model = build_voice_cnn_lstm()
    model.compile(
        keras.optimizers.AdamW(schedule, weight_decay=1e-3, clipnorm=1.0),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,  # on a CPU, XLA takes a minute to compile and is then slower
    )
    backup = keras.callbacks.BackupAndRestore(str(checkpoint), delete_checkpoint=False)
    model.fit(batches, epochs=options.epochs, callbacks=[backup], verbose=2)
    return model


def train_and_package_cnn_lstm(
    clips: Sequence[NDArray[Any]],
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    options: CnnLstmOptions,
    work: Path,
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Judge with actors held out, then train on all clips.

    Args:
        clips: mono sound at 16 kHz, float in [-1, 1] or int16.
        labels: int, shape (clips,), index into EMOTIONS.
        actors: int, shape (clips,): who speaks.
        options: hyperparameters.
        work: folder for checkpoints, from which an interrupted training on the same clips with
            the same options goes on, and for the held-out predictions.

    Returns:
        Files and card of the artefact.

    Raises:
        ValueError: if there are fewer than two actors, or no clip holds speech.
    """
    examples = windows_of(clips, log_mel)
    spectrograms = render_spectrograms(clips, options)
    attempt = _attempt(clips, labels, actors, options)

    def train(training: NDArray[np.integer], name: str) -> keras.Model:
        checkpoint = work / f"voice-{attempt}-{name}"
        return train_cnn_lstm(spectrograms[training], labels[training], options, checkpoint)

    def train_fold(training: NDArray[np.intp], fold: int) -> Predict:
        model = train(training, f"fold-{fold}")
        return lambda features: np.asarray(model.predict(features, batch_size=64, verbose=0))

    judgement = judge(examples, labels, actors, options.folds, train_fold)
    judgement.validation(labels).save(work, "voice_cnn_lstm")
    model = train(np.arange(len(clips)), "all")
    card = {
        "purpose": "Seven emotion probabilities of a window of speech.",
        "architecture": "log-mel 384 x 64, local feature learning blocks on five stretches of "
        f"1.024 s, LSTM, temperature; {model.count_params():,} parameters",
        **voice_card(
            options._asdict(),
            actors,
            judgement,
            ("keras", "tf2onnx", "onnxruntime", "librosa", "numpy"),
        ),
    }
    return {GRAPH: to_onnx(model, examples.features[:64])}, card


def _attempt(
    clips: Sequence[NDArray[Any]],
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    options: CnnLstmOptions,
) -> str:
    """Digest of data and options: a checkpoint of other ones must not be resumed."""
    facts = ([len(clip) for clip in clips], labels.tolist(), actors.tolist(), options)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]
