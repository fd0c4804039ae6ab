"""Documented queries and parameters of interviews query."""

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from jobs.exit_codes import ExitCode
from jobs.query_scores import main
from jobs.questions import LONGEST_FILE
from sql import named, reads
from sql.errors import ParameterError, QueryError
from sql.reads import open_query, run_query

PERCENTILE = """\
-- Where a candidate stands.
-- :candidate = whose
-- :cohort = which cohort [default: autumn]
SELECT name, :cohort || '' AS cohort
FROM (VALUES ('ada'), ('grace')) AS t (name)
WHERE name = :candidate
"""


@pytest.fixture
def query(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    """Runs the command beside one documented query; gives its code, rows, and what it said."""
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "percentile.sql").write_text(PERCENTILE)
    monkeypatch.setattr(named, "QUERIES", tmp_path / "queries")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, list[dict[str, object]], str]:
        code = main(["--database", database_url, "--format", "jsonl", *arguments])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    return run


def test_a_documented_query_has_parameters_and_defaults(query) -> None:
    _, rows, _ = query("--query", "percentile", "--candidate", "ada")
    assert rows == [{"name": "ada", "cohort": "autumn"}]
    _, rows, _ = query("--query", "percentile", "--set", "candidate=grace", "--cohort", "a=b':c")
    assert rows == [{"name": "grace", "cohort": "a=b':c"}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--query", "percentile"], "needs :candidate (whose). Give it as --candidate VALUE."),
        (
            ["--query", "percentile", "--candidate", "a", "--set", "chort=b"],
            "has no parameter :chort. Did you mean :cohort? It has :candidate, :cohort.",
        ),
        (["--query", "percentil"], "Did you mean percentile? Queries: percentile"),
        (["--query", "percentile", "SELECT 1"], "one of --query NAME, --file FILE and SQL"),
        (["--file", "a.sql", "SELECT 1"], "one of --query NAME, --file FILE and SQL"),
        (["--candidate", "ada"], "a parameter needs a query"),
        (["--set", "ada", "SELECT 1"], "write it as NAME=VALUE"),
        (["--candidate", "a", "--set", "candidate=b", "SELECT 1"], "two values for candidate"),
        (["--candidate", "a", "SELECT 1"], "The query has no parameter :candidate."),
        (["SELECT 1 WHERE 'a' = :cohort"], ":cohort has no value. Give it as --cohort VALUE."),
        (["SELECT :day::date"], ":day has no value. Give it as --set day=VALUE."),
        (["--set", "n=1", "SELECT 1 LIMIT :n"], "cast them, as in :since::date."),
        (["--set", "day=x", "SELECT :day::date"], 'invalid input syntax for type date: "x"'),
        (["--candidate", "\udcff", "SELECT :candidate"], "is not text in UTF-8"),
        (["--file", "away.sql"], "--file away.sql: No such file"),
        (["--file", "queries"], "--file queries: Is a directory"),
        (["--file", "/dev/zero"], "has more than 1,000,000 bytes"),
    ],
)
def test_wrong_use_says_what_to_do(query, arguments: list[str], said: str) -> None:
    code, rows, error = query(*arguments)
    assert (code, rows) == (ExitCode.USAGE, [])
    assert said in error
    assert "Traceback" not in error


def test_a_file_is_a_query_with_parameters(query, tmp_path: Path) -> None:
    (tmp_path / "mine.sql").write_bytes(
        b"\xef\xbb\xbf-- :n = how many [default: 3]\nSELECT ':n' AS text, (ARRAY[1, 2, 3])[2:m] AS"
        b" few, :candidate AS name\nFROM (VALUES (2)) AS t (m) LIMIT :n::integer;\n"
    )
    _, rows, _ = query("--file", "mine.sql", "--candidate", "grace")
    assert rows == [{"text": ":n", "few": [2], "name": "grace"}]


