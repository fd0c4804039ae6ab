"""A released face CNN as the start of a further training."""

import re

import keras
import numpy as np
import onnx
from keras import layers
from numpy.typing import NDArray
from onnx import numpy_helper

from models.store import ArtefactError

Weights = list[NDArray[np.float32]]


def warm_start(model: keras.Model, graph: bytes, examples: NDArray[np.float32]) -> None:
    """Give an untrained network the weights of an exported graph of the same architecture.

    The exporter folds every batch normalisation into the convolution before it, so that its scale
    and its statistics are gone. They are found again on the examples: the normalisation behind a
    folded convolution gets the mean and variance that its input has there, and the scale and
    offset that undo them. The network scores as the graph does, and its statistics are right for
    training on.

    Args:
        model: `build_face_cnn`, untrained; its weights are replaced.
        graph: an ONNX graph exported from a trained network of the same architecture.
        examples: inputs of the network, float32 (n, 48, 48, 1), a few hundred.

    Raises:
        ArtefactError: if the graph is of another architecture.
    """
    exported = _exported_weights(graph)
    for layer in model.layers:
        if not isinstance(layer, layers.Conv2D | layers.SeparableConv2D | layers.Dense):
            continue
        weights = exported.get(_key(layer.name), [])
        if isinstance(layer, layers.Dense):
            _set(layer, weights)
            continue
        *kernels, bias = weights or [np.empty(0, np.float32)]
        _set(layer, kernels)
        outputs = keras.Model(model.input, layer.output).predict(examples, verbose=0)
        mean, variance = outputs.mean(axis=(0, 1, 2)), outputs.var(axis=(0, 1, 2))
        behind = next(other for other in model.layers if other.input is layer.output)
        scale = np.sqrt(variance + behind.epsilon)
        _set(behind, [scale, bias + mean, mean, variance])


def _set(layer: keras.Layer, weights: Weights) -> None:
    try:
        layer.set_weights(weights)
    except ValueError as error:
        raise ArtefactError(f"the graph is of another architecture: {error}") from error


def _key(name: str) -> tuple[str, int]:
    """Kind and number of a layer: conv2d -> ("conv2d", 0), conv2d_3 -> ("conv2d", 3)."""
    kind, number = re.findall(r"^(.+?)(?:_(\d+))?$", name)[0]
    return kind, int(number or 0)


def _exported_weights(graph: bytes) -> dict[tuple[str, int], Weights]:
    """Weights of each layer in Keras's layout, by kind and number of the layer.

    A convolution's are its kernels (a separable one has two) and the folded bias.
    """
    content = onnx.load_from_string(graph).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in content.initializer}
    made_by = {name: node for node in content.node for name in node.output}
    found = {}
    for node in content.node:
        weights = [tensors[name] for name in node.input if name in tensors]
        if node.op_type == "Conv" and len(weights) == 2:  # depthwise and map kernels have no bias
            kernels = [weights[0].transpose(2, 3, 1, 0)]
            before = made_by[node.input[0]]
            if before.op_type == "Conv":
                kernels.insert(0, tensors[before.input[1]].transpose(2, 3, 0, 1))
            found[_exported_key(node.input[1])] = [*kernels, weights[1]]
        elif node.op_type == "MatMul":
            (bias,) = (n for n in content.node if node.output[0] in n.input)
            found["emotions", 0] = [*weights, tensors[bias.input[1]]]
    return found


def _exported_key(name: str) -> tuple[str, int]:
    """As `_key`, of a tensor's path .../conv2d_3_1/...: the exporter appends one number."""
    layer = next(part for part in name.split("/") if "conv2d" in part)
    return _key(layer.rpartition("_")[0])
