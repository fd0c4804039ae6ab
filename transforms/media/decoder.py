"""A running ffmpeg with limits on time, memory and what it may open."""

import contextlib
import fcntl
import functools
import os
import queue
import resource
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterator

import ffmpeg
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from transforms.errors import InputError, MachineError
from transforms.media.limits import (
    CHILD_MEMORY_BYTES,
    DECODE_CPU_SECONDS,
    FORMATS,
    MAXIMUM_PIXELS,
    MAXIMUM_SECONDS,
    PROTOCOLS,
    STALL_SECONDS,
    WAITING_FACTOR,
)
from transforms.media.said import DAMAGE, REBUILT, Shown, shown_in
from transforms.timing import children_cpu_seconds, count

PIPE_BYTES = 1 << 20
"""A frame at a time goes through, where the kernel's own pipe takes a tenth of one."""


class DamagedError(Exception):
    """Several threads met damage: what they make of it differs each time, so one has to decode."""


@functools.cache
def ffmpeg_binary() -> str:
    """The ffmpeg that decodes: the one pinned in the wheel, so that every machine of a release
    decodes alike; IMAGEIO_FFMPEG_EXE names another."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def limited_input(path: str, **options: str | float | None) -> "ffmpeg.nodes.FilterableStream":
    """A local file as ffmpeg may open it, its times left as they are; by one thread, unless the
    options say otherwise."""
    limits = {
        "protocol_whitelist": PROTOCOLS,
        "format_whitelist": FORMATS,
        "threads": 1,
        "max_pixels": MAXIMUM_PIXELS,
        "t": MAXIMUM_SECONDS,
    }
    return ffmpeg.input(f"file:{path}", **{**limits, **options})


def check_ffmpeg() -> None:
    """See that there is an ffmpeg, before an input is blamed for what it does not do.

    Raises:
        MachineError: if it does not run.
    """
    try:
        subprocess.run(
            [ffmpeg_binary(), "-version"],
            check=True,
            capture_output=True,
            timeout=STALL_SECONDS,
            env={},  # as decoders have it
        )
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise MachineError(
            f"ffmpeg does not run ({type(error).__name__}): install imageio-ffmpeg again, or name "
            "another binary with IMAGEIO_FFMPEG_EXE"
        ) from error


class Decoder:
    """A running ffmpeg: content on its standard output, what it says on its standard error.

    Args:
        process: with both as pipes.
        cpu_seconds: at its end the kernel kills it. Its reader waits for it `WAITING_FACTOR`
            times as long at most, all waits together.
        stop_on_damage: whether damage raises DamagedError.
    """

    def __init__(
        self, process: "subprocess.Popen[bytes]", cpu_seconds: float, stop_on_damage: bool = False
    ) -> None:
        self._process = process
        self._allowed = cpu_seconds
        self._before = children_cpu_seconds()
        self._left = WAITING_FACTOR * cpu_seconds
        self._stop_on_damage = stop_on_damage
        self._shown: queue.Queue[Shown | None] = queue.Queue()
        self._damaged = False
        self.rebuilt = False
        """Whether size, rate or layout have changed in the middle."""
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if shown := shown_in(line):
                self._shown.put(shown)
            elif REBUILT.match(line):
                self.rebuilt = True
            elif self._stop_on_damage and DAMAGE.match(line):
                self._damaged = True
        self._shown.put(None)

    def _cpu_seconds(self) -> float:
        """What it has used, once it has ended; also what other children of this process have
        used that ended meanwhile."""
        return children_cpu_seconds() - self._before

    @contextlib.contextmanager
    def _waiting(self) -> Iterator[float]:
        """Seconds that the next wait may take; refuses what has used up its time."""
        before = time.monotonic()
        yield min(STALL_SECONDS, self._left)
        self._left -= time.monotonic() - before
        if self._left <= 0:
            raise InputError(
                "decode",
                "decoding_timeout",
                f"Decoding takes more than {WAITING_FACTOR * self._allowed:.0f} s; export it again "
                "in another format.",
            )

    def read_some(self, limit: int = 1 << 20) -> bytes | None:
        """The next bytes, at most `limit`, None at the end."""
        return os.read(self._ready(), limit) or None

    def _ready(self) -> int:
        """The output's descriptor, once there is something to read, or its end."""
        output = self._process.stdout
        assert output is not None
        with self._waiting() as seconds:
            ready, _, _ = select.select([output], [], [], seconds)
        if not ready:
            raise _stalled()
        return output.fileno()

    def read(self, size: int) -> NDArray[np.uint8] | None:
        """Exactly `size` bytes, None at the end (an incomplete last frame is dropped)."""
        content = np.empty(size, np.uint8)
        missing = memoryview(content.data)
        while len(missing):
            count = os.readv(self._ready(), [missing])
            if not count:
                return None
            missing = missing[count:]
        return content

    def next_shown(self) -> Shown | None:
        """Times and size of the next frame, whose pixels follow; None at the end.

        Raises:
            InputError: if it takes too long.
            DamagedError: if something was damaged and `stop_on_damage`.
        """
        try:
            with self._waiting() as seconds:
                shown = self._shown.get(timeout=seconds)
        except queue.Empty as error:
            raise _stalled() from error
        if self._damaged:
            raise DamagedError
        return shown

    def finish(self, what: str) -> None:
        """Wait for the end and check it.

        Raises:
            InputError: if the input took too long or cannot be decoded.
            DamagedError: if it cannot be decoded and `stop_on_damage`.
            MachineError: if somebody else killed ffmpeg, as a machine short of memory does. Its
                own limit on memory makes it fail instead, so the input is not to blame.
        """
        try:
            code = self._process.wait(timeout=STALL_SECONDS)
        except subprocess.TimeoutExpired:
            code = -signal.SIGXCPU
        if code == -signal.SIGKILL and self._cpu_seconds() < self._allowed - 1:
            raise MachineError(
                "ffmpeg was killed, probably for lack of memory: run again with fewer workers"
            )
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            raise InputError(
                "decode",
                "decoding_timeout",
                f"Decoding the {what} takes more than {self._allowed:.0f} s of CPU time; export it "
                "again in another format.",
            )
        if code != 0 and self._stop_on_damage:
            raise DamagedError
        if code != 0:
            raise InputError(
                "decode", "unreadable_media", f"The {what} cannot be decoded; export it again."
            )
        self._thread.join(STALL_SECONDS)


