"""A child process that opens hostile inputs, so that a crash or a leak in a parser is its own.

The child reads one JSON request a line and answers with one JSON line; nothing is pickled.
"""

import importlib
import json
import os
import resource
import select
import subprocess
import sys
from typing import Any

from transforms.errors import InputError
from transforms.media.limits import CHILD_MEMORY_BYTES, PROBE_SECONDS

_TASKS = {
    "probe": ("transforms.media.probe", "probe"),
    "read": ("transforms.inputs.documents", "read_document"),
}


class Isolated:
    """Runs a task in the child; starts it when needed, kills it when it hangs.

    As a context manager it ends the child, whatever happens in between.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Isolated":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def run(self, task: str, path: str, stage: str, failure_kind: str) -> Any:
        """Run "probe" or "read" on a local path.

        Args:
            task: key of the table above.
            path: local file.
            stage, failure_kind: of the InputError if the child crashes or takes too long.

        Returns:
            The task's answer as JSON values (a named tuple arrives as a list).

        Raises:
            InputError: as the task raises it, or if the child crashed or took too long.
        """
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(json.dumps([task, path]).encode() + b"\n")
            child.stdin.flush()
            answer = _read_line(child, PROBE_SECONDS)
        except (BrokenPipeError, TimeoutError, EOFError) as error:
            self.close()
            raise InputError(
                stage,
                failure_kind,
                f"Reading it took more than {PROBE_SECONDS:.0f} s or "
                f"{CHILD_MEMORY_BYTES >> 30} GiB; export it again.",
            ) from error
        if "error" in answer:
            raise InputError(*answer["error"])
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


def _import_paths() -> list[str]:
    """Where this process imports from; the empty entry is the folder it was started in."""
    return [path or os.getcwd() for path in sys.path]


def _read_line(child: "subprocess.Popen[bytes]", seconds: float) -> dict[str, Any]:
    assert child.stdout is not None
    ready, _, _ = select.select([child.stdout], [], [], seconds)
    if not ready:
        raise TimeoutError
    line = child.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    answer: dict[str, Any] = json.loads(line)
    return answer


def serve() -> None:
    """The child's loop: answer requests from standard input until it closes."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Parsers may print: keep the answers' channel to ourselves.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        task, path = json.loads(line)
        module, function = _TASKS[task]
        try:
            result = getattr(importlib.import_module(module), function)(path)
            answer: dict[str, Any] = {"result": result}
        except InputError as error:
            answer = {"error": [error.stage, error.kind, error.message]}
        answers.write(json.dumps(answer).encode() + b"\n")
