"""Opens LiteRT models on one thread, without the runtime's chatter."""

import contextlib
import os
import threading
from collections.abc import Iterator

from ai_edge_litert.interpreter import Interpreter

_LOCK = threading.Lock()
"""Standard error belongs to the process: two threads must not redirect it at once."""


def open_interpreter(model: bytes) -> Interpreter:
    """An interpreter with its tensors allocated; parallelism belongs to the runner."""
    with _LOCK, _without_standard_error():
        interpreter = Interpreter(model_content=model, num_threads=1)
        interpreter.allocate_tensors()
    return interpreter


@contextlib.contextmanager
def _without_standard_error() -> Iterator[None]:
    """The runtime announces its delegate from C++, where no logger of ours reaches."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
