"""Where a query has `:name`, and which names it uses, read as PostgreSQL's lexer does.

Text in strings, quoted identifiers and comments is passed over, and so is the `::` of a cast. A
`:name` that nobody gives a value stays as it is: `a[1:n]` is the slice of an array.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_LETTER = r"[A-Za-z_\x80-\U0010ffff]"
_WORD = rf"{_LETTER}[A-Za-z0-9_$\x80-\U0010ffff]*+"
_TAG = rf"(?:{_LETTER}[A-Za-z0-9_\x80-\U0010ffff]*+)?"
_ESCAPED = r"'(?:[^'\\]|\\.|'')*+(?:'|\Z)"
# A string goes on behind a line break, in the same way of escaping.
_GAP = r"(?:[ \t\f\v]|--[^\r\n]*+)*+[\r\n](?:[ \t\r\n\f\v]|--[^\r\n]*+[\r\n])*+"
_TOKEN = re.compile(
    rf"""
    (?P<remark>--[^\r\n]*+)
    |(?P<nested>/\*)
    |(?P<string>[eE]{_ESCAPED}(?:{_GAP}{_ESCAPED})*+
        |'(?:[^']|'')*+(?:'|\Z)
        |\$(?P<tag>{_TAG})\$.*?(?:\$(?P=tag)\$|\Z))
    |(?P<quoted>"(?:[^"]|"")*+(?:"|\Z))
    |(?P<word>{_WORD})
    |(?P<number>[0-9][0-9A-Za-z_.]*+|\$[0-9]++)
    |(?P<colons>::|:=)
    |:(?P<placeholder>{_WORD})
    |(?P<space>[ \t\r\n\f\v]++)
    |(?P<other>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


def placeholders(sql: str) -> list[str]:
    """The names that follow a colon, each once, in the order of the query."""
    found = (token.text[1:] for token in _tokens(sql) if token.kind == "placeholder")
    return list(dict.fromkeys(found))


def number_placeholders(sql: str, names: Collection[str]) -> tuple[str, list[str]]:
    """Turn `:name` into `$1`, `$2` and so on.

    Args:
        sql: the query.
        names: of the parameters; others are left alone.

    Returns:
        The query, and the name of each number from 1 on.
    """
    order = [name for name in placeholders(sql) if name in names]
    # The blank keeps `LIMIT:n` from becoming one word.
    numbers = {f":{name}": f" ${number}" for number, name in enumerate(order, 1)}
    parts = (
        numbers.get(token.text, token.text) if token.kind == "placeholder" else token.text
        for token in _tokens(sql)
    )
    return "".join(parts), order


def names_used(sql: str) -> set[str]:
    """Words and quoted identifiers, as PostgreSQL compares them: of tables and columns, too."""
    return {_identifier(token) for token in _tokens(sql) if token.kind in ("word", "quoted")}


def name_at(sql: str, position: int) -> str | None:
    """The last part of the name, like c in a.b.c, that begins at a position counted from 0."""
    name, expected = None, True
    for token in _tokens(sql):
        if token.start < position or token.kind in ("space", "remark", "comment"):
            continue
        if expected and token.kind in ("word", "quoted"):
            name = _identifier(token)
        elif expected or token.text != ".":
            return name
        expected = not expected
    return name


def _identifier(token: _Token) -> str:
    if token.kind == "quoted":
        return token.text.removeprefix('"').removesuffix('"').replace('""', '"')
    return "".join(c.lower() if c.isascii() else c for c in token.text)


def _tokens(sql: str) -> Iterator[_Token]:
    position = 0
    while match := _TOKEN.match(sql, position):
        kind, end = match.lastgroup or "other", match.end()
        if kind == "nested":
            kind, end = "comment", _end_of_comment(sql, end)
        elif kind == "tag":
            kind = "string"
        yield _Token(kind, sql[position:end], position)
        position = end


def _end_of_comment(sql: str, position: int) -> int:
    """Where a comment ends, behind the /* that opened it; comments nest."""
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(sql, position)):
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return len(sql) if depth else position
