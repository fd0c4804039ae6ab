"""Brings an input to a local path for as long as it is being read."""

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from apache_beam.io.filesystem import BeamIOError
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
    with tempfile.TemporaryDirectory(prefix="interview-") as folder:
        path = os.path.join(folder, f"input{suffix}")
        yield LocalCopy(path, digest(uri, path))


def digest(uri: str, target: str | None = None) -> str:
    """SHA-256 of an input's bytes, which go to the file `target` on the way, if one is named.

    Raises:
        InputError, MachineError: as `local_copy`.
    """
    found, size = hashlib.sha256(), 0
    with contextlib.ExitStack() as stack:
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


@contextlib.contextmanager
def reading(uri: str) -> Iterator[BinaryIO]:
    """Open an input, local or of any filesystem Beam knows, for as long as it is being read.

    Raises:
        InputError: kind unreachable, whenever until it is closed.
        MachineError: as `local_copy`.
    """
    with _blamed():
        if "://" in uri:
            source = FileSystems.open(uri, compression_type="uncompressed")
        elif stat.S_ISREG(os.stat(uri).st_mode):
            source = open(uri, "rb")  # noqa: SIM115
        else:
            # Opening a pipe waits for its writer, and a device has no end.
            raise InputError("fetch", "unreachable", "It is not a file; export it to one.")
        with source:
            yield source


def file_size(uri: str) -> int:
    """Length of an input, bytes.

    Raises:
        InputError: kind unreachable.
        MachineError: as `local_copy`.
    """
    with _blamed():
        if "://" in uri:
            return int(FileSystems.get_filesystem(uri).metadata(uri).size_in_bytes)
        return os.stat(uri).st_size


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
