"""Finds the files of labelled data, each content once, and opens csv as people write them."""

import codecs
import csv
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from transforms.errors import DataError

Say = Callable[[str], object]
"""Takes a sentence on what was read: for the console or for a report."""

DELIMITERS = ",;\t"
BLOCK_BYTES = 1 << 20


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


def columns_of(file: Path) -> set[str]:
    """The columns that a csv names, as `open_csv` does; no more than its first line is read."""
    with file.open("rb") as stream:
        encoding = _utf16(stream.read(2)) or "utf-8-sig"
    with file.open(newline="", encoding=encoding, errors="replace") as text, _long_fields():
        return set(_rows(text).fieldnames or ())


@contextmanager
def open_csv(file: Path) -> Iterator["csv.DictReader[str]"]:
    """Rows of a csv by column: in lower case, without spaces around; "" for what a row lacks.

    Columns are separated by comma, semicolon or tab; the encoding is UTF-16 if the file begins
    so, else UTF-8, else Windows-1252 as in the official essays.
    """
    encoding = _encoding(file)
    with file.open(newline="", encoding=encoding, errors="replace") as text, _long_fields():
        yield _rows(text)


@contextmanager
def _long_fields() -> Iterator[None]:
    """An essay or 2,304 pixels in one field; the limit is the whole process's: it is put back."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _rows(text: IO[str]) -> "csv.DictReader[str]":
    names = text.readline()
    text.seek(0)
    delimiter = max(DELIMITERS, key=names.count)
    rows = csv.DictReader(text, delimiter=delimiter, skipinitialspace=True, restval="")
    rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
    return rows


def _encoding(file: Path) -> str:
    with file.open("rb") as stream:
        if utf16 := _utf16(stream.read(2)):
            return utf16
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := stream.read(BLOCK_BYTES):
                decoder.decode(block)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _utf16(start: bytes) -> str | None:
    """By the mark that UTF-16 begins with, or by the empty half of its first letter."""
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if len(start) == 2 and 0 in start:
        return "utf-16-le" if start[1] == 0 else "utf-16-be"
    return None
