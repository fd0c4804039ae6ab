"""Walks local folders: which files are inputs, and why others are not."""

import os
import stat
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple


class Ignored(NamedTuple):
    """A file or folder that is no input."""

    uri: str
    """With the bytes of its name as they are."""
    reason: str
    """A key of schemas.states.IGNORED_REASONS."""
    is_folder: bool = False


def walk(top: str, follow_links: bool = False) -> Iterator[str | Ignored]:
    """Paths of all files below a folder, and what is passed over with its reason; nothing hidden.

    A link to a file inside the folder is a file. A link to a folder is followed if it stays
    inside, or with `follow_links`; each folder is read once, so that loops end: where it lies, or
    else under the first link to it.
    """
    real_top = os.path.realpath(top)
    read: set[str] = set()
    folders, links = [os.path.abspath(top)], deque[str]()
    while folders or links:
        if folders:
            folder = folders.pop()
        else:
            folder = links.popleft()
            real = os.path.realpath(folder)
            if not follow_links and not is_inside(real, real_top):
                yield Ignored(folder, "outside_link", is_folder=True)
                continue
            # A folder around the link would be read from within itself.
            if real in read or is_inside(os.path.realpath(os.path.dirname(folder)), real):
                yield Ignored(folder, "repeated_folder", is_folder=True)
                continue
        real = os.path.realpath(folder)
        if real in read:
            continue
        read.add(real)
        try:
            with os.scandir(folder) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError:
            yield Ignored(folder, "closed_folder", is_folder=True)
            continue
        below: list[str] = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                (links if entry.is_symlink() else below).append(entry.path)
            else:
                yield checked(entry.path, real_top, follow_links)
        folders += reversed(below)


def checked(path: str, real_top: str, follow_links: bool) -> str | Ignored:
    """The path of a file, or why it is no input below `real_top`.

    What cannot be looked at, like a broken link, stays an input, and fails by name later.
    """
    if not follow_links and not is_inside(os.path.realpath(path), real_top):
        return Ignored(path, "outside_link")
    try:
        # Reading a pipe or a device may never end.
        return path if stat.S_ISREG(os.stat(path).st_mode) else Ignored(path, "special_file")
    except OSError:
        return path


def is_inside(path: str, folder: str) -> bool:
    """Whether a real path is that of the folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
