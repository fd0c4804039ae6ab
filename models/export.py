"""From a Keras model to the ONNX graph that scores, proved equal."""

import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from models.store import ArtefactError, onnx_session

PARITY = 1e-4
"""Largest difference of any probability between Keras and ONNX Runtime."""


def to_onnx(model: keras.Model, examples: NDArray[Any]) -> bytes:
    """Export a model and compare both on examples.

    Args:
        model: a trained model with one input.
        examples: some inputs of it, first axis is the batch.

    Returns:
        The ONNX graph.

    Raises:
        ArtefactError: if the two differ by more than PARITY.
    """
    expected = model.predict(examples, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        model.export(str(path), format="onnx", verbose=False)
        graph = path.read_bytes()
    session = onnx_session(graph)
    (scored,) = session.run(None, {session.get_inputs()[0].name: examples})
    difference = float(np.abs(scored - expected).max())
    if difference > PARITY:
        raise ArtefactError(f"the exported graph differs from the model by {difference:.2g}")
    return graph
