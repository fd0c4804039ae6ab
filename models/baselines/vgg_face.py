"""VGG-Face retrained for emotions, as in the audiovisual thesis (README, "Where it comes from").

The published network (Parkhi, Vedaldi & Zisserman: Deep Face Recognition, 2015) is VGG-16 trained
to tell 2,622 people apart. Its convolution blocks stay frozen; dense layers of 512 and 256 and a
softmax over seven emotions are trained behind them with Adam at its default settings.

The published weights are not bundled: their licence is for research only, and with 58 MB they
exceed what an artefact may hold. Whoever has them names the file
(`models.baselines.vgg_weights`). So no accuracy of this transfer is claimed here; tests train it
with random weights on tiny crops, which proves that it runs, that the blocks stay frozen and that
the weights arrive where they belong.
"""

from typing import Any

import cv2
import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from models.baselines.face_parts import LabelledCrops, parts_of
from models.baselines.settings import Settings
from models.baselines.vgg_weights import (
    BLOCKS,
    CONVOLUTIONS,
    Weights,
    WeightsError,
    read_vgg_face_weights,
)
from models.evaluation.metrics import classification_metrics
from models.labelled import FaceData
from schemas.labels import EMOTIONS

SIZE = 224
"""Height and width of the published network's input, pixels."""

EPOCHS, BATCH = 10, 32

MEAN_RGB = (129.1863, 104.7624, 93.5940)
"""Mean colour of the published training data, subtracted from each pixel."""


def prepare_for_vgg_face(crops: NDArray[np.uint8], size: int = SIZE) -> NDArray[np.float32]:
    """Enlarge crops to the network's input.

    Args:
        crops: uint8, grey (n, h, w) or RGB (n, h, w, 3).
        size: height and width wanted, pixels.

    Returns:
        float32, shape (n, size, size, 3): grey levels less the mean colour of VGG-Face's data.
    """
    prepared = np.empty((len(crops), size, size, 3), np.float32)
    for target, crop in zip(prepared, crops, strict=True):
        larger = cv2.resize(crop, (size, size), interpolation=cv2.INTER_LINEAR)
        colour = larger if larger.ndim == 3 else larger[..., np.newaxis]
        target[:] = colour - np.array(MEAN_RGB, np.float32)
    return prepared


def build_vgg_face(
    weights: Weights | None = None, size: int = SIZE, widths: tuple[int, ...] | None = None
) -> keras.Model:
    """Build the network with frozen convolution blocks and an untrained head.

    Args:
        weights: of every convolution, from `read_vgg_face_weights`; None leaves them random,
            which serves tests only.
        size: height and width of the input, pixels; a multiple of 32.
        widths: filters of the five blocks, for tests without the published weights.

    Returns:
        Keras model: float32 (n, size, size, 3) from `prepare_for_vgg_face` -> probabilities (n, 7)
        in the order of EMOTIONS. In training it sees crops turned by up to 30 degrees, mirrored,
        zoomed and shifted by up to 10 %, as the thesis did.

    Raises:
        WeightsError: if a layer's weights have another shape.
    """
    inputs = keras.Input((size, size, 3), name="faces")
    x = layers.RandomFlip("horizontal")(inputs)
    x = layers.RandomRotation(30 / 360, fill_mode="nearest")(x)
    x = layers.RandomZoom(0.1, fill_mode="nearest")(x)
    x = layers.RandomTranslation(0.1, 0.1, fill_mode="nearest")(x)
    for block, (width, count) in enumerate(BLOCKS, 1):
        filters = widths[block - 1] if widths else width
        for number in range(1, count + 1):
            x = layers.Conv2D(
                filters,
                3,
                padding="same",
                activation="relu",
                trainable=False,
                name=f"conv{block}_{number}",
            )(x)
        x = layers.MaxPooling2D(2, name=f"pool{block}")(x)
    x = layers.Flatten()(x)
    for number, units in enumerate((512, 256), 1):
        x = layers.Dense(units, activation="relu", name=f"fc{number}")(x)
    outputs = layers.Dense(len(EMOTIONS), activation="softmax", name="emotions")(x)
    model = keras.Model(inputs, outputs, name="vgg_face")
    for name in CONVOLUTIONS if weights is not None else ():
        assert weights is not None
        wanted = [tuple(w.shape) for w in model.get_layer(name).weights]
        found = [array.shape for array in weights[name]]
        if wanted != found:
            raise WeightsError(f"{name}: weights of shape {found}, the network wants {wanted}")
        model.get_layer(name).set_weights(list(weights[name]))
    return model


