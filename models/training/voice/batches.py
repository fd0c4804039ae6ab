"""Batches of rendered spectrograms on their way into the CNN-LSTM."""

import math

import keras
import numpy as np
from numpy.typing import NDArray

from models.training.voice.rendering import Distortion, distort
from schemas.labels import EMOTIONS


class Batches(keras.utils.PyDataset):
    """Shuffled batches: distorted spectrograms, smoothed targets, weights that balance classes.

    Order and distortion depend on seed and epoch only, so that an interrupted training resumes as
    the uninterrupted one would go on.
    """

    def __init__(
        self,
        spectrograms: NDArray[np.float16],
        labels: NDArray[np.integer],
        batch: int,
        smoothing: float,
        seed: int,
        distortion: Distortion | None = None,
    ) -> None:
        super().__init__()
        self.spectrograms, self.labels = spectrograms, labels
        self.batch, self.seed = min(batch, len(labels)), seed
        self.distortion = distortion or Distortion()
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
        rendering = (self.epoch + rows) % self.spectrograms.shape[1]
        inputs = self.spectrograms[rows, rendering].astype(np.float32)
        distorted = np.stack([distort(each, self.distortion, rng) for each in inputs])
        labels = self.labels[rows]
        return distorted, self.targets[labels], self.weights[labels]

    def on_epoch_end(self) -> None:
        self.start(self.epoch + 1)
