"""The emotion CNN: a small residual network (He et al., 2016) for 48x48 grey faces."""

from typing import NamedTuple

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from models.training.face.normalisation import FusedBatchNormalization
from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE


class Stage(NamedTuple):
    """Residual modules of one width."""

    filters: int
    modules: int
    stride: int
    """By how much the first module shrinks height and width."""


class Size(NamedTuple):
    """How large a face CNN is."""

    stem: int
    """Width of the first convolution, which halves height and width."""
    stages: tuple[Stage, ...]
    """The width of the last is the length of the embedding."""
    dropout: float
    """Share of the embedding dropped in training."""


SHIPPED = Size(stem=32, stages=(Stage(64, 2, 2), Stage(128, 2, 2)), dropout=0.2)
"""38 million multiplications a crop. Ordinary convolutions: in 8-bit integers a core does nearly
twice as many of their multiplications a second as of the partly separable ones of 0.4.0 (240 and
133 thousand million, read once), because the latter wait for memory."""

TEACHER = Size(32, (Stage(64, 2, 1), Stage(128, 2, 2), Stage(256, 2, 2)), dropout=0.4)
"""227 million multiplications a crop: too slow for the night, better by what it teaches."""


def _convolution(x: keras.KerasTensor, filters: int, size: int, stride: int) -> keras.KerasTensor:
    x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
    return FusedBatchNormalization()(x)


def _module(x: keras.KerasTensor, filters: int, stride: int) -> keras.KerasTensor:
    """Two 3x3 convolutions beside a shortcut, which is a 1x1 convolution where shapes differ."""
    shortcut = x
    if stride != 1 or x.shape[-1] != filters:
        shortcut = _convolution(x, filters, size=1, stride=stride)
    x = layers.ReLU()(_convolution(x, filters, size=3, stride=stride))
    return layers.ReLU()(layers.Add()([_convolution(x, filters, size=3, stride=1), shortcut]))


def build_face_cnn(size: Size = SHIPPED, heads: int = 1) -> keras.Model:
    """Build the untrained network.

    Args:
        size: how large it is.
        heads: how many sets of labels it learns to give, each with a softmax of its own on the
            same embedding.

    Returns:
        Keras model: float32 (n, 48, 48, 1) from `prepare_crops` -> probabilities (n, 7 * heads),
        head by head, each in the order of `schemas.labels.EMOTIONS`.
    """
    inputs = keras.Input((FACE_SIZE, FACE_SIZE, 1), name="crops")
    x = layers.ReLU()(_convolution(inputs, size.stem, size=5, stride=2))
    for stage in size.stages:
        for number in range(stage.modules):
            x = _module(x, stage.filters, stage.stride if number == 0 else 1)
    x = layers.Identity(name="features")(x)
    x = layers.GlobalAveragePooling2D(name="embedding")(x)
    x = layers.Dropout(size.dropout)(x)
    # Probabilities need more than the half precision that a network may be trained in.
    x = layers.Dense(heads * len(EMOTIONS), name="emotions", dtype="float32")(x)
    x = layers.Reshape((heads, len(EMOTIONS)), dtype="float32")(x)
    x = layers.Reshape((-1,), dtype="float32")(layers.Softmax(dtype="float32")(x))
    return keras.Model(inputs, x, name="face_cnn")


def balance_heads(trained: keras.Model, frequencies: NDArray[np.floating], balance: float) -> None:
    """Move what a network expects of each class towards all being as likely: logit adjustment.

    Menon et al. (Long-tail Learning via Logit Adjustment, 2021): a network trained on frequencies
    p learns logits that contain log p; without it, it is right as often in rare classes as in
    frequent ones, and less often over all.

    Args:
        trained: `build_face_cnn`; the bias of its last layer is changed.
        frequencies: of each class among what each head learned, shape (7 * heads,); a class that
            never occurs is left as it is.
        balance: share of log p that is taken away, in [0, 1].
    """
    dense = trained.get_layer("emotions")
    kernel, bias = dense.get_weights()
    known = np.where(frequencies > 0, frequencies, 1)
    dense.set_weights([kernel, bias - balance * np.log(known)])
