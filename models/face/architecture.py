"""The emotion CNN: a small network of the Xception family (Chollet, 2017) for 48x48 grey faces."""

import keras
from keras import layers

from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE


def _separable(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _xception_module(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    """Two separable convolutions, halved in size, plus a strided 1x1 shortcut."""
    shortcut = layers.Conv2D(filters, 1, strides=2, padding="same", use_bias=False)(x)
    shortcut = layers.BatchNormalization()(shortcut)
    x = layers.ReLU()(_separable(x, filters))
    x = _separable(x, filters)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    return layers.ReLU()(layers.Add()([x, shortcut]))


def build_face_cnn(filters: tuple[int, ...] = (48, 96, 192)) -> keras.Model:
    """Build the untrained network.

    Args:
        filters: width of each Xception module; each halves height and width.

    Returns:
        Keras model: float32 (n, 48, 48, 1) from `prepare_crops` -> probabilities (n, 7)
        in the order of `schemas.labels.EMOTIONS`.
    """
    inputs = keras.Input((FACE_SIZE, FACE_SIZE, 1), name="crops")
    x = inputs
    for width, stride in ((16, 1), (32, 2)):
        x = layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
    for width in filters:
        x = _xception_module(x, width)
    x = layers.GlobalAveragePooling2D(name="embedding")(x)
    x = layers.Dropout(0.3)(x)
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions")(x)
    return keras.Model(inputs, outputs, name="face_cnn")


def with_mirror_image(model: keras.Model) -> keras.Model:
    """The network that scores: the mean of the trained one's reading of a crop and its mirror."""
    inputs = keras.Input((FACE_SIZE, FACE_SIZE, 1), name="crops")
    mirrored = keras.ops.flip(inputs, axis=2)
    outputs = layers.Average(name="emotions")([model(inputs), model(mirrored)])
    return keras.Model(inputs, outputs, name="face_cnn_mirrored")