def test_a_dash_is_standard_input(query, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("SELECT 'é' AS e".encode())))
    assert query("--file", "-")[1] == [{"e": "é"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"SELECT '\xe9'", "no text in UTF-8 (byte 9)"),
        (b"SELECT 1 -- \0", "it has a NUL character"),
        (b" " * (LONGEST_FILE + 1), "is it a query?"),
        (b"", "One statement at a time"),
        (b"SELECT\n    1,\n    nme", "line 3 of the query"),
    ],
)
def test_a_file_that_is_no_query(query, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "mine.sql").write_bytes(content)
    code, rows, error = query("--file", "mine.sql")
    assert (code, rows) == (ExitCode.USAGE, [])
    assert said in error


# Each holds :x where it is no parameter; PostgreSQL agrees, or it would see $1 or a syntax error.
LITERALS = {
    "':x'": ":x",
    "E'\\':x'": "':x",
    "E'a'\n -- it's\n '\\':x'": "a':x",
    "$a$ :x $$ $a$": " :x $$ ",
    "'\\'/* ' /* :x */ */": "\\",
    "U&'\\00e9:x'": "é:x",
    "':x'::text": ":x",
    '(SELECT ":x" FROM (VALUES (\'a\')) AS t (":x"))': "a",
}


@pytest.mark.parametrize("literal", LITERALS)
def test_postgresql_reads_a_query_as_we_do(engine: Engine, literal: str) -> None:
    _, rows = run_query(engine, f"SELECT {literal}, :x", parameters={"x": "1"})
    assert rows == [(LITERALS[literal], "1")]


def test_any_text_is_bound_as_it_is(engine: Engine) -> None:
    @given(
        st.dictionaries(
            st.sampled_from(["a", "b", "c_1"]),
            st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        )
    )
    def check(values: dict[str, str]) -> None:
        columns = ", ".join(f":{name} || '' AS {name}" for name in values)
        names, rows = run_query(engine, f"SELECT {columns}", parameters=values)
        assert [dict(zip(names, row, strict=True)) for row in rows] == [values]

    check()


def test_a_nul_is_refused(engine: Engine) -> None:
    with pytest.raises(ParameterError, match="value of :a has a NUL"):
        run_query(engine, "SELECT :a", parameters={"a": "b\0"})


def test_a_plan_is_made_for_the_values(engine: Engine) -> None:
    """So that one query serves with and without a filter, and an index where there is one."""
    sql = """
    EXPLAIN SELECT recording_id FROM recording_scores
    WHERE candidate_id = :candidate AND (:cohort = '' OR cohort = :cohort)
    """

    def plan(cohort: str) -> str:
        _, rows = run_query(engine, sql, parameters={"candidate": "ada", "cohort": cohort})
        return "\n".join(row[0] for row in rows)

    assert "Index Cond: (candidate_id = 'ada'::text)" in plan("")
    assert "cohort" not in plan("")
    assert "Filter: (cohort = 'autumn'::text)" in plan("autumn")


def test_rows_are_fetched_while_they_are_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "BATCH", 3)
    sql = "SELECT 4 / (5 - n) AS quotient FROM generate_series(1, 9) AS n"
    with open_query(engine, sql) as (columns, rows):
        assert columns == ["quotient"]
        assert [next(rows) for _ in range(3)] == [(1,), (1,), (2,)]
    with (
        pytest.raises(QueryError, match="division by zero"),
        open_query(engine, sql) as (columns, rows),
    ):
        list(rows)


@pytest.mark.parametrize("limit", [1, 3, 4, 6, None])
def test_a_limit_is_kept_over_several_fetches(
    engine: Engine, limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "BATCH", 3)
    _, rows = run_query(engine, "SELECT n FROM generate_series(1, 6) AS n", limit)
    assert rows == [(n,) for n in range(1, (limit or 6) + 1)]


def test_an_answer_that_breaks_off_says_so(query, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "BATCH", 3)
    code, rows, error = query("SELECT 4 / (5 - n) AS q FROM generate_series(1, 9) AS n")
    assert (code, rows) == (ExitCode.USAGE, [{"q": 1}, {"q": 1}, {"q": 2}])
    assert "division by zero\nThe answer is not complete." in error


def test_an_option_that_names_one_is_given_once(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = ["--candidate", "ada", "--candidate", "bob"]
    assert main(["--database", database_url, "--query", "percentile", *twice]) == 2
    assert "--candidate is given 2 times; ask once for each" in capsys.readouterr().err
