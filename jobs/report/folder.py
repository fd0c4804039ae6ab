"""The folder of a report: files are replaced whole, and other files are left alone."""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from jobs.exit_codes import ExitCode
from jobs.options import CommandError
from schemas.version import VERSION

MARKER = ".interviews-report.json"
"""Names the files of a report; a folder without it is not one of ours."""

PAGE_MARKER = b'<meta name="generator" content="interviews report">'
"""In the head of every page."""

_HEAD = 4096
"""Bytes in which it stands."""

_NEW = ".interviews-report.new"
"""A file while it is written; it takes its place when it is whole."""


class ReportError(CommandError):
    """A report cannot be written; the message says what to do next."""


def check_folder(folder: Path) -> None:
    """See that a report may be written there, before there is one.

    Raises:
        ReportError: if it holds other things, or is no folder.
    """
    _read_marker(folder)


def check_page(path: Path) -> None:
    """See that a page may be written there, before there is one.

    Raises:
        ReportError: if it is a folder, or a file that no report wrote.
    """
    if path.is_dir():
        raise ReportError(f"--to {path} is a folder")
    if not os.path.lexists(path):
        return
    with _told(path):
        if path.is_file():  # reading a pipe could wait for ever
            with path.open("rb") as opened:
                if PAGE_MARKER in opened.read(_HEAD):
                    return
    raise ReportError(f"{path} is not a page of a report: move it away, or name another file")


def write_whole(path: Path, content: bytes) -> None:
    """Write one file in place of an older one; whoever reads it meanwhile sees one or the other.

    Raises:
        ReportError: if it cannot be written.
    """
    beside = path.with_name(f".interviews-report.{os.getpid()}")
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


class Folder:
    """A report that is being written."""

    def __init__(self, path: Path, former: frozenset[str]) -> None:
        """Go on from the files that an earlier report wrote."""
        self.path = path
        self._former, self._written = former, set[str]()

    def expect(self, names: Iterable[str]) -> None:
        """Name files before they are written: those of a report that breaks off are ours too.

        Raises:
            ReportError: if somebody else's file has such a name.
        """
        expected = set(names) - self._former
        for name in sorted(expected):
            if os.path.lexists(self.path / name):
                raise ReportError(
                    f"{self.path / name} does not belong to a report: move it away, or name "
                    "another folder"
                )
        if expected:
            self._former |= expected
            self._mark(self._former)

    def write(self, name: str, content: bytes) -> None:
        """Write a file that was expected, in place of an older one."""
        target = self._target(name)
        with _told(target):
            if not (_is_plain(target) and target.read_bytes() == content):
                self._new.write_bytes(content)
                self._new.replace(target)

    def copy(self, name: str, source: Path) -> None:
        """Copy a file that was expected; one of the same size and time is there already."""
        target = self._target(name)
        with _told(target):
            if not (_is_plain(target) and _stamp(target) == _stamp(source)):
                shutil.copyfile(source, self._new)
                shutil.copystat(source, self._new)
                self._new.replace(target)

    def finish(self) -> int:
        """Remove what earlier reports wrote and this one did not; returns how many files."""
        gone = sorted(self._former - self._written)
        with _told(self.path):
            for name in gone:
                if not (self.path / name).parent.is_symlink():
                    (self.path / name).unlink(missing_ok=True)
        for folder in sorted({os.path.dirname(name) for name in gone} - {""}):
            with contextlib.suppress(OSError):  # it holds something else
                (self.path / folder).rmdir()
        self._mark(self._written)
        return len(gone)

    @property
    def _new(self) -> Path:
        return self.path / _NEW

    def _target(self, name: str) -> Path:
        """Where a file goes; it counts as written."""
        assert name in self._former, name
        target = self.path / name
        with _told(target):
            target.parent.mkdir(exist_ok=True)
        if target.parent.is_symlink():
            raise ReportError(f"{target.parent} is a link; put a folder in its place")
        self._written.add(name)
        return target

    def _mark(self, names: Iterable[str]) -> None:
        told = {"written_by": f"interviews {VERSION}", "files": sorted(names)}
        with _told(self.path / MARKER):
            self._new.write_text(json.dumps(told, indent=0) + "\n", encoding="utf-8")
            self._new.replace(self.path / MARKER)


@contextlib.contextmanager
def open_folder(path: Path) -> Iterator[Folder]:
    """Make the folder, or take one that an earlier report made; one report at a time.

    Raises:
        ReportError: if it holds other things, cannot be written, or another report is being
            written there.
    """
    with contextlib.ExitStack() as ending:
        with _told(path):
            path.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        ending.callback(os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ReportError(
                f"another report is being written to {path}: wait for it", ExitCode.LOCKED
            ) from None
        former = _read_marker(path)
        ending.callback((path / _NEW).unlink, missing_ok=True)
        yield Folder(path, former)


def _read_marker(folder: Path) -> frozenset[str]:
    """The files that an earlier report wrote; none if there is no folder yet."""
    try:
        found = os.listdir(folder)
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise ReportError(f"{folder} cannot be a folder: {error.strerror}") from error
    if MARKER not in found:
        if set(found) - {_NEW}:
            raise ReportError(
                f"{folder} holds other things than a report; name an empty folder, or one that "
                "interviews report wrote"
            )
        return frozenset()
    try:
        names = json.loads((folder / MARKER).read_bytes())["files"]
        if not all(_is_ours(name) for name in names):
            raise ValueError
    except (OSError, ValueError, TypeError, KeyError):
        raise ReportError(f"{folder / MARKER} is damaged; name another folder") from None
    return frozenset(names)


def _is_ours(name: object) -> bool:
    """Whether a report could have written it: a name, or a folder and a name, and no way out."""
    if not isinstance(name, str) or "\0" in name:
        return False
    parts = name.split("/")
    return len(parts) <= 2 and not any(part in ("", ".", "..") for part in parts)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn errors of the file system into a ReportError."""
    try:
        yield
    except OSError as error:
        raise ReportError(
            f"{path} cannot be written: {error.strerror or error}", ExitCode.BROKEN_OFF
        ) from error
