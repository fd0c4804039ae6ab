"""From a Keras model to the ONNX graph that scores, proved equal."""

import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from models.runtime.onnx import onnx_session
from models.store import ArtefactError

PARITY = 1e-4
"""Largest difference between Keras and ONNX Runtime, as a share of the largest value over 1."""


def to_onnx(model: keras.Model, examples: NDArray[Any]) -> bytes:
    """Export a model and compare both on examples.

    Args:
        model: a trained model with one input, and one output or a dictionary of them, whose keys
            name the graph's outputs.
        examples: some inputs of it, first axis is the batch.

    Returns:
        The ONNX graph.

    Raises:
        ArtefactError: if any output of the two differs by more than PARITY.
    """
    expected = model.predict(examples, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        model.export(str(path), format="onnx", verbose=False)
        graph = path.read_bytes()
    session = onnx_session(graph)
    if not isinstance(expected, dict):
        expected = {session.get_outputs()[0].name: expected}
    scored = session.run(list(expected), {session.get_inputs()[0].name: examples})
    for name, ours, theirs in zip(expected, expected.values(), scored, strict=True):
        difference = float(np.abs(theirs - ours).max())
        if difference > PARITY * max(1.0, float(np.abs(ours).max())):
            raise ArtefactError(f"{name} of the exported graph differs by {difference:.2g}")
    return graph
