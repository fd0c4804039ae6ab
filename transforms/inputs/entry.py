"""A file that was found, before it has an identity."""

import os
from typing import NamedTuple


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


def entry_at(uri: str) -> Entry:
    """The entry of a file that a folder or pattern gave: <candidate_id>/<question_id>.<ext>."""
    folder, name = os.path.split(uri)
    return Entry(uri, os.path.basename(folder), os.path.splitext(name)[0])
