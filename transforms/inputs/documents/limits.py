"""Limits on documents, and the error of a document that exceeds one or cannot be read."""

from transforms.errors import InputError

MAXIMUM_BYTES = 10 * 2**20
MAXIMUM_PAGES = 200
MAXIMUM_CHARACTERS = 2_000_000


class DocumentError(InputError):
    """A document that cannot be read; the message says what to do and quotes nothing of it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__("read", kind, message)


def too_long() -> DocumentError:
    """The error of a document with more than MAXIMUM_CHARACTERS."""
    return DocumentError(
        "document_too_large",
        f"It has more than {MAXIMUM_CHARACTERS:,} characters; send the essay only.",
    )
