"""Brings an input to a local path for as long as it is being read."""

import contextlib
import datetime
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from apache_beam.io.filesystem import BeamIOError, FileMetadata
from apache_beam.io.filesystems import FileSystems

from transforms.errors import MACHINE_ERRNOS, InputError, MachineError
from transforms.media.limits import MAXIMUM_BYTES

CHUNK = 1 << 20


class LocalCopy(NamedTuple):
    """An input on the local disk."""

    path: str
    content_hash: str
    """SHA-256 of its bytes."""


@contextlib.contextmanager
def local_copy(uri: str) -> Iterator[LocalCopy]:
    """Give a local path to an input; what was fetched from afar is deleted afterwards.

    Raises:
        InputError: kind unreachable, empty_file or media_too_large.
        MachineError: if this machine is at fault, for example its disk is full.
    """
    if "://" not in uri:
        yield LocalCopy(uri, digest(uri))
        return
    suffix = os.path.splitext(uri)[1]
    with contextlib.ExitStack() as stack:
        with _copied():
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="interview-"))
        path = os.path.join(folder, f"input{suffix}")
        yield LocalCopy(path, digest(uri, path))


def digest(uri: str, target: str | None = None) -> str:
    """SHA-256 of an input's bytes, which go to the file `target` on the way, if one is named.

    Raises:
        InputError, MachineError: as `local_copy`.
    """
    found, size = hashlib.sha256(), 0
    with _copied(), contextlib.ExitStack() as stack:
        source = stack.enter_context(reading(uri))
        copy = stack.enter_context(open(target, "wb")) if target else None
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > MAXIMUM_BYTES:
                raise InputError(
                    "fetch",
                    "media_too_large",
                    f"Larger than {MAXIMUM_BYTES >> 30} GiB; cut it in parts.",
                )
            found.update(chunk)
            if copy:
                copy.write(chunk)
    if size == 0:
        raise InputError("fetch", "empty_file", "The file has 0 bytes; export it again.")
    return found.hexdigest()


class Source:
    """An open input. Only what happens while it is read is its own fault."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; none at the end.

        Raises:
            InputError: kind unreachable.
            MachineError: as `local_copy`.
        """
        with _blamed():
            return self._stream.read(size)

    def close(self) -> None:
        """As `read`."""
        with _blamed():
            self._stream.close()


@contextlib.contextmanager
def reading(uri: str) -> Iterator[Source]:
    """Open an input, local or of any filesystem Beam knows, for as long as it is being read.

    Raises:
        InputError: kind unreachable, also from `Source.read` and on closing.
        MachineError: as `local_copy`.
    """
    with _blamed():
        if "://" in uri:
            stream = FileSystems.open(uri, compression_type="uncompressed")
        elif stat.S_ISREG(os.stat(uri).st_mode):
            stream = open(uri, "rb")  # noqa: SIM115
        else:
            # Opening a pipe waits for its writer, and a device has no end.
            raise InputError("fetch", "unreachable", "It is not a file; export it to one.")
    with contextlib.closing(Source(stream)) as source:
        yield source


class Fingerprint(NamedTuple):
    """What a file looks like from outside: as long as it stays, the file is not opened again."""

    size: int
    """Bytes."""
    changed_at: str | None
    """ISO 8601 in UTC; None where the filesystem does not tell."""


def fingerprint(uri: str) -> Fingerprint:
    """Length of an input, and when it was last changed.

    Raises:
        InputError: kind unreachable.
        MachineError: as `local_copy`.
    """
    with _blamed():
        if "://" in uri:
            return fingerprint_of(FileSystems.get_filesystem(uri).metadata(uri))
        status = os.stat(uri)
        return Fingerprint(status.st_size, _moment(status.st_mtime_ns / 1e9))


def fingerprint_of(metadata: FileMetadata) -> Fingerprint:
    """`fingerprint` of what a bucket's listing told."""
    changed = metadata.last_updated_in_seconds
    return Fingerprint(int(metadata.size_in_bytes), _moment(changed) if changed else None)


def _moment(seconds: float) -> str | None:
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat()
    except (OverflowError, ValueError):  # a disk may hold any number
        return None


@contextlib.contextmanager
def _blamed() -> Iterator[None]:
    """Raise errors of the system and of Beam as the machine's fault or as the input's."""
    try:
        yield
    except (OSError, BeamIOError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in MACHINE_ERRNOS:
            raise MachineError(
                f"An input cannot be fetched on this machine: {error.strerror}"
            ) from error
        # ValueError: Beam knows no such scheme, or the path holds a NUL.
        raise InputError(
            "fetch", "unreachable", f"Cannot be fetched ({type(error).__name__}); check access."
        ) from error


@contextlib.contextmanager
def _copied() -> Iterator[None]:
    """Raise errors of the local copy as the machine's fault, whichever they are."""
    try:
        yield
    except OSError as error:
        raise MachineError(
            f"An input cannot be copied to this machine's temporary folder: {error.strerror}"
        ) from error
