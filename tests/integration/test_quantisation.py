"""A quantised network reads as the exact one does, within the grain of its numbers."""

import keras
import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from models.face.cnn import FaceNetwork
from models.face.preprocessing import prepare_crops
from models.training.export import to_onnx
from models.training.face.architecture import build_face_cnn
from models.training.face.graph import EMOTIONS_OUTPUT, scoring_model
from models.training.quantisation import quantise

RNG = np.random.default_rng(0)
CROPS = RNG.integers(0, 256, (40, 12, 12), dtype=np.uint8).repeat(4, axis=1).repeat(4, axis=2)


@pytest.fixture(scope="module")
def exact():
    """The shipped network with random weights, whose logits vary by a half from crop to crop."""
    keras.utils.set_random_seed(0)
    network = build_face_cnn()
    inputs = prepare_crops(CROPS)
    embedding = network.get_layer("embedding").output
    features = keras.Model(network.input, embedding).predict(inputs, verbose=0)
    dense = network.get_layer("emotions")
    kernel = dense.get_weights()[0]
    kernel /= 2 * (features @ kernel).std(axis=0)
    dense.set_weights([kernel, -features.mean(axis=0) @ kernel])
    return to_onnx(scoring_model(network), inputs)


@pytest.fixture(scope="module")
def quantised(exact):
    return quantise(exact, prepare_crops(CROPS[:32]))


def test_it_reads_as_the_exact_network_does(exact, quantised):
    expected = FaceNetwork(exact, False, EMOTIONS_OUTPUT).probabilities(CROPS)
    assert len(set(expected.argmax(axis=1))) >= 3
    found = FaceNetwork(quantised, False, EMOTIONS_OUTPUT).probabilities(CROPS)
    assert found == pytest.approx(expected, abs=0.1)
    assert np.abs(found - expected).mean() < 0.01
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_a_crop_reads_the_same_alone_and_in_a_batch(quantised):
    network = FaceNetwork(quantised, True, EMOTIONS_OUTPUT)
    alone = np.concatenate([network.probabilities(CROPS[i : i + 1]) for i in range(3)])
    assert np.array_equal(alone, network.probabilities(CROPS)[:3])


def test_weights_have_seven_bits_so_that_no_processor_overflows(quantised):
    tensors = [numpy_helper.to_array(t) for t in onnx.load_from_string(quantised).graph.initializer]
    weights = [tensor for tensor in tensors if tensor.dtype == np.int8 and tensor.ndim == 4]
    assert len(weights) >= 10
    assert max(int(np.abs(weight.astype(int)).max()) for weight in weights) <= 64
