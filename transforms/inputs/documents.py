"""Plain text of an essay or transcript: TXT, Markdown, PDF, WebVTT, SubRip.

Files come from strangers. Call `read_document` in a child process with limits on time and
memory: a parser can be made to hang or to swell before any limit here is reached.
"""

import codecs
import html
import logging
import re
from pathlib import Path

import pypdf
from pypdf.errors import LimitReachedError

from transforms.errors import InputError

MAXIMUM_BYTES = 10 * 2**20
MAXIMUM_PAGES = 200
MAXIMUM_CHARACTERS = 2_000_000

# Longest first: UTF-16's mark is the beginning of UTF-32's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CUE_TIME = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->")
_CUE_NUMBER = re.compile(r"\s*\d+\s*$")
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}|\[[^\[\]]*\]")
_SPEAKER = re.compile(
    r"\s*(?:>>+\s*)?(?:(?:[A-Z][A-Z.'\- ]{1,30}|(?i:speaker|interviewer|interviewee|candidate))"
    r"\s?\d*\s?:\s|-\s)?"
)

_MARKDOWN = (
    (re.compile(r"\A---\n.*?\n---\n", re.DOTALL), ""),  # front matter
    (re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE), ""),  # fenced code
    (re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL), " "),
    (re.compile(r"^ {0,3}\[[^\[\]]+\]:.*$", re.MULTILINE), ""),  # targets of references
    (re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])"), r"\1"),  # links and pictures
    (re.compile(r"</?[A-Za-z][^<>]*>"), " "),
    (re.compile(r"^[ \t]*(?:[-*_=|:+][-*_=|:+ \t]{2,})$", re.MULTILINE), ""),  # rules
    (re.compile(r"^[ \t]*(?:(?:#{1,6}|[-*+>]|\d{1,3}[.)])[ \t]+)+", re.MULTILINE), ""),
    (re.compile(r"[ \t]+#+[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"\*+|~~|`+|(?<!\w)_+|_+(?!\w)"), ""),  # emphasis and inline code
    (re.compile(r"[ \t]*\|[ \t]*"), " "),
)


class DocumentError(InputError):
    """A document that cannot be read; the message says what to do and quotes nothing of it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__("read", kind, message)


def read_document(path: str) -> str:
    """Read the text of one local file; its extension says how.

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
            content = stream.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            "unreadable_document", "It cannot be opened; check that it exists and is readable."
        ) from error
    if not content:
        raise DocumentError("empty_file", "It has no content; upload it again.")
    if len(content) > MAXIMUM_BYTES:
        raise DocumentError(
            "document_too_large",
            f"It has more than {MAXIMUM_BYTES >> 20} MiB; send the text without its pictures.",
        )
    extension = file.suffix.lower()
    if extension == ".pdf":
        text = pdf_text(path)
    elif extension in (".vtt", ".srt"):
        text = cue_text(decode_text(content))
    elif extension == ".md":
        text = plain_markdown(decode_text(content))
    else:
        text = decode_text(content)
    if len(text) > MAXIMUM_CHARACTERS:
        raise _too_long()
    # A PDF may yield half of a surrogate pair, which nothing downstream could write.
    return text.encode("utf-8", "ignore").decode("utf-8").strip()


def decode_text(content: bytes) -> str:
    """Decode a text file: by its mark, else UTF-16 that betrays itself, UTF-8, or Windows-1252.

    Returns:
        The text with line ends as "\\n".

    Raises:
        DocumentError: if it is no text.
    """
    text = content.decode(_encoding(content), "replace").lstrip("\ufeff")
    controls = sum(c < " " and c not in "\t\n\r\f\v\x1a\x1b" for c in text)
    if controls or text.count("\ufffd") > len(text) / 100 + 1:
        raise DocumentError(
            "unreadable_document", "It is not a text file; save it as plain text in UTF-8."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    # Latin letters in UTF-16 leave every other byte zero.
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if max(even, odd) > len(content) / 4 and min(even, odd) < len(content) / 50:
        return "utf-16-le" if odd > even else "utf-16-be"
    text = content.decode("utf-8", "replace")
    broken, beyond_ascii = text.count("\ufffd"), sum(c > "\x7f" for c in text)
    # One bad byte does not make a UTF-8 file Windows-1252.
    return "cp1252" if broken * 2 > beyond_ascii else "utf-8"


def cue_text(captions: str) -> str:
    """Spoken text of WebVTT or SubRip captions.

    Times, cue numbers, notes, styles, tags, speaker labels and sounds in brackets go. A caption
    that rolls (each cue repeats the last lines of the one before) is kept once.
    """
    webvtt = captions.startswith("WEBVTT")
    kept: list[str] = []
    before: list[str] = []
    cue: list[str] = []
    for block in re.split(r"\n[ \t]*\n", captions):
        lines = block.strip("\n").split("\n")
        if webvtt and re.match(r"WEBVTT|NOTE\b|STYLE\b|REGION\b", lines[0]):
            continue
        for position, line in enumerate(lines):
            if _CUE_TIME.match(line):
                before, cue = _append_cue(kept, before, cue), []
            elif not _is_cue_name(lines, position):
                spoken = _SPEAKER.sub("", html.unescape(_TAG.sub("", line)), count=1).strip()
                if spoken:
                    cue.append(spoken)
    _append_cue(kept, before, cue)
    return "\n".join(kept)


def _is_cue_name(lines: list[str], position: int) -> bool:
    """Whether the line stands between a blank line, or is a number, and a line with times."""
    followed = position + 1 < len(lines) and bool(_CUE_TIME.match(lines[position + 1]))
    return followed and (position == 0 or bool(_CUE_NUMBER.match(lines[position])))


def _append_cue(kept: list[str], before: list[str], cue: list[str]) -> list[str]:
    """Append a cue without the lines that only repeat the end of the cue before it."""
    overlap = next(
        n for n in range(min(len(before), len(cue)), -1, -1) if before[len(before) - n :] == cue[:n]
    )
    kept.extend(cue[overlap:])
    return cue


def plain_markdown(text: str) -> str:
    """Prose of a Markdown text: markup, code blocks, HTML and link targets removed."""
    text = re.sub(r"[ \t]+", " ", text)  # long runs of blanks would make the patterns slow
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return html.unescape(text)


def pdf_text(path: str) -> str:
    """Text of all pages of a PDF; "" when it has only pictures.

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
        if len(reader.pages) > MAXIMUM_PAGES:
            raise DocumentError(
                "document_too_large",
                f"It has more than {MAXIMUM_PAGES} pages; send the essay only.",
            )
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAXIMUM_CHARACTERS:
                raise _too_long()
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
    # Words divided at the end of a line are joined again.
    return re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", "\n".join(pages))


def _too_long() -> DocumentError:
    return DocumentError(
        "document_too_large",
        f"It has more than {MAXIMUM_CHARACTERS:,} characters; send the essay only.",
    )
