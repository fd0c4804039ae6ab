"""From a float graph to one that multiplies 8-bit integers: two to three times as fast.

After Jacob et al. (Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference, 2018), by ONNX Runtime's quantisation.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

BATCH = 64


class _Examples(CalibrationDataReader):
    def __init__(self, name: str, examples: NDArray[np.float32]) -> None:
        starts = range(0, len(examples), BATCH)
        self._batches: Iterator[dict[str, NDArray[np.float32]]] = iter(
            [{name: examples[start : start + BATCH]} for start in starts]
        )

    def get_next(self) -> Any:
        return next(self._batches, None)


def quantise(graph: bytes, examples: NDArray[np.float32]) -> bytes:
    """Quantise weights (a scale a channel) and activations of a convolutional network.

    What reads the features that a global average pooling averages stays in float32: it is little
    work, and in steps of 1/255 probabilities would not add up to one.

    Args:
        graph: ONNX graph with one input, and one global average pooling behind the convolutions.
        examples: inputs, first axis is the batch; the range of each activation is taken from them,
            so they must be like what is scored, and not what the network is judged on.

    Returns:
        ONNX graph with the same input and outputs, in float32.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, prepared, target = (Path(folder) / f"{name}.onnx" for name in "abc")
        source.write_bytes(graph)
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        content = onnx.load(prepared).graph
        quantize_static(
            str(prepared),
            str(target),
            _Examples(content.input[0].name, examples),
            nodes_to_exclude=_head(content),
            per_channel=True,
            # Seven bits a weight: with eight, the sums of processors without VNNI can overflow
            # sixteen bits, and the same face would score otherwise there.
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        return target.read_bytes()


def _head(graph: onnx.GraphProto) -> list[str]:
    """Names of the nodes that read the pooled features, or something made of them."""
    read = {node.input[0] for node in graph.node if node.op_type == "GlobalAveragePool"}
    names = []
    for node in graph.node:  # in the order of computation
        if read.intersection(node.input):
            read.update(node.output)
            names.append(node.name)
    return names


def quantise_products(graph: bytes) -> bytes:
    """Quantise the weights of matrix products, a scale a channel; what they meet when they run.

    For transformers, whose activations spread too widely for a range that is fixed beforehand.

    Args:
        graph: ONNX graph; products of two activations stay in float32.

    Returns:
        ONNX graph with the same inputs and outputs, in float32.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, prepared, target = (Path(folder) / f"{name}.onnx" for name in "abc")
        source.write_bytes(graph)
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(target),
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,  # as above
            weight_type=QuantType.QInt8,
        )
        return target.read_bytes()
