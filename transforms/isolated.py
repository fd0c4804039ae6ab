"""A child process that opens hostile inputs, so that a crash or a leak in a parser is its own.

The child reads one JSON request a line and answers with one JSON line; nothing is pickled.
"""

import importlib
import io
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from typing import Any

from transforms.errors import InputError, MachineError
from transforms.media.limits import CHILD_MEMORY_BYTES, PROBE_SECONDS

_TASKS = {
    "probe": ("transforms.media.probe", "probe"),
    "read": ("transforms.inputs.documents.read", "read_document"),
    "captions": ("transforms.inputs.documents.timed", "read_captions"),
}
_LONGEST_ANSWER = 64 << 20
"""Bytes: a document of two million characters, each written out as an escape, is a fifth of it."""


class _KilledError(InputError):
    """The child was ended by SIGKILL."""


class _CrashedError(Exception):
    """The child ended without an answer."""


class Isolated:
    """Runs a task in the child; starts it when needed, kills it when it hangs.

    As a context manager it ends the child, whatever happens in between.

    Raises:
        MachineError: if this process may not give a child the memory that it may need.
    """

    def __init__(self) -> None:
        _check_memory()
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Isolated":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def run(self, task: str, path: str, stage: str, failure_kind: str) -> Any:
        """Run "probe", "read" or "captions" on a local path.

        Args:
            task: key of the table above.
            path: local file.
            stage, failure_kind: of the InputError if the child crashes or takes too long.

        Returns:
            The task's answer as JSON values (a named tuple arrives as a list).

        Raises:
            InputError: as the task raises it; of `failure_kind` if the task raised another error,
                or if the child crashed or took too long, and the message says which.
            MachineError: if the child cannot import what it needs.
        """
        try:
            return self._run(task, path, stage, failure_kind)
        except _KilledError:
            # Most likely by the kernel, because another process needed memory. An input whose
            # reader is killed twice is to blame.
            return self._run(task, path, stage, failure_kind)

    def _run(self, task: str, path: str, stage: str, failure_kind: str) -> Any:
        child = self._running()
        try:
            answer = _ask(child, json.dumps([task, path]).encode() + b"\n", PROBE_SECONDS)
        except TimeoutError as error:
            self.close()
            message = f"Reading it took more than {PROBE_SECONDS:.0f} s; export it again."
            raise InputError(stage, failure_kind, message) from error
        except (OSError, _CrashedError, ValueError) as error:
            how = _end_of(child)
            self.close()
            message = f"Its reader crashed ({how}); export it again."
            kind = _KilledError if how == signal.SIGKILL.name else InputError
            raise kind(stage, failure_kind, message) from error
        if "error" in answer:
            raise InputError(*answer["error"])
        if (unexpected := answer.get("unexpected")) == MemoryError.__name__:
            self.close()  # what it still holds would be missed by the next input
            message = (
                f"Reading it took more than {CHILD_MEMORY_BYTES >> 30} GiB of memory; "
                "export it again."
            )
            raise InputError(stage, failure_kind, message)
        if unexpected in (ImportError.__name__, ModuleNotFoundError.__name__):
            raise MachineError(
                f"What reads inputs cannot be imported ({unexpected}): install the package again"
            )
        if unexpected:
            message = f"It cannot be read ({unexpected}); export it again."
            raise InputError(stage, failure_kind, message)
        return answer["result"]

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-c", "from transforms.isolated import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Nothing else of the environment: it holds the database's password.
                env={"PYTHONPATH": os.pathsep.join(_import_paths()), "LANG": "C.UTF-8"},
            )
        return self._child


def _check_memory() -> None:
    """See that a child gets its memory, before an input is blamed for what it lacks."""
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY and allowed < CHILD_MEMORY_BYTES:
        raise MachineError(
            f"A process may use {allowed / 2**30:.1f} GiB of memory here, and one that opens "
            f"inputs needs {CHILD_MEMORY_BYTES >> 30} GiB: raise the limit (ulimit -v)"
        )


def _import_paths() -> list[str]:
    """Where this process imports from; the empty entry is the folder it was started in."""
    return [path or os.getcwd() for path in sys.path]


def _ask(child: "subprocess.Popen[bytes]", request: bytes, seconds: float) -> dict[str, Any]:
    """The child's answer to a request.

    Raises:
        TimeoutError: if it is not whole after so many seconds, however it trickles in.
        OSError, _CrashedError, ValueError: if the child ends or answers with something else.
    """
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(request)
    child.stdin.flush()
    answer, deadline = bytearray(), time.monotonic() + seconds
    while not answer.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            raise TimeoutError
        piece = os.read(child.stdout.fileno(), 1 << 16)
        answer += piece
        if not piece or len(answer) > _LONGEST_ANSWER:
            raise _CrashedError
    found: dict[str, Any] = json.loads(answer)
    return found


def _end_of(child: "subprocess.Popen[bytes]") -> str:
    """How a child that gave no answer ended: the signal's name or the exit status."""
    try:
        status = child.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return "no answer"
    if status >= 0:
        return f"exit status {status}"
    known = {number.value: number.name for number in signal.Signals}
    return known.get(-status, f"signal {-status}")


def serve() -> None:
    """The child's loop: answer requests from standard input until it closes."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Parsers may print: keep the answers' channel to ourselves.
    answers = io.FileIO(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        task, path = json.loads(line)
        module, function = _TASKS[task]
        try:
            result = getattr(importlib.import_module(module), function)(path)
            answer = json.dumps({"result": result})
        except InputError as error:
            answer = json.dumps({"error": [error.stage, error.kind, error.message]})
        except Exception as error:
            # Nothing of its message: it may quote the input.
            answer = json.dumps({"unexpected": type(error).__name__})
        _write(answers, answer.encode() + b"\n")


def _write(answers: io.RawIOBase, answer: bytes) -> None:
    """Write all of it: a raw stream may take a part."""
    rest = memoryview(answer)
    while rest:
        rest = rest[answers.write(rest) or 0 :]
