"""Finds the inputs of one candidate that have the same bytes, reading as little as that takes."""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from transforms.errors import InputError
from transforms.inputs.entry import Entry
from transforms.inputs.fetch import digest, reading
from transforms.media.limits import MAXIMUM_BYTES

Key = TypeVar("Key", bound=Hashable)

BEGINNING = 1 << 16
"""Bytes that are compared before whole files are read: sound of one length has one size."""


class Same(NamedTuple):
    """What an input with the bytes of another one is like."""

    first: str
    """Address of the first of those that are the same; that of the first itself, too."""
    content_hash: str
    """SHA-256 of them all."""


def same_bytes(entries: Sequence[Entry]) -> dict[str, Same]:
    """For each input with the bytes of another of its candidate: the first of them.

    Only inputs that are read alike are compared, and only those of one size are opened. Empty
    files, and those that cannot be read, are like no other: each fails by its own name later.

    Args:
        entries: in the order that decides which is first. One of unknown size cannot be read.

    Returns:
        By address; without inputs that are like no other.

    Raises:
        MachineError: if this machine, not an input, is at fault.
    """
    groups = [list(entries)]
    for key in (_whose, _size, _beginning):  # each costs more than the one before it
        groups = [part for group in groups for part in _parts(group, key).values()]
    return {
        entry.uri: Same(part[0].uri, content_hash)
        for group in groups
        for content_hash, part in _parts(group, _content).items()
        for entry in part
    }


def _parts(group: Iterable[Entry], key: Callable[[Entry], Key | None]) -> dict[Key, list[Entry]]:
    """Those of a group that share a key with another, by key; None is shared by none."""
    parts: dict[Key, list[Entry]] = {}
    for entry in group:
        try:
            value = key(entry)
        except InputError:
            continue
        if value is not None:
            parts.setdefault(value, []).append(entry)
    return {value: part for value, part in parts.items() if len(part) > 1}


def _whose(entry: Entry) -> tuple[str, str]:
    return entry.read_as


def _size(entry: Entry) -> int | None:
    return entry.size if entry.size and entry.size <= MAXIMUM_BYTES else None


def _beginning(entry: Entry) -> bytes:
    with reading(entry.uri) as source:
        return hashlib.sha256(source.read(BEGINNING)).digest()


def _content(entry: Entry) -> str:
    return digest(entry.uri)
