"""Finds the files of labelled data, each content once."""

import hashlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from transforms.errors import DataError

Say = Callable[[str], object]
"""Takes a sentence on what was read: for the console or for a report."""


def say_aside(sentence: str) -> None:
    """To standard error, beside the figures."""
    print(sentence, file=sys.stderr)


def files_below(path: Path, *suffixes: str) -> list[Path]:
    """The file itself, or all files below a folder, with one of these suffixes in any case."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return [file for file in files if file.suffix.lower() in suffixes and file.is_file()]


def without_copies(files: Mapping[Path, object], say: Say) -> list[Path]:
    """Each content under its first name: a copy is no second observation.

    Args:
        files: to the label that a file has by its name; None where the label stands in it.
        say: told how many were left out.

    Raises:
        DataError: if copies have different labels.
    """
    first: dict[str, Path] = {}
    for file, label in files.items():
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        same = first.setdefault(digest, file)
        if files[same] != label:
            names = " and ".join(f"{copy.parent.name}/{copy.name}" for copy in (same, file))
            raise DataError(f"{names} are the same file with two labels; delete one")
    if copies := len(files) - len(first):
        say(f"{copies} of {len(files)} files left out: copies of others.")
    return list(first.values())
