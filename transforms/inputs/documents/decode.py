"""Text of bytes: the encoding is found, and what no reader sees is dropped."""

import codecs
import re

from transforms.inputs.documents.limits import DocumentError

# Longest first: UTF-16's mark is the beginning of UTF-32's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_STRAY = {
    **dict.fromkeys([*range(32), 127]),
    **{ord(blank): blank for blank in "\t\n\f"},
    ord("\v"): "\n",  # Word's line break
    0x1E: "-",  # Word's hyphen that does not break
    # Windows-1252 that went through a Latin-1 program: U+0092 was an apostrophe.
    **{code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)},
}
_MAC_APOSTROPHE = re.compile(rb"(?<=[A-Za-z])\xd5(?=[a-z])")


def decode_text(content: bytes) -> str:
    """Decode a text file: by its mark, else UTF-16 that betrays itself, UTF-8, or by bytes.

    Returns:
        The text with line ends as "\\n" and without control characters.

    Raises:
        DocumentError: if it is no text: it holds NUL, or too much that is no character.
    """
    # Word's soft hyphen may be in every line; other control characters are few in a text.
    text = content.decode(_encoding(content), "replace").lstrip("\ufeff").replace("\x1f", "")
    plain = _TERMINAL_COLOURS.sub("", text)
    # Old programs write \r\r\n; a \x1a ends files of DOS.
    plain = re.sub(r"\r{0,8}\n|\r", "\n", plain).translate(_STRAY)
    few = len(text) / 100 + 1
    dropped = len(text) - len(plain) - _expected(text)
    # What is dropped here and there is a slip; what is full of it, or has NUL, is another format.
    if "\0" in text or dropped > few + 2 or text.count("\ufffd") > few:
        raise DocumentError(
            "unreadable_document", "It is not a text file; save it as plain text in UTF-8."
        )
    # A zero-width space is a place to break inside a word, unless it is what separates the words.
    apart = plain.count("\u200b") > sum(map(plain.count, " \n\u00a0"))
    return plain.replace("\u200b", " ") if apart else plain


def _expected(text: str) -> int:
    """By how many characters a text shrinks when its line ends and colours are made plain."""
    colours = sum(len(found) for found in _TERMINAL_COLOURS.findall(text))
    return text.count("\r") + colours


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
    # One bad byte does not make a UTF-8 file a file of one byte a letter.
    if broken * 2 <= beyond_ascii:
        return "utf-8"
    # A capital O with a tilde inside a word is the apostrophe of old Macs.
    return "mac_roman" if _MAC_APOSTROPHE.search(content) else "cp1252"
