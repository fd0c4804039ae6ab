"""Finds the recordings and documents of rows below a folder, and the captions beside them.

File names come from strangers: nothing outside the folder is ever referred to.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from jobs.report.contents import Cue, Medium
from transforms.errors import InputError
from transforms.inputs.local_files import is_inside
from transforms.inputs.names import Spellings, composed
from transforms.isolated import Isolated

CAPTIONS = (".vtt", ".srt", ".VTT", ".SRT")
"""In the order in which they are taken."""

MAXIMUM_CAPTIONS = 100_000
"""Characters of one recording's captions: two hours of speech. What comes later is left out, so
that a file of another kind does not fill the page."""


def find_file(folder: Path, candidate_id: str, input_id: str, uri: str) -> Path | None:
    """The file of a row, where it was read or at the same place below a folder.

    Args:
        folder: where to look; it may have moved since the file was scored.
        candidate_id: of the row.
        input_id: <candidate_id>/<file name>.
        uri: where the file was read: a path, or an address of a bucket.

    Returns:
        An absolute path, whose real file lies below the folder; None if there is no such file.
    """
    root = os.path.realpath(folder)
    spellings = Spellings()
    for path in _places(os.path.abspath(folder), candidate_id, input_id, uri):
        found = spellings.on_disk(path)
        if _is_file_below(found, root):
            return Path(found)
    return None


def captions_beside(file: Path, folder: Path) -> Path | None:
    """The transcript with times of a recording: of the same name, in the same folder."""
    root = os.path.realpath(folder)
    for extension in CAPTIONS:
        beside = file.with_name(file.stem + extension)
        if _is_file_below(str(beside), root):
            return beside
    return None


def medium_of(file: Path, folder: Path, pages: Path, isolated: Isolated, is_video: bool) -> Medium:
    """A recording to be played by a page.

    Args:
        file: of `find_file`.
        folder: that it lies below.
        pages: folder that the page will lie in.
        isolated: reads the captions; those that cannot be read are left out.
        is_video: whether it has a picture.
    """
    captions = captions_beside(file, folder)
    cues = _read_cues(captions, isolated) if captions else ()
    return Medium(address_of(file, pages), is_video, cues, file)


def address_of(file: Path, pages: Path) -> str:
    """The address of a file for pages in a folder, percent-encoded: it needs no other quoting.

    Relative to the folder, so that both can move together; with file:// on another drive.
    """
    try:
        relative = os.path.relpath(file, os.path.abspath(pages))
    except ValueError:
        return file.absolute().as_uri()
    return "/".join(quote(os.fsencode(part), safe="") for part in relative.split(os.sep))


def _places(folder: str, candidate_id: str, input_id: str, uri: str) -> Iterator[str]:
    """Where the file may lie; the likeliest first."""
    if "://" not in uri and os.path.isabs(uri):
        yield uri
    parts = uri.partition("://")[2].split("/") if "://" in uri else uri.split(os.sep)
    for place, part in enumerate(parts):
        if composed(part) == candidate_id and _are_plain(parts[place:]):
            yield os.path.join(folder, *parts[place:])
    named = [candidate_id, input_id.removeprefix(f"{candidate_id}/")]
    if _are_plain(named):
        yield os.path.join(folder, *named)


def _are_plain(parts: Sequence[str]) -> bool:
    """Whether they name what lies below, one folder each."""
    return all(part not in ("", ".", "..") and not {"/", os.sep, "\0"} & {*part} for part in parts)


def _is_file_below(path: str, root: str) -> bool:
    """Whether a path leads to a plain file that really lies below a folder."""
    try:
        real = os.path.realpath(path)
        return real != root and is_inside(real, root) and os.path.isfile(real)
    except (OSError, ValueError):  # a NUL, or a name that is too long
        return False


def _read_cues(captions: Path, isolated: Isolated) -> list[Cue]:
    try:
        answer = isolated.run("captions", str(captions), "read", "unreadable_document")
    except InputError:
        return []
    found: list[Cue] = []
    left = MAXIMUM_CAPTIONS
    for start, end, said in answer:
        left -= len(said)
        if left < 0:
            break
        found.append(Cue(start, end, said))
    return found
