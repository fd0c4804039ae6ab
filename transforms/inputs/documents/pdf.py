"""Text of PDF."""

import logging

import pypdf
from pypdf.errors import LimitReachedError

from transforms.inputs.documents import limits
from transforms.inputs.documents.limits import DocumentError, too_long
from transforms.inputs.documents.pdf_fields import typed_texts
from transforms.inputs.documents.placed import (
    Piece,
    closed_up,
    english_letters,
    is_scattered,
    placed_text,
    visitor,
)

LEAST_PRINTED = 10
"""Letters of a field's text by which it is known again on a page."""


def pdf_text(path: str) -> str:
    """Text of all pages of a PDF, then what was typed into it; "" when it has only pictures.

    Raises:
        DocumentError: if it is broken, protected by a password, or exceeds a limit.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings may quote the document
    try:
        reader = pypdf.PdfReader(path)
        # Many PDFs are "encrypted" with an empty password, only to forbid printing.
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(
                "unreadable_document", "It asks for a password; save it without one."
            )
        if len(reader.pages) > limits.MAXIMUM_PAGES:
            raise DocumentError(
                "document_too_large",
                f"It has more than {limits.MAXIMUM_PAGES} pages; send the essay only.",
            )
        pages, length = [], 0
        for page in reader.pages:
            pages.append(_page_text(page))
            length += len(pages[-1])
            if length > limits.MAXIMUM_CHARACTERS:
                raise too_long()
        printed = _squeezed("".join(pages))
        pages += [text for text in typed_texts(reader) if not _is_printed(text, printed)]
    except DocumentError:
        raise
    except (LimitReachedError, MemoryError) as error:
        raise DocumentError(
            "document_too_large", "Its content unpacks to too much data; print it to a new PDF."
        ) from error
    except Exception as error:
        # A broken file raises nearly anything from pypdf: KeyError, TypeError, RecursionError.
        raise DocumentError(
            "unreadable_document", "The PDF is damaged; print it to a new PDF or send plain text."
        ) from error
    return "\n".join(pages)


def _page_text(page: pypdf.PageObject) -> str:
    pieces: list[Piece] = []
    plain = page.extract_text(visitor_text=visitor(pieces))
    if not is_scattered(plain):
        return plain
    layout = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    # The first wins a tie: what reads as English best.
    return max((plain, placed_text(pieces), layout, closed_up(layout)), key=english_letters)


def _is_printed(text: str, printed: str) -> bool:
    """Whether what was typed into a field stands on a page as well; a short text may by chance."""
    squeezed = _squeezed(text)
    return len(squeezed) >= LEAST_PRINTED and squeezed in printed


def _squeezed(text: str) -> str:
    return "".join(text.split())
