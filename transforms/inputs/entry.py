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
    """Bytes; None if it cannot be looked at."""
    changed_at: str | None = None
    """When the file was last changed, ISO 8601 in UTC; None if that is not known."""

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

    @property
    def group(self) -> tuple[str, str, str]:
        """Whose attempt at what it is."""
        return self.candidate_id, self.question_id, self.kind or UNKNOWN

    @property
    def read_as(self) -> tuple[str, str]:
        """The candidate, and what the bytes are read as: see `read_as`."""
        return self.candidate_id, read_as(self.kind or UNKNOWN, self.extension)


UNKNOWN = "unknown"
"""Kind of a file whose name does not say what it is."""


def read_as(kind: str, extension: str) -> str:
    """What the bytes of a file are read as: only of those read alike the same say the same.

    Of a transcript times and speakers are left out, of an essay they are not: as texts they
    differ. Bytes are a PDF or a plain text, so one of two such names is wrong, and fails.
    """
    return ".pdf" if extension == ".pdf" else kind


def entry_at(uri: str, size: int | None = None, changed_at: str | None = None) -> Entry:
    """The entry of a file that a folder or pattern gave: <candidate_id>/<question_id>.<ext>."""
    folder, name = os.path.split(uri)
    candidate_id, question_id = os.path.basename(folder), os.path.splitext(name)[0]
    return Entry(uri, candidate_id, question_id, size=size, changed_at=changed_at)
