"""Bytes of a document, within the limit on its size."""

from pathlib import Path

from transforms.inputs.documents import limits
from transforms.inputs.documents.limits import DocumentError


def read_content(path: str) -> bytes:
    """Read a local file whole, if it is no larger than MAXIMUM_BYTES.

    Raises:
        DocumentError: kind empty_file, document_too_large or unreadable_document.
    """
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(limits.MAXIMUM_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            "unreadable_document", "It cannot be opened; check that it exists and is readable."
        ) from error
    if not content:
        raise DocumentError("empty_file", "It has no content; upload it again.")
    if len(content) > limits.MAXIMUM_BYTES:
        raise DocumentError(
            "document_too_large",
            f"It has more than {limits.MAXIMUM_BYTES >> 20} MiB; send the text without its "
            "pictures.",
        )
    return content