def _stalled() -> InputError:
    return InputError(
        "decode",
        "decoding_timeout",
        f"Nothing decoded in {STALL_SECONDS:.0f} s; export it again.",
    )


@contextlib.contextmanager
def running(
    stream: "ffmpeg.nodes.OutputStream",
    seconds: float | None,
    cpu_seconds: float = DECODE_CPU_SECONDS,
    stop_on_damage: bool = False,
) -> Iterator[Decoder]:
    """Run ffmpeg; on leaving, it and whatever it has started are ended.

    Args:
        stream: what it is to do, its output a pipe.
        seconds: how long the recording is; None if that is not known.
        cpu_seconds: what it may use beside as many seconds as the recording has.
        stop_on_damage: as for `Decoder`.
    """
    # Without statistics: they share lines with the filter's report, which is read line by line.
    quiet = stream.global_args("-hide_banner", "-nostdin", "-nostats", "-copyts")
    quiet = quiet.global_args("-loglevel", "level+info")
    arguments = ffmpeg.compile(
        quiet.global_args("-filter_threads", "1", "-filter_complex_threads", "1"), ffmpeg_binary()
    )
    process = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},  # a decoder needs no password
        process_group=0,
    )
    assert process.stdout is not None
    with contextlib.suppress(OSError):  # not where a user has many already
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    allowed = int(cpu_seconds + min(seconds or MAXIMUM_SECONDS, MAXIMUM_SECONDS))
    for limit, value in (
        (resource.RLIMIT_CPU, allowed),
        (resource.RLIMIT_AS, CHILD_MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, limit, (value, value))
    before = children_cpu_seconds()
    try:
        yield Decoder(process, allowed, stop_on_damage)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        count("decode", children_cpu_seconds() - before)
        process.stdout.close()
