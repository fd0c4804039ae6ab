"""Earlier networks for faces, on the same crops and split as the shipped CNN.

The interview simulator of 2019 (see README, "Where it comes from") reports 59 % for its plain CNN
and 65 % for an Xception on FER2013, and describes neither beyond its kind: the plain one here is
the textbook's, the other Xception as it was published. Both see the crops as the shipped CNN does
(augmentation, AdamW, averaged weights), but learn FER2013's labels alone, as the simulator did:
no teacher, no votes. They are trained for a fixed number of epochs: stopping early on the part that
is judged, as the simulator did, flatters.
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from models.baselines.face_parts import LabelledCrops, parts_of
from models.baselines.settings import Settings
from models.evaluation.metrics import classification_metrics
from models.face.preprocessing import prepare_crops
from models.labelled import FaceData
from models.training.face.fit import FaceTrainingOptions, train_face_cnn
from models.training.face.normalisation import FusedBatchNormalization
from models.training.face.targets import one_hot
from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE

LEARNING_RATE = 1e-3


def build_plain_cnn(
    filters: tuple[int, ...] = (32, 64, 128), dense: int = 256, dropout: float = 0.4
) -> keras.Model:
    """Build an untrained plain network: convolutions, pooling, two dense layers (LeCun, 1998).

    No shortcut, no separable convolution, most weights behind the flattening.

    Args:
        filters: width of each stage of two 3x3 convolutions and a pooling by 2.
        dense: width of the hidden dense layer.
        dropout: share of activations dropped in training, behind each stage half as much.

    Returns:
        Keras model: float32 (n, 48, 48, 1) from `prepare_crops` -> probabilities (n, 7)
        in the order of EMOTIONS.
    """
    inputs = keras.Input((FACE_SIZE, FACE_SIZE, 1), name="crops")
    x = inputs
    for width in filters:
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        x = layers.Dropout(dropout / 2)(layers.MaxPooling2D(2)(x))
    x = layers.Dropout(dropout)(layers.Dense(dense, activation="relu")(layers.Flatten()(x)))
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions", dtype="float32")(x)
    return keras.Model(inputs, outputs, name="plain_cnn")


def build_xception(
    stem: tuple[int, int] = (32, 64),
    entry: tuple[int, ...] = (128, 256, 728),
    middle: int = 8,
    leaving: tuple[int, int, int] = (1024, 1536, 2048),
    dropout: float = 0.5,
) -> keras.Model:
    """Build an untrained Xception of the published sizes (Chollet, 2017): 20.9 million weights.

    Only the input is smaller, so the middle flow works on 3x3 places.

    Args:
        stem: widths of the two ordinary convolutions.
        entry: width of each module of the entry flow, which halves height and width.
        middle: modules of the middle flow, as wide as the last of the entry flow.
        leaving: widths of the exit flow: its module's second convolution, then two more.
        dropout: share of the pooled features dropped in training.

    Returns:
        As of `build_plain_cnn`.
    """
    inputs = keras.Input((FACE_SIZE, FACE_SIZE, 1), name="crops")
    x = layers.Conv2D(stem[0], 3, strides=2, use_bias=False)(inputs)
    x = layers.ReLU()(FusedBatchNormalization()(x))
    x = FusedBatchNormalization()(layers.Conv2D(stem[1], 3, use_bias=False)(x))
    x = layers.ReLU()(x)
    for number, width in enumerate(entry):
        # The first module finds its input rectified already.
        x = _halving_module(x, (width, width), rectify=number > 0)
    for _ in range(middle):
        shortcut = x
        for _ in range(3):
            x = _separable(layers.ReLU()(x), entry[-1])
        x = layers.Add()([x, shortcut])
    x = _halving_module(x, (entry[-1], leaving[0]), rectify=True)
    for width in leaving[1:]:
        x = layers.ReLU()(_separable(x, width))
    x = layers.Dropout(dropout)(layers.GlobalAveragePooling2D()(x))
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions", dtype="float32")(x)
    return keras.Model(inputs, outputs, name="xception")


NETWORKS: dict[str, tuple[Callable[[], keras.Model], int]] = {
    "plain": (build_plain_cnn, 20),
    "xception": (build_xception, 30),
}
"""Networks and for how many epochs each is trained, unless said otherwise."""


def run_plain_cnn(faces: FaceData, settings: Settings) -> dict[str, Any]:
    """The row of the plain network."""
    return _run("plain", faces, settings)


def run_xception(faces: FaceData, settings: Settings) -> dict[str, Any]:
    """The row of Xception."""
    return _run("xception", faces, settings)


def _run(name: str, faces: FaceData, settings: Settings) -> dict[str, Any]:
    return judge_face_network(
        name, *parts_of(faces, settings), settings.epochs, settings.seed, settings.precision
    )


def judge_face_network(
    name: str,
    training: LabelledCrops,
    judged: LabelledCrops,
    epochs: int | None = None,
    seed: int = 2026,
    precision: str = "float32",
) -> dict[str, Any]:
    """Train on one part of the data and judge on the other, which stops and selects nothing.

    Args:
        name: one of NETWORKS.
        training, judged: two parts of the data.
        epochs: instead of the network's own number.
        seed: of weights, order and augmentation.
        precision: of the arithmetic in training, as of `FaceTrainingOptions`.

    Returns:
        `models.evaluation.metrics.classification_metrics`, the number of epochs and the precision.
    """
    build, usual = NETWORKS[name]
    options = FaceTrainingOptions(
        epochs=usual if epochs is None else epochs,
        learning_rate=LEARNING_RATE,
        seed=seed,
        precision=precision,
    )
    targets, hard = one_hot(training.labels), one_hot(judged.labels)
    model = train_face_cnn(training.crops, targets, (judged.crops, hard), options, build)
    scores = model.predict(prepare_crops(judged.crops), batch_size=256, verbose=0)
    how = {"epochs": options.epochs, "precision": precision}
    return {**how, **classification_metrics(judged.labels, scores)}


def _separable(x: keras.KerasTensor, filters: int) -> keras.KerasTensor:
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False)(x)
    return FusedBatchNormalization()(x)


def _halving_module(
    x: keras.KerasTensor, filters: tuple[int, int], rectify: bool
) -> keras.KerasTensor:
    """Two separable convolutions and a pooling, plus a strided 1x1 shortcut."""
    shortcut = layers.Conv2D(filters[1], 1, strides=2, padding="same", use_bias=False)(x)
    shortcut = FusedBatchNormalization()(shortcut)
    x = _separable(layers.ReLU()(x) if rectify else x, filters[0])
    x = _separable(layers.ReLU()(x), filters[1])
    return layers.Add()([layers.MaxPooling2D(3, strides=2, padding="same")(x), shortcut])
