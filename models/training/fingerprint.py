"""When a checkpoint may be resumed: the same data, options and code, and no other."""

import hashlib
import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import numpy as np


def fingerprint(data: Iterable[Any], options: object, code: Iterable[ModuleType]) -> str:
    """Digest of what a training starts from: twelve hexadecimal digits for a folder's name.

    Args:
        data: arrays, and whatever has a `repr` that tells it apart.
        options: hyperparameters, likewise.
        code: modules that decide what comes out: the network, the examples, the loop.
    """
    digest = hashlib.sha256(repr(options).encode())
    for module in code:
        digest.update(inspect.getsource(module).encode())
    for item in data:
        if isinstance(item, np.ndarray):
            digest.update(f"{item.dtype} {item.shape}".encode())
            digest.update(np.ascontiguousarray(item).tobytes())
        else:
            digest.update(repr(item).encode("utf-8", "replace"))
    return digest.hexdigest()[:12]
