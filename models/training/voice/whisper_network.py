"""The network that hears emotions: two blocks of Whisper's encoder, and an attentive pooling.

Convolutions and first block stay as OpenAI trained them (Radford et al., 2023); the second block
is tuned. Heads of attention weigh the steps, and give mean and deviation of what they look at
(attentive statistics pooling, Okabe et al., 2018).
"""

from typing import Any

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from models.training.voice.whisper_weights import Weights
from models.voice.whisper import ATTENTION, PROBABILITIES
from models.voice.whisper_mel import WHISPER_BANDS, WHISPER_COLUMNS
from schemas.labels import EMOTIONS

WIDTH = 384
ATTENTION_HEADS = 6
STEPS = WHISPER_COLUMNS // 2
"""Of 20 ms in a window, 153."""

MOMENTS = STEPS // 2
"""Of 40 ms that the pooling weighs, 76."""

QUIET = 1.0
"""A step sounds where its loudest band is less than this below the window's loudest: 40 dB."""


class Tuned(layers.Layer):
    """A dense layer that begins as a pretrained one: its change is learned, and small.

    The change is scaled, so that an optimizer moves it as many times more slowly than the layers
    that begin at random, and decay of weights pulls it towards what was pretrained.
    """

    def __init__(self, units: int, scale: float, **options: Any) -> None:
        super().__init__(**options)
        self.units, self.scale = units, scale
        self._merged = False

    def build(self, shape: tuple[int, ...]) -> None:
        kernel, bias = (shape[-1], self.units), (self.units,)
        self.kernel = self.add_weight(shape=kernel, trainable=False, name="kernel")
        self.bias = self.add_weight(shape=bias, trainable=False, name="bias")
        self.kernel_change = self.add_weight(shape=kernel, initializer="zeros", name="change")
        self.bias_change = self.add_weight(shape=bias, initializer="zeros", name="bias_change")

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        if self._merged:
            return ops.matmul(x, self.kernel) + self.bias
        kernel = self.kernel + self.scale * self.kernel_change
        return ops.matmul(x, kernel) + (self.bias + self.scale * self.bias_change)

    def load(self, kernel: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        """Begin with these, shapes (input, units) and (units,)."""
        self.kernel.assign(kernel)
        self.bias.assign(bias)

    def merge(self) -> None:
        """Make the change part of the layer, as it is exported."""
        self.kernel.assign_add(self.scale * self.kernel_change)
        self.bias.assign_add(self.scale * self.bias_change)
        self.kernel_change.assign(ops.zeros_like(self.kernel_change))
        self.bias_change.assign(ops.zeros_like(self.bias_change))
        self._merged = True


class Positions(layers.Layer):
    """Adds what tells a step of a window from the others."""

    def build(self, shape: tuple[int, ...]) -> None:
        self.encodings = self.add_weight(shape=shape[1:], trainable=False, name="encodings")

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        return x + self.encodings


def build_front(weights: Weights) -> keras.Model:
    """What stays as it was pretrained: convolutions and first block.

    Args:
        weights: from `encoder_weights`.

    Returns:
        Keras model: float32 (n, 306, 80) from `whisper_mel` -> (n, 153, 385), the state of each
        step and behind it 1 where the step sounds, else 0.
    """
    mel = keras.Input((WHISPER_COLUMNS, WHISPER_BANDS), name="whisper_mel")
    x = _convolution(mel, "conv1", 1, weights)
    x = _convolution(x, "conv2", 2, weights)
    positions = Positions()
    x = positions(x)
    positions.set_weights([weights["position_encodings/encodings"][:STEPS]])
    x = _block(x, 0, weights)
    loudest = ops.max(ops.max(ops.reshape(mel, (-1, STEPS, 2, WHISPER_BANDS)), -1), -1)
    quiet = ops.max(loudest, axis=1, keepdims=True) - QUIET
    sounds = ops.cast(loudest > quiet, "float32")
    front = keras.Model(mel, ops.concatenate([x, sounds[..., None]], -1), name="front")
    front.trainable = False
    return front


def build_encoder(weights: Weights, scale: float, dropout: float) -> keras.Model:
    """The second block, which is tuned.

    Args:
        weights: from `encoder_weights`.
        scale: how much more slowly than the head, > 0.
        dropout: share of what each half of the block adds that is dropped in training.

    Returns:
        Keras model: states (n, 153, 384) -> (n, 153, 384).
    """
    state = keras.Input((STEPS, WIDTH))
    return keras.Model(state, _block(state, 1, weights, scale, dropout), name="encoder")


def build_head(
    mean: NDArray[np.float32],
    variance: NDArray[np.float32],
    *,
    units: int,
    heads: int,
    dropout: tuple[float, float, float],
) -> keras.Model:
    """Attentive pooling and the last layer, which begin at random.

    Args:
        mean, variance: of each channel of the pretrained encoder's sounding steps, shape (384,).
        units: width of the layer before the pooling.
        heads: of attention.
        dropout: shares of channels, units and pooled numbers dropped in training.

    Returns:
        Keras model: states (n, 153, 384) and sounding steps (n, 153) -> probabilities (n, 7) in
        the order of EMOTIONS, and attention (n, 76): how much each 40 ms counts, rows sum to one.
    """
    state, sounds = keras.Input((STEPS, WIDTH)), keras.Input((STEPS,))
    # In inference mode, with fixed numbers: constants of a graph must be weights to be exported.
    standard = layers.BatchNormalization(center=False, scale=False, trainable=False)
    x = standard(_in_pairs(state))
    standard.set_weights([mean, variance])
    x = layers.SpatialDropout1D(dropout[0])(x)
    x = layers.Dropout(dropout[1])(_gelu(layers.Dense(units)(x)))
    scores = layers.Dense(heads)(layers.Dense(units // 4, activation="tanh")(x))
    heard = ops.max(ops.reshape(sounds[:, : 2 * MOMENTS], (-1, MOMENTS, 2)), -1)
    attention = ops.softmax(scores - 1e4 * (1 - heard[..., None]), axis=1)
    looking = ops.transpose(attention, (0, 2, 1))
    means = ops.matmul(looking, x)
    variances = ops.matmul(looking, ops.square(x)) - ops.square(means)
    pooled = ops.concatenate([means, ops.sqrt(ops.maximum(variances, 1e-4))], -1)
    pooled = layers.Dropout(dropout[2])(layers.Flatten()(pooled))
    answer = layers.Dense(len(EMOTIONS), activation="softmax", name=PROBABILITIES)(pooled)
    return keras.Model([state, sounds], [answer, ops.mean(attention, -1)], name="head")


def join(encoder: keras.Model, head: keras.Model) -> keras.Model:
    """What is trained: steps (n, 153, 385) from the front -> probabilities (n, 7)."""
    steps = keras.Input((STEPS, WIDTH + 1))
    answer, _ = head([encoder(steps[..., :WIDTH]), steps[..., WIDTH]])
    return keras.Model(steps, answer, name="voice_whisper")


def scoring_model(front: keras.Model, encoder: keras.Model, head: keras.Model) -> keras.Model:
    """What is exported: `whisper_mel` (n, 306, 80) -> PROBABILITIES and ATTENTION."""
    mel = keras.Input((WHISPER_COLUMNS, WHISPER_BANDS), name="whisper_mel")
    steps = front(mel)
    answer, attention = head([encoder(steps[..., :WIDTH]), steps[..., WIDTH]])
    return keras.Model(mel, {PROBABILITIES: answer, ATTENTION: attention})


def _convolution(
    x: keras.KerasTensor, name: str, stride: int, weights: Weights
) -> keras.KerasTensor:
    kernel, bias = weights[f"{name}/weight"], weights[f"{name}/bias"]
    layer = layers.Conv1D(WIDTH, 3, strides=stride, name=name)
    x = layer(layers.ZeroPadding1D(1)(x))
    layer.set_weights([kernel.transpose(2, 1, 0), bias])
    return _gelu(x)


def _block(
    x: keras.KerasTensor, number: int, weights: Weights, scale: float = 0.0, dropout: float = 0.0
) -> keras.KerasTensor:
    """A transformer block with its normalisations first, tuned if `scale` is above 0."""

    def dense(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
        kernel, bias = (weights[f"layer_{number}/{name}/{part}"] for part in ("weight", "bias"))
        name = name.replace("/", "_")
        if not scale:
            layer = layers.Dense(len(bias), name=f"{name}_{number}")
            x = layer(x)
            layer.set_weights([kernel.T, bias])
            return x
        tuned = Tuned(len(bias), scale, name=f"{name}_{number}")
        x = tuned(x)
        tuned.load(kernel.T, bias)
        return x

    def normal(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
        layer = layers.LayerNormalization(epsilon=1e-5, trainable=False)
        x = layer(x)
        place = f"layer_{number}/{name}/layer_norm"
        layer.set_weights([weights[f"{place}/gamma"], weights[f"{place}/beta"]])
        return x

    inputs = dense(normal(x, "self_attention"), "self_attention/linear_0")
    query, key, value = (_by_head(part) for part in ops.split(inputs, 3, axis=-1))
    likeness = ops.matmul(query * (WIDTH // ATTENTION_HEADS) ** -0.5, _turned(key))
    seen = ops.transpose(ops.matmul(ops.softmax(likeness, axis=-1), value), (0, 2, 1, 3))
    seen = dense(ops.reshape(seen, (-1, STEPS, WIDTH)), "self_attention/linear_1")
    x = x + layers.Dropout(dropout)(seen)
    thought = _gelu(dense(normal(x, "ffn"), "ffn/linear_0"))
    return x + layers.Dropout(dropout)(dense(thought, "ffn/linear_1"))


def _by_head(x: keras.KerasTensor) -> keras.KerasTensor:
    """(n, 153, 384) to (n, 6, 153, 64)."""
    split = ops.reshape(x, (-1, STEPS, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS))
    return ops.transpose(split, (0, 2, 1, 3))


def _turned(x: keras.KerasTensor) -> keras.KerasTensor:
    return ops.transpose(x, (0, 1, 3, 2))


def _gelu(x: keras.KerasTensor) -> keras.KerasTensor:
    """The exact one, of parts that ONNX has."""
    return x * (ops.erf(x * 2**-0.5) * 0.5 + 0.5)


def _in_pairs(x: keras.KerasTensor) -> keras.KerasTensor:
    """Mean of each pair of steps: (n, 153, 384) to (n, 76, 384)."""
    return ops.mean(ops.reshape(x[:, : 2 * MOMENTS], (-1, MOMENTS, 2, WIDTH)), 2)
