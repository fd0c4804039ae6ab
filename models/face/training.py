"""Training of the face CNN on FER2013 crops with FER+ votes."""

import math
from collections.abc import Callable
from typing import NamedTuple, cast

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from models.face.architecture import build_face_cnn
from models.face.preprocessing import prepare_crops
from models.face.warm_start import warm_start
from schemas.labels import EMOTIONS, FERPLUS_VOTES

BATCH = 128


class FaceTrainingOptions(NamedTuple):
    """Hyperparameters; chosen on PublicTest, never on data held apart."""

    epochs: int = 50
    """0 leaves the start as it is: to calibrate and judge it anew."""
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    label_share: float = 0.5
    seed: int = 2026
    start_from: str | None = None
    """Version of the face CNN whose weights are the start, instead of random ones."""
    mirrored: bool = True
    """Whether a crop's score is the mean of it and its mirror image: better, at twice the cost."""
    precision: str = "float32"
    """Of the arithmetic in training, a Keras dtype policy; on processors that multiply bfloat16
    (AVX512-BF16, AMX), "mixed_bfloat16" takes a third of the time. Weights stay float32."""


def soft_targets(
    labels: NDArray[np.integer], votes: NDArray[np.integer] | None, label_share: float
) -> NDArray[np.float32]:
    """Mix the FER2013 label with the FER+ vote distribution over the same seven classes.

    Args:
        labels: int, shape (n,), index into EMOTIONS.
        votes: int, shape (n, 10), columns FERPLUS_VOTES, or None when the data has no votes.
        label_share: weight of the one-hot label, in [0, 1].

    Returns:
        float32, shape (n, 7); rows sum to one. An image without a vote for one of the seven
        classes keeps its label.
    """
    one_hot: NDArray[np.float32] = np.eye(len(EMOTIONS), dtype=np.float32)[labels]
    if votes is None:
        return one_hot
    columns = [FERPLUS_VOTES.index(emotion) for emotion in EMOTIONS]
    counts = votes[:, columns].astype(np.float32)
    # One stray vote out of ten is noise (Barsoum et al. drop it too).
    counts[counts <= 1] = 0
    total = counts.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, counts / np.maximum(total, 1), one_hot)
    mixed = label_share * one_hot + (1 - label_share) * shares
    return np.asarray(mixed, dtype=np.float32)


def augment(crop: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Flip, rotate, zoom and shift; some crops are blurred, compressed, noisy, or lack a patch.

    Blur, blocks and noise are what a small face in a compressed or dark video looks like.

    Args:
        crop: uint8, shape (48, 48).
        rng: source of the random choices.

    Returns:
        uint8, shape (48, 48).
    """
    size = crop.shape[0]
    matrix = cv2.getRotationMatrix2D(
        (size / 2, size / 2), rng.uniform(-15, 15), rng.uniform(0.9, 1.12)
    )
    matrix[:, 2] = matrix[:, 2] + rng.uniform(-4, 4, 2)
    if rng.random() < 0.5:
        matrix[0] = -matrix[0]
        matrix[0, 2] += size - 1
    turned = cv2.warpAffine(crop, matrix, (size, size), borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.15:
        turned = cv2.GaussianBlur(turned, (0, 0), rng.uniform(0.4, 1.0))
    if rng.random() < 0.15:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(10, 50))]
        compressed = cv2.imencode(".jpg", turned, quality)[1]
        turned = cast(cv2.typing.MatLike, cv2.imdecode(compressed, cv2.IMREAD_GRAYSCALE))
    if rng.random() < 0.15:
        noisy = turned + rng.normal(0, rng.uniform(2, 10), turned.shape)
        turned = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        height, width = rng.integers(6, 17, 2)
        top, left = rng.integers(0, size - height), rng.integers(0, size - width)
        turned[top : top + height, left : left + width] = int(turned.mean())
    return np.asarray(turned, dtype=np.uint8)


class _Batches(keras.utils.PyDataset):
    """Shuffled, augmented batches; the order and the augmentation depend on seed and epoch only."""

    def __init__(self, crops: NDArray[np.uint8], targets: NDArray[np.float32], seed: int) -> None:
        super().__init__()
        self.crops, self.targets, self.seed = crops, targets, seed
        self.start(0)

    def start(self, epoch: int) -> None:
        """Told, not counted: a training that goes on does not begin with epoch 0."""
        self.epoch = epoch
        self.order = np.random.default_rng((self.seed, epoch)).permutation(len(self.crops))

    def __len__(self) -> int:
        return math.ceil(len(self.crops) / BATCH)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        rows = self.order[index * BATCH : (index + 1) * BATCH]
        augmented = np.stack([augment(self.crops[row], rng) for row in rows])
        return prepare_crops(augmented), self.targets[rows]


def train_face_cnn(
    crops: NDArray[np.uint8],
    targets: NDArray[np.float32],
    validation: tuple[NDArray[np.uint8], NDArray[np.float32]],
    options: FaceTrainingOptions,
    checkpoint: str | None = None,
    start: bytes | None = None,
    build: Callable[[], keras.Model] = build_face_cnn,
) -> keras.Model:
    """Train with AdamW, a cosine schedule and weight averaging.

    Args:
        crops: uint8, shape (n, 48, 48).
        targets: float32, shape (n, 7), from `soft_targets`.
        validation: crops and targets that only report progress.
        options: hyperparameters.
        checkpoint: a folder; the state after every epoch is kept there and resumed from.
        start: exported graph whose weights are the start, instead of random ones.
        build: makes the untrained network.

    Returns:
        The trained model with the averaged weights.
    """
    keras.utils.clear_session()  # names of layers count from zero, as in an exported graph
    keras.utils.set_random_seed(options.seed)
    cv2.setNumThreads(1)  # the crops are small: OpenCV's threads would only fight Keras's
    exact = build()
    if start is not None:
        warm_start(exact, start, prepare_crops(crops[:512]))
    if options.epochs == 0:
        return exact
    keras.config.set_dtype_policy(options.precision)
    try:
        model = build()
    finally:
        keras.config.set_dtype_policy("float32")
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
        "categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,  # on a CPU, XLA's convolutions are slower than oneDNN's
    )
    batches = _Batches(crops, targets, options.seed)
    callbacks: list[keras.callbacks.Callback] = [
        keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: batches.start(epoch)),
        # Swapped for the validation only: what the backup keeps is the training's own state.
        keras.callbacks.SwapEMAWeights(),
    ]
    if checkpoint is not None:
        callbacks.append(keras.callbacks.BackupAndRestore(checkpoint, delete_checkpoint=False))
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
