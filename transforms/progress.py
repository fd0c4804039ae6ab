"""Tells the launcher, if it listens, that an input is done.

Datagrams on the loopback interface need no set-up and cross process boundaries on one machine.
Workers on other machines have no port to report to; there the launcher knows only of whole batches.
"""

import socket
import threading
from collections.abc import Callable
from typing import NamedTuple, Optional


class Progress(NamedTuple):
    """Where to report; port None reports nowhere."""

    port: Optional[int] = None

    def advance(self) -> None:
        """Report one more input as done; never fails, never waits."""
        if self.port is None:
            return
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            try:
                sender.sendto(b"1", ("127.0.0.1", self.port))
            except OSError:
                return


class ProgressListener:
    """Counts reports on a thread of its own for as long as the context lasts.

    They may be lost, late, or sent again by a retried bundle: `reach` sets the count right.
    """

    def __init__(self, total: int, on_change: Callable[[int], object]) -> None:
        """Count up to a total.

        Args:
            total: inputs.
            on_change: takes how many are done.
        """
        self._total, self._on_change = total, on_change
        self._done = 0
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.2)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def progress(self) -> Progress:
        """What to hand to the workers."""
        return Progress(self._socket.getsockname()[1])

    def reach(self, done: int) -> None:
        """Count so many inputs as done, whatever was reported."""
        with self._lock:
            self._done = done
            self._on_change(done)

    def __enter__(self) -> "ProgressListener":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                self._socket.recv(16)
            except TimeoutError:
                continue
            with self._lock:
                self._done = min(self._done + 1, self._total)
                self._on_change(self._done)
