"""What we write is plain: no emoji, and no symbols that only decorate."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECORATION = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
"""Dingbats, stars, check marks, flags and faces; not arrows and boxes, which diagrams need."""


@pytest.mark.parametrize("room", ["jobs", "transforms", "models", "schemas", "sql"])
def test_code_and_pages_hold_no_emoji(room):
    paths = [
        path
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".sql", ".md", ".html", ".css", ".js"}
    ]
    assert any(path.suffix == ".py" for path in paths)
    found = {
        f"{path.relative_to(ROOT)}: {match}"
        for path in paths
        for match in DECORATION.findall(path.read_text(encoding="utf-8"))
    }
    assert not found


@pytest.mark.parametrize("symbol", ["\u2705", "\u2b50", "\u26a0", "\U0001f680", "\U0001f600"])
def test_an_emoji_would_be_found(symbol):
    assert DECORATION.findall(f"done {symbol}") == [symbol]
