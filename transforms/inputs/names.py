"""Names of candidates, questions and files: one spelling for identity, and limits on length."""

import hashlib
import os
import unicodedata

from schemas.storable import storable

MAXIMUM_ID_BYTES = 2_000
"""An index row of PostgreSQL holds 2,704 bytes: an identity and the model release."""

MAXIMUM_URI_BYTES = 4_096
"""Linux's limit on a path; buckets have 1,024."""


def composed(text: str) -> str:
    """The text in Unicode's NFC: macOS writes file names in parts, a letter and its accent."""
    return unicodedata.normalize("NFC", text)


def size_of(text: str) -> int:
    """Length in bytes, as a store keeps the text."""
    return len(storable(text).encode("utf-8"))


def fitting(text: str) -> str:
    """A text that the stores can hold and index: too long a one is cut and gets its digest."""
    plain = storable(text)
    content = plain.encode("utf-8")
    if len(content) <= MAXIMUM_ID_BYTES:
        return plain
    digest = hashlib.sha256(content).hexdigest()[:16]
    return f"{content[: MAXIMUM_ID_BYTES - 40].decode('utf-8', 'ignore')}...{digest}"


class Spellings:
    """Local paths as the disk spells them, where only the Unicode form differs."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, list[str]]] = {}

    def on_disk(self, path: str) -> str:
        """The one existing path that reads the same; the path itself if there is none."""
        if path.isascii() or os.path.lexists(path):
            return path
        found = os.path.abspath(os.sep)
        for part in os.path.abspath(path).split(os.sep)[1:]:
            step = os.path.join(found, part)
            if not os.path.lexists(step):
                names = self._names(found).get(composed(part), [])
                if len(names) != 1:
                    return path
                step = os.path.join(found, names[0])
            found = step
        return found

    def _names(self, folder: str) -> dict[str, list[str]]:
        if folder not in self._folders:
            names: dict[str, list[str]] = {}
            try:
                for name in sorted(os.listdir(folder)):
                    names.setdefault(composed(name), []).append(name)
            except OSError:
                pass
            self._folders[folder] = names
        return self._folders[folder]
