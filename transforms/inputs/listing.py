"""Lists files in folders and buckets."""

import importlib.util
import os
import re
import stat
from collections.abc import Iterator

from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from schemas.elements import KINDS

EXTRAS = {"s3": "s3", "gs": "gcs"}
"""Scheme of a bucket to our extra that brings what reaches it."""


def list_files(pattern: str) -> list[str]:
    """Addresses of the files that a folder, pattern or address stands for; nothing hidden.

    Raises:
        FileNotFoundError: if it matches nothing or its filesystem is not installed.
    """
    uris = list(_local_files(pattern) if "://" not in pattern else _remote_files(pattern))
    if not uris:
        raise FileNotFoundError(f"--input {pattern} matches no file; check the path")
    return uris


def _local_files(pattern: str) -> Iterator[str]:
    # A folder is walked, not globbed: its name may hold characters that a pattern would read.
    if os.path.isdir(pattern):
        for folder, folders, names in os.walk(os.path.abspath(pattern)):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            paths = (os.path.join(folder, n) for n in sorted(names) if not n.startswith("."))
            yield from (path for path in paths if not _is_special(path))
    elif os.path.isfile(pattern):
        yield os.path.abspath(pattern)
    else:
        listed = _listed(pattern, os.path.abspath(pattern))
        yield from (path for path in listed if not _is_special(path))


def _is_special(path: str) -> bool:
    """Whether it is a pipe or a device: reading one may never end.

    What cannot be looked at, like a broken link, stays an input, and fails by name later.
    """
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _remote_files(pattern: str) -> Iterator[str]:
    if problem := unreachable(pattern):
        raise FileNotFoundError(f"--input {pattern} cannot be listed: {problem}")
    key = pattern.partition("://")[2].partition("/")[2]
    is_pattern = any(character in pattern for character in "*?[")
    if is_pattern or os.path.splitext(key)[1].lower() in KINDS:
        return _listed(pattern, pattern)
    return _listed(pattern, pattern.rstrip("/") + "/**")


def _listed(pattern: str, wanted: str) -> Iterator[str]:
    """What matches `wanted`, but for what is hidden below the part of it that is no pattern."""
    try:
        (matched,) = FileSystems.match([wanted])
    except (BeamIOError, ValueError) as error:
        raise FileNotFoundError(
            f"--input {pattern} cannot be listed; check address and access"
        ) from error
    literal = wanted[: re.search(r"[*?[]|$", wanted).start()]  # type: ignore[union-attr]
    for metadata in matched.metadata_list:
        parts = metadata.path[literal.rfind("/") + 1 :].split("/")
        if parts[-1] and (literal == wanted or not any(p.startswith(".") for p in parts)):
            yield metadata.path


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
