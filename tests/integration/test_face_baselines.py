"""Face baselines: they learn what there is to learn, and published weights reach their layers."""

import h5py
import keras
import numpy as np
import pytest
import scipy.io

from models.baselines.face_networks import build_plain_cnn, build_xception
from models.baselines.vgg_face import MEAN_RGB, build_vgg_face, prepare_for_vgg_face, train_vgg_face
from models.baselines.vgg_weights import (
    BLOCKS,
    CONVOLUTIONS,
    Convolution,
    WeightsError,
    read_vgg_face_weights,
)
from models.face.preprocessing import prepare_crops
from tests.striped_crops import striped_crops

LABELS = np.tile(np.arange(7), 12)
WIDTHS = (3, 4, 5, 6, 7)
"""Filters of a VGG-Face small enough for a test."""


@pytest.fixture(scope="module")
def crops():
    return striped_crops(LABELS)


def test_the_plain_cnn_learns_stripes(crops):
    keras.utils.set_random_seed(0)
    model = build_plain_cnn(filters=(8, 8), dense=32, dropout=0.0)
    model.compile(keras.optimizers.Adam(3e-3), "sparse_categorical_crossentropy")
    model.fit(prepare_crops(crops), LABELS, epochs=25, batch_size=28, verbose=0)
    predicted = model.predict(prepare_crops(crops), verbose=0)
    np.testing.assert_allclose(predicted.sum(axis=1), 1, atol=1e-5)
    assert (predicted.argmax(axis=1) == LABELS).mean() > 0.8


def test_the_plain_cnn_is_plain():
    kinds = {type(layer).__name__ for layer in build_plain_cnn().layers}
    assert kinds == {"InputLayer", "Conv2D", "MaxPooling2D", "Dropout", "Flatten", "Dense"}


def test_xception_has_its_published_sizes():
    model = build_xception()
    assert (model.input_shape, model.output_shape) == ((None, 48, 48, 1), (None, 7))
    # keras.applications.Xception without its top, less two colours in its first convolution.
    assert model.count_params() == 20_861_480 - 2 * 9 * 32 + 2049 * 7


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(1)
    incoming, found = 3, {}
    for block, (width, (_, count)) in enumerate(zip(WIDTHS, BLOCKS, strict=True), 1):
        for number in range(1, count + 1):
            kernel = rng.normal(0, 0.3, (3, 3, incoming, width)).astype(np.float32)
            bias = rng.normal(0, 0.1, width).astype(np.float32)
            found[f"conv{block}_{number}"] = Convolution(kernel, bias)
            incoming = width
    return found


def save_npz(path, weights):
    arrays = {f"{name}_W": conv.kernel for name, conv in weights.items()}
    np.savez(path, **arrays, **{f"{name}_b": conv.bias for name, conv in weights.items()})


def save_h5(path, weights):
    with h5py.File(path, "w") as file:
        for name, conv in weights.items():
            file[f"{name}/{name}/kernel:0"] = conv.kernel
            file[f"{name}/{name}/bias:0"] = conv.bias
        file.create_group("pool1")


def layers_of_mat(weights, older):
    layers = np.empty(len(weights) + 1, object)
    for i, (name, conv) in enumerate(weights.items()):
        bias = conv.bias[np.newaxis]
        pair = np.empty(2, object)
        pair[:] = [conv.kernel, bias]
        inside = {"filters": conv.kernel, "biases": bias} if older else {"weights": pair}
        layers[i] = {"name": name, "type": "conv", **inside}
    layers[-1] = {"name": "pool5", "type": "pool"}
    return layers


def save_mat(path, weights):
    scipy.io.savemat(path, {"net": {"layers": layers_of_mat(weights, older=False)}})


def save_older_mat(path, weights):
    scipy.io.savemat(path, {"layers": layers_of_mat(weights, older=True)})


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("w.npz", save_npz),
        ("w.h5", save_h5),
        ("w.mat", save_mat),
        ("older.mat", save_older_mat),
    ],
)
def test_weights_arrive_where_they_belong(tmp_path, weights, name, save):
    save(tmp_path / name, weights)
    read = read_vgg_face_weights(tmp_path / name)
    assert set(read) == set(CONVOLUTIONS)
    model = build_vgg_face(read, size=32, widths=WIDTHS)
    for layer in CONVOLUTIONS:
        kernel, bias = model.get_layer(layer).get_weights()
        np.testing.assert_array_equal(kernel, weights[layer].kernel)
        np.testing.assert_array_equal(bias, weights[layer].bias)


def test_the_published_architecture():
    model = build_vgg_face(size=32)
    frozen = {layer.name: layer for layer in model.layers if layer.name.startswith("conv")}
    assert tuple(frozen) == CONVOLUTIONS
    # VGG-16 has 14,714,688 weights in its convolutions (Simonyan & Zisserman, 2015).
    assert sum(layer.count_params() for layer in frozen.values()) == 14_714_688
    assert not any(layer.trainable for layer in frozen.values())
    assert [model.get_layer(name).units for name in ("fc1", "fc2", "emotions")] == [512, 256, 7]


def test_only_the_head_is_trained(crops, weights):
    keras.utils.set_random_seed(0)
    model = build_vgg_face(weights, size=32, widths=WIDTHS)
    before = model.get_layer("fc2").get_weights()[0].copy()
    train_vgg_face(model, crops, LABELS, epochs=2, batch=28)
    assert np.abs(model.get_layer("fc2").get_weights()[0] - before).max() > 0
    for layer in CONVOLUTIONS:
        np.testing.assert_array_equal(
            model.get_layer(layer).get_weights()[0], weights[layer].kernel
        )
    scores = model.predict(prepare_for_vgg_face(crops[:3], 32), verbose=0)
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-5)


def test_crops_are_enlarged_and_centred_on_the_published_mean():
    grey = prepare_for_vgg_face(np.full((2, 48, 48), 100, np.uint8))
    assert grey.shape == (2, 224, 224, 3)
    np.testing.assert_allclose(grey[1, 5, 5], 100 - np.array(MEAN_RGB), atol=1e-4)
    colour = np.zeros((1, 48, 48, 3), np.uint8)
    colour[..., 0] = 200
    np.testing.assert_allclose(
        prepare_for_vgg_face(colour, 32)[0, 0, 0], (200, 0, 0) - np.array(MEAN_RGB), atol=1e-4
    )


def test_other_weights_are_refused(tmp_path, weights):
    with pytest.raises(WeightsError, match="want a file that ends in"):
        read_vgg_face_weights(tmp_path / "weights.pkl")
    with pytest.raises(WeightsError, match="cannot be read"):
        read_vgg_face_weights(tmp_path / "nothing.npz")
    for name in ("text.h5", "text.mat", "text.npz"):
        for content in (b"no weights", b"", b"PK\x03\x04 cut off"):
            (tmp_path / name).write_bytes(content)
            with pytest.raises(WeightsError, match="cannot be read"):
                read_vgg_face_weights(tmp_path / name)
    np.savez(tmp_path / "pickled.npz", conv1_1_W=np.array([{}], object), conv1_1_b=np.zeros(3))
    with pytest.raises(WeightsError, match="cannot be read"):
        read_vgg_face_weights(tmp_path / "pickled.npz")
    some = {name: conv for name, conv in weights.items() if name != "conv3_2"}
    save_npz(tmp_path / "some.npz", some)
    with pytest.raises(WeightsError, match="lacks the layers conv3_2"):
        read_vgg_face_weights(tmp_path / "some.npz")
    with pytest.raises(WeightsError, match="the network wants"):
        build_vgg_face(weights, size=32)
