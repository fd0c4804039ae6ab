"""How answers are printed: exact for machines, and safe with hostile names."""

import csv
import datetime
import decimal
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from jobs.answers import WRITERS, Answer
from jobs.options import CommandError
from jobs.terminal import printable

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


def written(format_name: str, columns: list[str], *rows: list[Any]) -> str:
    out = io.StringIO(newline="")
    assert WRITERS[format_name](Answer(columns, iter(rows)), out) == len(rows)
    return out.getvalue()


def shown(markdown: str) -> list[list[str]]:
    """The texts of a table as a reader of Markdown sees them, and that there is nothing else."""
    table, cells = [], []
    for token in MarkdownIt("js-default").enable("table").parse(markdown):
        if token.type == "tr_close":
            table.append(cells)
            cells = []
        elif token.type == "inline":
            assert {child.type for child in token.children or []} <= {"text", "text_special"}
            cells.append("".join(child.content for child in token.children or []))
        else:
            assert token.type.partition("_")[0] in ("table", "thead", "tbody", "tr", "th", "td")
    return table


@given(TEXTS)
def test_csv_has_any_name(name: str) -> None:
    text = written("csv", ["name", "n"], [name, 1])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["name", "n"], [name, "1"]]


@given(st.lists(TEXTS, max_size=3))
def test_a_line_of_json_has_any_name(names: list[str]) -> None:
    text = written("jsonl", ["name", "n"], *([name, 1] for name in names))
    assert [json.loads(line) for line in text.splitlines()] == [
        {"name": name, "n": 1} for name in names
    ]


@given(TEXTS)
def test_a_row_of_markdown_stays_one(name: str) -> None:
    text = written("markdown", ["name", "n"], [name, 1])
    assert shown(text) == [["name", "n"], [printable(name).strip(), "1"]]


HOSTILE = [
    "a|b",
    "a\\|b",
    "a\\",
    "`a",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "![x](http://example.org/x.png)",
    "[x][y]",
    "**a** __b__ _c_ d_e ~~f~~",
    "a\nb\r\n\n# c",
    "| --- |",
    "\u202eada",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_text_in_markdown(name: str) -> None:
    assert shown(written("markdown", [name, "n"], [name, None], [1, name])) == [
        [printable(name), "n"],
        [printable(name), ""],
        ["1", printable(name)],
    ]


def test_markdown_aligns_numbers_to_the_right() -> None:
    rows = [["ada", 1, None, True, decimal.Decimal("0.5")], ["grace", 1000, None, False, None]]
    assert written("markdown", ["name", "n", "x", "usable", "a_score"], *rows) == (
        "| name  |    n | x   | usable | a_score |\n"
        "| ----- | ---: | --- | ------ | ------: |\n"
        "| ada   |    1 |     | true   |     0.5 |\n"
        "| grace | 1000 |     | false  |         |\n"
    )


def test_no_rows_are_no_rows() -> None:
    assert written("markdown", ["a"]) == "| a   |\n| --- |\n"
    assert written("csv", ["a"]) == "a\n"
    assert written("jsonl", ["a"]) == ""
    assert written("json", ["a"]) == "[]\n"
    assert written("table", ["a"]) == "a\n(no rows)\n"


VALUES = {
    "whole": decimal.Decimal("2"),
    "part": decimal.Decimal("0.5"),
    "none": None,
    "flag": False,
    "nan": float("nan"),
    "infinite": decimal.Decimal("-Infinity"),
    "many": [0.5, None, "é"],
    "day": datetime.date(2026, 3, 1),
    "bytes": memoryview(b"\x00\xff"),
}


@pytest.mark.parametrize("format_name", ["json", "jsonl"])
def test_values_are_valid_json(format_name: str) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    text = written(format_name, list(VALUES), list(VALUES.values()))
    (record,) = (
        [json.loads(text, parse_constant=refuse)]
        if format_name == "jsonl"
        else json.loads(text, parse_constant=refuse)
    )
    assert record == {
        "whole": 2,
        "part": 0.5,
        "none": None,
        "flag": False,
        "nan": "NaN",
        "infinite": "-Infinity",
        "many": [0.5, None, "é"],
        "day": "2026-03-01",
        "bytes": "\\x00ff",
    }


@pytest.mark.parametrize("format_name", ["json", "jsonl"])
def test_json_loses_no_column(format_name: str) -> None:
    with pytest.raises(CommandError, match="Two columns are called a; give one another name"):
        written(format_name, ["a", "b", "a"], [1, 2, 3])


@pytest.mark.parametrize("format_name", ["csv", "jsonl"])
def test_long_answers_are_printed_as_they_come(format_name: str) -> None:
    out = io.StringIO()

    def rows() -> Iterator[list[int]]:
        yield [1]
        assert out.getvalue().endswith(("1\n", "1}\n")), "the first row waits for the second"
        yield [2]

    assert WRITERS[format_name](Answer(["a"], rows()), out) == 2
