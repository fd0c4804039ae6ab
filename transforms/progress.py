"""Tells the launcher, if it listens, that an input is done.

Datagrams on the loopback interface: they need no set-up, cross process boundaries on one machine,
and on a cluster, where nobody listens, nothing is sent.
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
    """Receives reports on a thread of its own for as long as the context lasts."""

    def __init__(self, on_advance: Callable[[], object]) -> None:
        self._on_advance = on_advance
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.2)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def progress(self) -> Progress:
        """What to hand to the workers."""
        return Progress(self._socket.getsockname()[1])

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
            self._on_advance()
