"""A file that was found, before it has an identity."""

import os
from typing import NamedTuple

from schemas.elements import KINDS


class Entry(NamedTuple):
    """An address, and whose answer to what lies there."""

    uri: str
    """With the bytes of its name as they are."""
    candidate_id: str
    question_id: str
    cohort: str | None = None
    recorded_at: str | None = None
    consent_reference: str | None = None
    listed: bool = False
    """From a manifest: an unknown extension is then a failure, not something to pass over."""
    problem: tuple[str, str] | None = None
    """Kind and message of the failure that it is already."""
    size: int | None = None
    """Bytes, where the listing told."""

    @property
    def extension(self) -> str:
        """In lower case, with its dot."""
        return os.path.splitext(self.uri)[1].lower()

    @property
    def kind(self) -> str | None:
        """RECORDING, ESSAY or TRANSCRIPT; None if the extension is not scored."""
        return KINDS.get(self.extension)

    @property
    def input_id(self) -> str:
        """<candidate_id>/<file name>."""
        return f"{self.candidate_id}/{self.question_id}{self.extension}"


class Repeat(NamedTuple):
    """An input with the bytes of another of its candidate."""

    entry: Entry
    same_as: str
    """`input_id` of the one that is scored."""


def entry_at(uri: str, size: int | None = None) -> Entry:
    """The entry of a file that a folder or pattern gave: <candidate_id>/<question_id>.<ext>."""
    folder, name = os.path.split(uri)
    return Entry(uri, os.path.basename(folder), os.path.splitext(name)[0], size=size)
