"""Lists files in folders and buckets."""

import importlib.util
import os
import re
from collections.abc import Callable, Iterator

from apache_beam.io.filesystem import BeamIOError, FileSystem
from apache_beam.io.filesystems import FileSystems

from schemas.elements import KINDS
from transforms.errors import InputError
from transforms.inputs.entry import Entry, entry_at
from transforms.inputs.fetch import fingerprint, fingerprint_of
from transforms.inputs.local_files import Ignored, checked, is_inside, walk
from transforms.inputs.names import Spellings

EXTRAS = {"s3": "s3", "gs": "gcs"}
"""Scheme of a bucket to our extra that brings what reaches it."""


def list_files(pattern: str, follow_links: bool = False) -> list[Entry | Ignored]:
    """The files that a folder, pattern or address stands for, and what is passed over.

    An empty folder, and a pattern below a folder that is there, may stand for nothing: an inbox is
    empty on some nights.

    Raises:
        FileNotFoundError: if there is no such local folder or file, or its filesystem cannot be
            listed or is not installed.
    """
    listed: list[Entry | Ignored]
    if "://" in pattern:
        listed = list(_remote_files(pattern))
    else:
        listed = [
            found if isinstance(found, Ignored) else _entry(found)
            for found in _local_files(pattern, follow_links)
        ]
    if not listed and not _may_be_empty(pattern):
        raise FileNotFoundError(f"--input {pattern} matches no file; check the path")
    return listed


def _entry(path: str) -> Entry:
    """A local file; one that cannot be looked at fails by its name later."""
    try:
        return entry_at(path, *fingerprint(path))
    except InputError:
        return entry_at(path)


def folder_of(pattern: str) -> str:
    """The real local folder that a local pattern, folder or file names for its inputs."""
    literal = _literal(os.path.abspath(pattern))
    folder = pattern if os.path.isdir(pattern) else os.path.dirname(literal)
    return os.path.realpath(folder)


def _may_be_empty(pattern: str) -> bool:
    if "://" in pattern or os.path.isdir(Spellings().on_disk(pattern)):
        return True
    literal = _literal(os.path.abspath(pattern))
    return literal != os.path.abspath(pattern) and os.path.isdir(os.path.dirname(literal))


def covers(pattern: str) -> Callable[[str], bool]:
    """Whether an address belongs to what a folder, pattern or file stands for."""
    if "://" in pattern:
        if any(character in pattern for character in "*?["):
            return _matcher(pattern)
        folder = pattern.rstrip("/") + "/"
        return lambda uri: uri == pattern or uri.startswith(folder)
    path = os.path.abspath(Spellings().on_disk(pattern))
    if any(character in path for character in "*?[") and not os.path.lexists(path):
        return _matcher(path)
    return lambda uri: is_inside(uri, path)


def _matcher(pattern: str) -> Callable[[str], bool]:
    matches = re.compile(FileSystem.translate_pattern(pattern)).match
    return lambda uri: matches(uri) is not None


def _local_files(pattern: str, follow_links: bool) -> Iterator[str | Ignored]:
    pattern = Spellings().on_disk(pattern)
    # A folder is walked, not globbed: its name may hold characters that a pattern would read.
    if os.path.isdir(pattern):
        yield from walk(pattern, follow_links)
    elif os.path.isfile(pattern):
        yield os.path.abspath(pattern)  # whoever names a link means it
    elif os.path.lexists(pattern):
        yield checked(os.path.abspath(pattern), os.sep, follow_links)
    else:
        yield from _matched(os.path.abspath(pattern), follow_links)


def _matched(pattern: str, follow_links: bool) -> Iterator[str | Ignored]:
    """What a local pattern stands for; Beam's own matching passes over links without a word."""
    literal = _literal(pattern)
    top = os.path.dirname(literal)
    if literal == pattern or not os.path.isdir(top):
        return
    matches = re.compile(FileSystem.translate_pattern(pattern)).match
    for found in walk(top, follow_links):
        path = found.uri if isinstance(found, Ignored) else found
        # A folder that is passed over may hold what was asked for.
        if matches(path) or (isinstance(found, Ignored) and found.is_folder):
            yield found


def _remote_files(pattern: str) -> Iterator[Entry]:
    if problem := unreachable(pattern):
        raise FileNotFoundError(f"--input {pattern} cannot be listed: {problem}")
    key = pattern.partition("://")[2].partition("/")[2]
    is_pattern = any(character in pattern for character in "*?[")
    if is_pattern or os.path.splitext(key)[1].lower() in KINDS:
        return _listed(pattern, pattern)
    return _listed(pattern, pattern.rstrip("/") + "/**")


def _literal(pattern: str) -> str:
    """The part of a pattern before its first sign."""
    return pattern[: re.search(r"[*?[]|$", pattern).start()]  # type: ignore[union-attr]


def _listed(pattern: str, wanted: str) -> Iterator[Entry]:
    """What matches `wanted`, but for what is hidden below the part of it that is no pattern."""
    try:
        (matched,) = FileSystems.match([wanted])
    except (BeamIOError, ValueError) as error:
        raise FileNotFoundError(
            f"--input {pattern} cannot be listed; check address and access"
        ) from error
    literal = _literal(wanted)
    for metadata in matched.metadata_list:
        parts = metadata.path[literal.rfind("/") + 1 :].split("/")
        if parts[-1] and (literal == wanted or not any(p.startswith(".") for p in parts)):
            yield entry_at(metadata.path, *fingerprint_of(metadata))


def unreachable(uri: str) -> str | None:
    """Why nothing at this address can be read, if that is so for its whole filesystem."""
    scheme, separator, _ = uri.partition("://")
    if not separator:
        return None
    try:
        FileSystems.get_filesystem(uri)
        # Beam offers S3 without what it needs, and fails at the first read.
        if scheme != "s3" or importlib.util.find_spec("boto3"):
            return None
    except (BeamIOError, ValueError):
        pass
    if scheme in EXTRAS:
        return f"{scheme}:// needs an extra: pip install 'interview-scoring[{EXTRAS[scheme]}]'"
    return f"{scheme}:// is not known here; use s3://, gs:// or a local path"
