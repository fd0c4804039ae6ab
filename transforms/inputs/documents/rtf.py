"""Text of RTF, for word processors that save it under the name of a text."""

import codecs
import re

_PIECE = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n]+"
    r"|([^\\{}\r\n]+)"
)
# Groups that describe the document instead of being it.
_ASIDE_WORDS = """
fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr
footerf fldinst datafield themedata colorschememapping latentstyles listtable listoverridetable
rsidtbl generator xmlnstbl mmathPr revtbl filetbl bkmkstart bkmkend pntext pntxtb pntxta listtext
annotation atnid atnauthor nonshppict shpinst
"""
_ASIDE = frozenset(_ASIDE_WORDS.split())
_SYMBOLS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "cell": " ", "tab": " ",
    "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": " ", "emspace": " ", "enspace": " ",
}  # fmt: skip
_ESCAPED = {"~": "\u00a0", "-": "\u00ad", "_": "-", "\n": "\n", "\r": "\n"} | {c: c for c in "\\{}"}


def is_rtf(text: str) -> bool:
    """Whether a text is RTF."""
    return text.lstrip().startswith("{\\rtf")


def rtf_text(rtf: str) -> str:
    """Text of an RTF document; fonts, styles, pictures, fields' codes and hidden text are left out.

    Args:
        rtf: decoded anyhow, as RTF itself is ASCII.
    """
    out: list[str] = []
    raw = bytearray()  # characters written as bytes; several may make one letter
    code_page, position = "cp1252", 0
    groups: list[tuple[bool, int]] = []
    silent, fallback, skip = False, 1, 0  # skip: what stands for readers without Unicode

    def flush() -> None:
        if raw:
            out.append(raw.decode(code_page, "replace"))
            raw.clear()

    while found := _PIECE.search(rtf, position):
        position = found.end()
        word, number, byte, escaped, brace, plain = found.groups()
        if byte is None:
            flush()
        if brace == "{":
            groups.append((silent, fallback))
            skip = 0
        elif brace == "}":
            silent, fallback = groups.pop() if groups else (False, 1)
            skip = 0
        elif word == "bin":
            position += max(0, int(number or 0))
        elif word == "ansicpg":
            code_page = _known(f"cp{number}")
        elif word == "mac":
            code_page = "mac_roman"
        elif word == "uc":
            fallback = int(number or 1)
        elif word == "v":
            silent = silent or number != "0"
        elif word in _ASIDE or escaped == "*":
            silent = True
        elif word == "u" and number:
            skip = fallback
            if not silent:
                out.append(chr(int(number) & 0xFFFF))
        elif skip and (byte or word or escaped or plain):
            if plain and not silent:
                out.append(plain[skip:])
            skip = max(0, skip - len(plain or " "))
        elif not silent:
            if byte:
                raw.append(int(byte, 16))
            else:
                out.append(plain or _SYMBOLS.get(word or "", "") or _ESCAPED.get(escaped or "", ""))
    flush()
    # Letters beyond the first plane come as two halves.
    return "".join(out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _known(code_page: str) -> str:
    if code_page == "cp10000":
        return "mac_roman"
    try:
        return codecs.lookup(code_page).name
    except LookupError:
        return "cp1252"
