"""Plain text of an essay or transcript: TXT, Markdown, PDF, WebVTT, SubRip.

Files come from strangers. Call `read_document` in a child process with limits on time and
memory: a parser can be made to hang or to swell before any limit here is reached.
"""

from pathlib import Path

from transforms.inputs.documents import limits
from transforms.inputs.documents.captions import cue_text
from transforms.inputs.documents.content import read_content
from transforms.inputs.documents.decode import decode_text
from transforms.inputs.documents.hyphens import join_divided
from transforms.inputs.documents.limits import too_long
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
    content = read_content(path)
    extension = Path(path).suffix.lower()
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
