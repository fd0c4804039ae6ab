"""Plain text of an essay or transcript: TXT, Markdown, PDF, WebVTT, SubRip.

Files come from strangers. Call `read_document` in a child process with limits on time and
memory: a parser can be made to hang or to swell before any limit here is reached.
"""

from pathlib import Path

from transforms.inputs.documents import limits
from transforms.inputs.documents.captions import cue_text
from transforms.inputs.documents.decode import decode_text
from transforms.inputs.documents.hyphens import join_divided
from transforms.inputs.documents.limits import DocumentError, too_long
from transforms.inputs.documents.markdown import plain_markdown
from transforms.inputs.documents.pdf import pdf_text
from transforms.inputs.documents.rtf import is_rtf, rtf_text
from transforms.inputs.documents.web_page import is_web_page, web_page_text


def read_document(path: str) -> str:
    """Read the text of one local file; its extension says how, but for RTF and HTML.

    Args:
        path: .txt, .md, .pdf, .vtt or .srt.

    Returns:
        The text; "" when the document holds none, as a scanned PDF does.

    Raises:
        DocumentError: kind empty_file, document_too_large or unreadable_document.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
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
    extension = file.suffix.lower()
    if extension == ".pdf":
        text = join_divided(pdf_text(path))
    elif extension in (".vtt", ".srt"):
        text = cue_text(decode_text(content))
    else:
        text = join_divided(_essay(decode_text(content), is_markdown=extension == ".md"))
    if len(text) > limits.MAXIMUM_CHARACTERS:
        raise too_long()
    # A PDF may yield half of a surrogate pair, which nothing downstream could write.
    return text.encode("utf-8", "ignore").decode("utf-8").strip()


def _essay(text: str, is_markdown: bool) -> str:
    """Prose of an essay: word processors save RTF and HTML under any name."""
    if is_rtf(text):
        return rtf_text(text)
    if is_web_page(text):
        return web_page_text(text)
    return plain_markdown(text) if is_markdown else text