def run_vgg_face(faces: FaceData, settings: Settings) -> dict[str, Any]:
    """The row of the comparison; raises WeightsError if the weights cannot be used."""
    assert settings.weights is not None, "the registry asks for them"
    training, judged = parts_of(faces, settings)
    weights = read_vgg_face_weights(settings.weights)
    figures = judge_vgg_face(training, judged, weights, epochs=settings.epochs, seed=settings.seed)
    return {"weights": settings.weights.name, **figures}


def judge_vgg_face(
    training: LabelledCrops,
    judged: LabelledCrops,
    weights: Weights,
    *,
    epochs: int | None = None,
    seed: int = 2026,
    size: int = SIZE,
    widths: tuple[int, ...] | None = None,
) -> dict[str, Any]:
    """Train the head on one part of the data and judge on the other.

    Args:
        training, judged: two parts of the data.
        weights, size, widths: as for `build_vgg_face`.
        epochs: instead of EPOCHS.
        seed: of the head's weights, order and augmentation.

    Returns:
        `models.evaluation.metrics.classification_metrics`, and the number of epochs.

    Raises:
        WeightsError: if a layer's weights have another shape.
    """
    keras.utils.set_random_seed(seed)
    model = build_vgg_face(weights, size, widths)
    epochs = EPOCHS if epochs is None else epochs
    train_vgg_face(model, *training, epochs, seed=seed)
    crops, labels = judged
    # Batch by batch here too: PublicTest enlarged has 2 GB.
    scores = [
        model.predict_on_batch(prepare_for_vgg_face(crops[start : start + BATCH], size))
        for start in range(0, len(crops), BATCH)
    ]
    return {"epochs": epochs, **classification_metrics(labels, np.concatenate(scores))}


def train_vgg_face(
    model: keras.Model,
    crops: NDArray[np.uint8],
    labels: NDArray[np.integer],
    epochs: int = EPOCHS,
    batch: int = BATCH,
    seed: int = 2026,
) -> keras.Model:
    """Train the head with Adam at its default settings; the convolution blocks stay as they are.

    Args:
        model: from `build_vgg_face`; trained in place.
        crops: uint8, shape (n, h, w) or (n, h, w, 3).
        labels: index into EMOTIONS, shape (n,).
        epochs, batch, seed: of the training. Enlarged crops are made batch by batch: all of
            FER2013 at 224 pixels would fill 17 GB.

    Returns:
        The model.
    """
    keras.utils.set_random_seed(seed)
    model.compile(keras.optimizers.Adam(), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(_Batches(crops, labels, model.input_shape[1], batch, seed), epochs=epochs, verbose=2)
    return model


class _Batches(keras.utils.PyDataset):
    """Shuffled batches, enlarged when they are needed."""

    def __init__(
        self,
        crops: NDArray[np.uint8],
        labels: NDArray[np.integer],
        size: int,
        batch: int,
        seed: int,
    ) -> None:
        super().__init__()
        self.crops, self.labels, self.size, self.batch = crops, labels, size, batch
        self.rng = np.random.default_rng(seed)
        self.order = self.rng.permutation(len(crops))

    def __len__(self) -> int:
        return -(-len(self.crops) // self.batch)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.integer]]:
        rows = self.order[index * self.batch : (index + 1) * self.batch]
        return prepare_for_vgg_face(self.crops[rows], self.size), self.labels[rows]

    def on_epoch_end(self) -> None:
        self.order = self.rng.permutation(len(self.crops))
