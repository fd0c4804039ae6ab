"""Reads the published weights of VGG-Face, which are not bundled; nothing is unpickled."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import h5py  # type: ignore[import-untyped]
import numpy as np
import scipy.io
import scipy.io.matlab
from numpy.typing import NDArray

from models.baselines.settings import BaselineError

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Width and number of the 3x3 convolutions of each block; a pooling by 2 ends it."""

CONVOLUTIONS = tuple(
    f"conv{block}_{number}"
    for block, (_, count) in enumerate(BLOCKS, 1)
    for number in range(1, count + 1)
)
"""The published names, conv1_1 to conv5_3."""


class WeightsError(BaselineError):
    """A weights file is missing or has another layout; the message says what was looked for."""


class Convolution(NamedTuple):
    """Weights of one convolution."""

    kernel: NDArray[np.float32]
    """Shape (3, 3, in, out)."""
    bias: NDArray[np.float32]
    """Shape (out,)."""


Weights = Mapping[str, Convolution]

_UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    AttributeError,
    EOFError,
    NotImplementedError,
    BadZipFile,
    scipy.io.matlab.MatReadError,
)
"""What the three libraries raise at a file of another kind."""


def read_vgg_face_weights(path: Path) -> dict[str, Convolution]:
    """Read the convolutions of a weights file; nothing is unpickled.

    Args:
        path: one of
            .mat: MatConvNet's vgg_face.mat, as published (`net.layers` or `layers`, each with
                `name` and either `weights` or `filters` and `biases`);
            .h5: Keras's layout, a group a layer with a kernel and a bias in it;
            .npz: arrays <layer>_W and <layer>_b.

    Returns:
        Weights by layer, CONVOLUTIONS at least.

    Raises:
        WeightsError: if the file cannot be read or lacks a layer.
    """
    readers = {".mat": _read_mat, ".h5": _read_h5, ".hdf5": _read_h5, ".npz": _read_npz}
    if path.suffix not in readers:
        raise WeightsError(f"{path.name}: want a file that ends in {', '.join(readers)}")
    try:
        found = readers[path.suffix](path)
    except _UNREADABLE as error:
        raise WeightsError(f"{path.name} cannot be read as VGG-Face weights: {error}") from error
    missing = [name for name in CONVOLUTIONS if name not in found]
    if missing:
        raise WeightsError(f"{path.name} lacks the layers {', '.join(missing)}")
    return found


def _convolution(kernel: NDArray[np.floating], bias: NDArray[np.floating]) -> Convolution:
    return Convolution(
        np.asarray(kernel, dtype=np.float32), np.asarray(bias, dtype=np.float32).ravel()
    )


def _read_npz(path: Path) -> dict[str, Convolution]:
    with np.load(path, allow_pickle=False) as arrays:
        names = [name for name in CONVOLUTIONS if f"{name}_W" in arrays]
        return {name: _convolution(arrays[f"{name}_W"], arrays[f"{name}_b"]) for name in names}


def _read_h5(path: Path) -> dict[str, Convolution]:
    with h5py.File(path, "r") as file:
        root = file.get("model_weights", file)
        found = {}
        for name in (name for name in CONVOLUTIONS if name in root):
            arrays: list[NDArray[np.floating]] = []
            root[name].visititems(
                lambda _, item, kept=arrays: (
                    kept.append(item[()]) if isinstance(item, h5py.Dataset) else None
                )
            )
            bias, kernel = sorted(arrays, key=lambda array: array.ndim)
            found[name] = _convolution(kernel, bias)
        return found


def _read_mat(path: Path) -> dict[str, Convolution]:
    content = scipy.io.loadmat(path, squeeze_me=True, struct_as_record=False)
    net = content["net"].layers if "net" in content else content["layers"]
    found = {}
    for layer in np.atleast_1d(net):
        if str(layer.name) not in CONVOLUTIONS:
            continue
        if hasattr(layer, "filters"):
            kernel, bias = layer.filters, layer.biases
        else:
            kernel, bias = layer.weights
        found[str(layer.name)] = _convolution(kernel, bias)
    return found
