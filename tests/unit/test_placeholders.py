"""Where a query has parameters, and where it only looks so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.placeholders import name_at, names_used, number_placeholders, placeholders

PASSED_OVER = [
    "':x'",
    "''':x'''",
    "'\\'",  # a backslash is nothing special in a plain string
    "E'\\':x'",
    "e'\\\\'",
    "E'''\\':x'",
    "E'a'\n  -- it's\n  '\\':x'",
    "U&'\\00e9:x'",
    "B'01'",
    '":x"',
    '"a"":x"',
    "$$ :x ' $$",
    "$a$ :x $$ $b$ $a$",
    "a$b$",  # a word
    "$1",
    "-- :x '\n",
    "/* :x ' */",
    "/* a /* b */ :x */",
    "1::x",
    "y :=:z",
    "a[1:n]",
]


@pytest.mark.parametrize("text", PASSED_OVER)
def test_only_parameters_are_replaced(text: str) -> None:
    sql = f"SELECT {text}, :x::date"
    assert number_placeholders(sql, {"x"}) == (f"SELECT {text},  $1::date", ["x"])


@given(st.lists(st.sampled_from(PASSED_OVER), max_size=5))
def test_in_any_order(texts: list[str]) -> None:
    sql = " , ".join((*texts, ":x"))
    assert number_placeholders(sql, {"x"}) == (" , ".join((*texts, " $1")), ["x"])


@given(st.text(alphabet=":x'\"$aE\\/*-\n .;1é"))
def test_what_has_no_value_is_never_changed(sql: str) -> None:
    assert number_placeholders(sql, {}) == (sql, [])


@pytest.mark.parametrize(
    ("sql", "numbered", "order"),
    [
        (":b :a :b", " $1  $2  $1", ["b", "a"]),
        ("LIMIT:a", "LIMIT $1", ["a"]),
        (":a_1 :a :abc", ":a_1  $1 :abc", ["a"]),
        (":aé :A", ":aé :A", []),
        (":a-- :b", " $1-- :b", ["a"]),
        ("'never ended :a", "'never ended :a", []),
        ("$$ never ended :a", "$$ never ended :a", []),
        ("/* never /* ended */ :a", "/* never /* ended */ :a", []),
    ],
)
def test_numbers(sql: str, numbered: str, order: list[str]) -> None:
    assert number_placeholders(sql, {"a", "b"}) == (numbered, order)


def test_names_of_parameters() -> None:
    assert placeholders("WHERE :b = a[1:n] AND ':c' = :b") == ["b", "n"]


def test_names_of_tables_and_columns() -> None:
    sql = 'SELECT c."A ""b", \'d\' FROM Scores.TABLE_1 /* e */ WHERE :f = 1'
    assert names_used(sql) == {
        *("select", "c", 'A "b', "from", "scores", "table_1", "where"),
    }


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("SELECT |nme FROM t", "nme"),
        ("SELECT |c.nme, b", "nme"),
        ('SELECT |c . "N""m" = 1', 'N"m'),
        ("SELECT * FROM |Scores.Candidates", "candidates"),
        ("SELECT |(1)", None),
    ],
)
def test_the_name_at_a_place(sql: str, name: str | None) -> None:
    assert name_at(sql.replace("|", ""), sql.index("|")) == name
