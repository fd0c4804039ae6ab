"""Text of HTML, for browsers and word processors that save it under the name of a text."""

import re
from html.parser import HTMLParser

SEEN_OFTEN = 3
CHARACTERS_A_MARK = 1_000
"""A text with as many marks or more was written by a program; an essay may quote a few."""

_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*|<!--(?:(?!-->).){0,5000}-->\s*){0,5}"
    r"<(?:!doctype\s+html|html|head|body|meta|title|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(r"\s*<(p|div|span|h[1-6]|font|article|section|table|ul|ol)\b[^<>]*>", re.I)
_MARKUP = re.compile(r"</(?:p|div|span|b|i|u|em|strong|font|li|ul|ol|h[1-6])>|<br ?/?>|<p>", re.I)
_SCRIPTS = tuple(
    (re.compile(rf"<{tag}\b[^<>]*>", re.IGNORECASE), re.compile(rf"</{tag}\s*>", re.IGNORECASE))
    for tag in ("script", "style")
)
# The parser would look for its end again and again.
_NO_TAG = re.compile(r"<(?![^<>]{1,10000}>)")
_UNSEEN = ("script", "style", "head", "template", "noscript", "svg", "select", "title")
_INLINE_TAGS = """
a abbr acronym b bdi bdo big cite code dfn em font i ins kbd label mark o:p q s samp small span
strike strong sub sup tt u var wbr
"""
_INLINE = frozenset(_INLINE_TAGS.split())


def is_web_page(text: str) -> bool:
    """Whether a text is HTML: a page, a piece that is one element, or text full of markup."""
    if _PAGE.match(text):
        return True
    marks = len(_MARKUP.findall(text))
    if marks >= SEEN_OFTEN and marks * CHARACTERS_A_MARK > len(text):
        return True
    found = _FRAGMENT.match(text)
    return found is not None and f"</{found[1].lower()}>" in text.lower()


def web_page_text(page: str) -> str:
    """What a browser would show of a page, without scripts, styles and the head."""
    reader = _Reader()
    reader.feed(_NO_TAG.sub("&lt;", without_comments(page)))
    reader.close()
    return "".join(reader.pieces)


def without_scripts(text: str) -> str:
    """The text without scripts and styles of HTML; one that is never closed is none."""
    for opening, closing in _SCRIPTS:
        pieces, position = [], 0
        while (start := opening.search(text, position)) and (
            end := closing.search(text, start.end())
        ):
            pieces += [text[position : start.start()], " "]
            position = end.end()
        text = "".join([*pieces, text[position:]])
    return text


def without_comments(text: str) -> str:
    """The text without comments of HTML; one that is never closed is none."""
    pieces, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces += [text[position:start], " "]
        position = end + 3
    return "".join([*pieces, text[position:]])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """As the library, but for an unknown section, which it takes for a mistake of ours."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.rawdata.find(">", i) + 1 or -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._unseen.clear()  # a head may be left open
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)
