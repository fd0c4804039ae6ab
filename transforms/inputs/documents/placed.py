"""Words of PDF pages whose letters are placed one by one.

Such a page has no words, only letters at coordinates: what stands on one line and without a gap
belongs together.
"""

import itertools
import math
import re
import statistics
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from models.text.lexicon import is_english

SINGLE_LETTERS = 0.25
"""Share of tokens of one letter from which on a page is taken for placed; English has 0.06."""
SHORTEST_WORDS = 2.6
"""Mean letters a token below which it is taken so, too; English has 4."""
FEWEST_TOKENS = 8
GAP = 0.16
"""Gap between two letters that parts words, in heights of the font; a space is 0.25 wide."""
SEEN_OFTEN = 3
"""How often a letter must be seen to be measured by its smallest distance to the next."""

WIDER = 1.25
"""How much wider than the median of its shape a letter may be."""

_NARROW, _WIDE = frozenset("fijlrtI.,:;'|!()[]-\u2019\"/ "), frozenset("mwMW@%\u2014")


class Piece(NamedTuple):
    """What a PDF draws at one place."""

    text: str
    x: float
    """Along the line, in heights of the font."""
    y: float
    """Across the lines, in heights of the font."""


def piece_of(
    text: str, user: Sequence[float], matrix: Sequence[float], size: float
) -> Piece | None:
    """A piece as pypdf's text visitor is told it; None if it is nothing or has no place."""
    text = text.strip()  # blanks are told by gaps, and some are pypdf's guess
    a, b = (matrix[0] * user[i] + matrix[1] * user[2 + i] for i in (0, 1))
    x, y = (matrix[4] * user[i] + matrix[5] * user[2 + i] + user[4 + i] for i in (0, 1))
    scale = math.hypot(a, b)
    height = abs(size) * scale
    if not text or not math.isfinite(height) or height <= 0:
        return None
    # Along and across the direction in which the letters stand: pages may be turned.
    return Piece(text, (x * a + y * b) / scale / height, (y * a - x * b) / scale / height)


def is_scattered(text: str) -> bool:
    """Whether a page's text is letters or shreds instead of words."""
    tokens = text.split()
    if len(tokens) < FEWEST_TOKENS:
        return False
    single = sum(len(token) == 1 for token in tokens)
    return single > SINGLE_LETTERS * len(tokens) or (
        sum(map(len, tokens)) < SHORTEST_WORDS * len(tokens)
    )


def english_letters(text: str) -> float:
    """Share of a text's letters that stand in English words of several letters, 0-1."""
    tokens = re.findall(r"[^\W\d_]+", text.lower())
    letters = sum(map(len, tokens))
    known = sum(len(token) for token in tokens if len(token) > 1 and is_english(token))
    return known / letters if letters else 0.0


def placed_text(pieces: Sequence[Piece]) -> str:
    """Lines of words from pieces in the order in which they were drawn."""
    widths = _widths(pieces)
    out: list[str] = []
    before: Piece | None = None
    for piece in pieces:
        if before is not None:
            if not _one_line(before, piece):
                out.append("\n")
            elif piece.x - before.x - _width(before.text, widths) > GAP:
                out.append(" ")
        out.append(piece.text)
        before = piece
    return "".join(out)


def closed_up(text: str) -> str:
    """Letter-spaced words closed up: "W h a t   I   a m" becomes "What I am"."""
    return re.sub(r"(?<=\S) (?=\S)", "", text)


def _one_line(before: Piece, piece: Piece) -> bool:
    return abs(piece.y - before.y) < 0.5 and piece.x > before.x - 0.5


def _advances(pieces: Sequence[Piece]) -> Iterator[tuple[str, float]]:
    """Single letters with the distance to what follows on their line."""
    for piece, following in itertools.pairwise(pieces):
        distance = following.x - piece.x
        if len(piece.text) == 1 and _one_line(piece, following) and 0.05 < distance < 2:
            yield piece.text, distance


def _widths(pieces: Sequence[Piece]) -> dict[str, float]:
    """Widths of letters as they are set: nobody needs the font, most letters have a neighbour.

    Those that never have one, such as "I", are no wider than others of their shape.
    """
    seen: dict[str, list[float]] = {}
    for letter, distance in _advances(pieces):
        seen.setdefault(letter, []).append(distance)
    smallest = {
        letter: min(distances) for letter, distances in seen.items() if len(distances) >= SEEN_OFTEN
    }
    shapes: dict[float, list[float]] = {}
    for letter, width in smallest.items():
        shapes.setdefault(_usual(letter), []).append(width)
    widest = {shape: WIDER * statistics.median(widths) for shape, widths in shapes.items()}
    return {letter: min(width, widest[_usual(letter)]) for letter, width in smallest.items()}


def _usual(letter: str) -> float:
    """Width of letters of this shape in most fonts, in heights."""
    if letter in _NARROW:
        return 0.28
    if letter in _WIDE:
        return 0.85
    return 0.67 if letter.isupper() else 0.54


def _width(text: str, widths: dict[str, float]) -> float:
    return sum(widths.get(letter) or _usual(letter) for letter in text)


def visitor(pieces: list[Piece]) -> Any:
    """What pypdf's `extract_text` calls with each piece of text; it fills the list."""

    def visit(text: str, user: Any, matrix: Any, font: Any, size: float) -> None:
        if piece := piece_of(text, user, matrix, size):
            pieces.append(piece)

    return visit
