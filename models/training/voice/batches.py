"""Batches of rendered clips on their way into a network."""

import math
from collections.abc import Callable

import keras
import numpy as np
from numpy.typing import NDArray

from schemas.labels import EMOTIONS

Change = Callable[[NDArray[np.float32], np.random.Generator], NDArray[np.float32]]
"""What is done to an input each time that a network sees it."""


class Batches(keras.utils.PyDataset):
    """Shuffled batches: changed inputs, smoothed targets, weights that balance classes.

    Inputs are float16, shape (clips, renderings, ...). Order and changes depend on seed and epoch
    only, so that an interrupted training resumes as the uninterrupted one would go on.
    """

    def __init__(
        self,
        inputs: NDArray[np.float16],
        labels: NDArray[np.integer],
        batch: int,
        smoothing: float,
        seed: int,
        change: Change | None = None,
    ) -> None:
        super().__init__()
        self.inputs, self.labels = inputs, labels
        self.batch, self.seed = min(batch, len(labels)), seed
        self.change = change
        classes = len(EMOTIONS)
        present = np.bincount(labels, minlength=classes)
        self.weights = (len(labels) / classes / np.maximum(present, 1)).astype(np.float32)
        smoothed = np.eye(classes) * (1 - smoothing) + smoothing / classes
        self.targets = smoothed.astype(np.float32)
        self.start(epoch=0)

    def start(self, epoch: int) -> None:
        """Shuffle for an epoch."""
        self.epoch = epoch
        self.order = np.random.default_rng((self.seed, epoch)).permutation(len(self.labels))

    def __len__(self) -> int:
        return math.ceil(len(self.labels) / self.batch)

    def __getitem__(
        self, index: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        rows = self.order[index * self.batch : (index + 1) * self.batch]
        rendering = (self.epoch + rows) % self.inputs.shape[1]
        inputs = self.inputs[rows, rendering].astype(np.float32)
        if self.change is not None:
            inputs = np.stack([self.change(each, rng) for each in inputs])
        labels = self.labels[rows]
        return inputs, self.targets[labels], self.weights[labels]

    def on_epoch_end(self) -> None:
        self.start(self.epoch + 1)
