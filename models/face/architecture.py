"""The emotion CNN: a small network of the Xception family (Chollet, 2017) for 48x48 grey faces."""

import keras
from keras import layers

from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE


def _normal(x: keras.KerasTensor, filters: int, size: int, stride: int = 1) -> keras.KerasTensor:
    x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _separable(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _entry_module(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """Two ordinary convolutions, halved in size, plus a strided 1x1 shortcut.

    On few channels a separable convolution saves little arithmetic and waits for memory.
    """
    shortcut = _normal(x, filters, size=1, stride=2)
    x = layers.ReLU()(_normal(x, filters, size=3, stride=2))
    return layers.ReLU()(layers.Add()([_normal(x, filters, size=3), shortcut]))


def _exit_module(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """Two separable convolutions plus a 1x1 shortcut; the size stays, for the activation maps."""
    shortcut = _normal(x, filters, size=1)
    x = _separable(layers.ReLU()(_separable(x, filters)), filters)
    return layers.ReLU()(layers.Add()([x, shortcut]))


def build_face_cnn(
    stem: int = 24, entry: tuple[int, ...] = (48, 96), exit_filters: int = 256
) -> keras.Model:
    """Build the untrained network: about 14 million multiplications a crop.

    Args:
        stem: width of the first convolution, which halves height and width.
        entry: width of each entry module; each halves height and width.
        exit_filters: width of the exit module, the length of the embedding.

    Returns:
        Keras model: float32 (n, 48, 48, 1) from `prepare_crops` -> probabilities (n, 7)
        in the order of `schemas.labels.EMOTIONS`.
    """
    inputs = keras.Input((FACE_SIZE, FACE_SIZE, 1), name="crops")
    x = layers.ReLU()(_normal(inputs, stem, size=5, stride=2))
    for width in entry:
        x = _entry_module(x, width)
    x = layers.Identity(name="features")(_exit_module(x, exit_filters))
    x = layers.GlobalAveragePooling2D(name="embedding")(x)
    x = layers.Dropout(0.3)(x)
    # Probabilities need more than the half precision that a network may be trained in.
    dense = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions", dtype="float32")
    return keras.Model(inputs, dense(x), name="face_cnn")
