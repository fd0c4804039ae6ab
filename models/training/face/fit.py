"""Training of face networks: augmented batches, AdamW, averaged weights, a teacher if there is one.

A small network learns more from what a large one answers than from the labels alone (Hinton et al.,
Distilling the Knowledge in a Neural Network, 2015), and most when both see the same augmented crop
for many epochs (Beyer et al., Knowledge Distillation: A Good Teacher is Patient and Consistent,
2022).
"""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import cv2
import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from models.face.preprocessing import prepare_crops
from models.training import resuming
from models.training.face import architecture, augmentation, normalisation
from models.training.face.augmentation import augment
from models.training.fingerprint import fingerprint
from schemas.labels import EMOTIONS

BATCH = 128


class FaceTrainingOptions(NamedTuple):
    """Hyperparameters; chosen on PublicTest, never on data held apart."""

    epochs: int = 60
    teacher_epochs: int = 36
    """0 trains without a teacher."""
    teacher_share: float = 0.75
    """Of a target: what the teacher answers; the rest is what the data say."""
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    smoothing: float = 0.1
    """Share of FER2013's label that is spread over all classes: it is often wrong."""
    balance: float = 0.5
    """How far the scores are moved from how often each emotion is among the training labels
    (1.5 % are disgust) towards all being as likely, in [0, 1]: an interview is no web search."""
    seed: int = 2026
    mirrored: bool = True
    """Whether a crop's score is the mean of it and its mirror image: better, at twice the cost."""
    precision: str = "float32"
    """Of the arithmetic in training, a Keras dtype policy; on processors that multiply bfloat16
    (AVX512-BF16, AMX), "mixed_bfloat16" takes a third of the time. Weights stay float32."""


class Teacher(NamedTuple):
    """A trained network whose answers are targets."""

    network: keras.Model
    share: float
    """Of a target, in [0, 1]."""


class _Batches(keras.utils.PyDataset):
    """Shuffled, augmented batches; the order and the augmentation depend on seed and epoch only."""

    def __init__(
        self,
        crops: NDArray[np.uint8],
        targets: NDArray[np.float32],
        seed: int,
        teacher: Teacher | None = None,
    ) -> None:
        super().__init__()
        self.crops, self.targets, self.seed, self.teacher = crops, targets, seed, teacher
        self.start(0)

    def start(self, epoch: int) -> None:
        """Shuffle for an epoch. It is told, not counted: a training resumes in a later one."""
        self.epoch = epoch
        self.order = np.random.default_rng((self.seed, epoch)).permutation(len(self.crops))

    def __len__(self) -> int:
        return math.ceil(len(self.crops) / BATCH)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        rows = self.order[index * BATCH : (index + 1) * BATCH]
        inputs = prepare_crops(np.stack([augment(self.crops[row], rng) for row in rows]))
        targets = self.targets[rows]
        if self.teacher is not None:
            network, share = self.teacher
            targets = (1 - share) * targets + share * network.predict_on_batch(inputs)
        return inputs, targets


def cross_entropy(
    targets: keras.KerasTensor, probabilities: keras.KerasTensor
) -> keras.KerasTensor:
    """Mean over the heads of the cross-entropy, shape (n,); both (n, 7 * heads)."""
    by_head = (
        ops.reshape(each, (-1, each.shape[-1] // len(EMOTIONS), len(EMOTIONS)))
        for each in (targets, probabilities)
    )
    return ops.mean(ops.categorical_crossentropy(*by_head), axis=-1)


def accuracy(targets: keras.KerasTensor, probabilities: keras.KerasTensor) -> keras.KerasTensor:
    """Whether the first head's answer is its target's likeliest, shape (n,)."""
    first = slice(len(EMOTIONS))
    return keras.metrics.categorical_accuracy(targets[:, first], probabilities[:, first])


def in_precision(policy: str, build: Callable[[], keras.Model]) -> keras.Model:
    """Build a network that computes in this Keras dtype policy."""
    keras.config.set_dtype_policy(policy)
    try:
        return build()
    finally:
        keras.config.set_dtype_policy("float32")


def train_face_cnn(
    crops: NDArray[np.uint8],
    targets: NDArray[np.float32],
    validation: tuple[NDArray[np.uint8], NDArray[np.float32]],
    options: FaceTrainingOptions,
    build: Callable[[], keras.Model],
    *,
    checkpoint: Path | None = None,
    teacher: Teacher | None = None,
) -> keras.Model:
    """Train with AdamW, a cosine schedule and weight averaging.

    Args:
        crops: uint8, shape (n, 48, 48).
        targets: float32, shape (n, 7 * heads): each head's probabilities.
        validation: crops and targets that only report progress.
        options: hyperparameters; `epochs` is how long this network is trained.
        build: makes the untrained network, float32 (n, 48, 48, 1) -> probabilities of the
            targets' shape.
        checkpoint: a folder; the state after every epoch is kept there and resumed from, if
            data, options, network and teacher are the same.
        teacher: whose answers to the same augmented crops are part of the targets.

    Returns:
        The trained model with the averaged weights, in float32.
    """
    keras.utils.set_random_seed(options.seed)
    cv2.setNumThreads(1)  # the crops are small: OpenCV's threads would only fight Keras's
    exact = build()
    model = in_precision(options.precision, build)
    model.set_weights(exact.get_weights())
    steps = math.ceil(len(crops) / BATCH)
    schedule = keras.optimizers.schedules.CosineDecay(
        1e-4,
        options.epochs * steps,
        warmup_target=options.learning_rate,
        warmup_steps=min(steps, 400),
    )
    optimizer = keras.optimizers.AdamW(
        schedule,
        weight_decay=options.weight_decay,
        use_ema=True,
        ema_momentum=0.998,
        ema_overwrite_frequency=None,
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    model.compile(
        optimizer,
        cross_entropy,
        metrics=[accuracy],
        jit_compile=False,  # on a CPU, XLA's convolutions are slower than oneDNN's
    )
    batches = _Batches(crops, targets, options.seed, teacher)
    callbacks: list[keras.callbacks.Callback] = [
        keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: batches.start(epoch)),
        resuming.DropoutByEpoch(),
        # Swapped for the validation only: what the backup keeps is the training's own state.
        keras.callbacks.SwapEMAWeights(),
    ]
    if checkpoint is not None:
        folder = checkpoint / _start(crops, targets, options, exact, teacher)
        callbacks.append(keras.callbacks.BackupAndRestore(str(folder), delete_checkpoint=False))
    model.fit(
        batches,
        epochs=options.epochs,
        validation_data=(prepare_crops(validation[0]), validation[1]),
        callbacks=callbacks,
        shuffle=False,  # the batches are shuffled, in an order that a resumed training finds again
        verbose=2,
    )
    exact.set_weights(model.get_weights())
    return exact


def _start(
    crops: NDArray[np.uint8],
    targets: NDArray[np.float32],
    options: FaceTrainingOptions,
    network: keras.Model,
    teacher: Teacher | None,
) -> str:
    """Digest of all that this training depends on: a checkpoint of another must not be resumed.

    Options that change nothing before the last epoch, as `balance`, are none of it.
    """
    what_trains = (
        options.epochs,
        options.learning_rate,
        options.weight_decay,
        options.precision,
        options.seed,
        teacher and teacher.share,
    )
    weights = [*network.get_weights(), *(teacher.network.get_weights() if teacher else ())]
    code = (architecture, augmentation, normalisation, resuming, sys.modules[__name__])
    return fingerprint((crops, targets, *weights), what_trains, code)
