"""Rates of declared groups: the arithmetic, and that no single person can be told."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from sql.tables import PERSON_CATEGORY
from tests.scored_rows import ScoredRows

FIGURES = ("n", "usable_rate", "usable_ratio", "share_above_median", "above_median_ratio")


def declare(rows: ScoredRows, people: Iterable[str], answer: str, category: str = "gender") -> None:
    declared = [{"candidate_id": p, "category": category, "answer": answer} for p in people]
    rows.connection.execute(PERSON_CATEGORY.insert(), declared)


def group(
    rows: ScoredRows, answer: str | None, count: int, happy: int = 0, **columns: Any
) -> list[str]:
    """`count` candidates, of which the first `happy` read as happier than all the others."""
    people = [f"{answer} {number}" for number in range(count)]
    for number, person in enumerate(people):
        score = 0.9 if number < happy else 0.1
        rows.candidate(person, **{"cohort": "x", "happy": score, **columns})
    if answer is not None:
        declare(rows, people, answer)
    return people


def rates(rows: ScoredRows, **where: str) -> dict[str | None, dict[str, Any]]:
    wanted = "".join(f" AND {name} = :{name}" for name in where)
    query = f"SELECT * FROM v_group_rates WHERE measure = 'happy'{wanted}"  # noqa: S608
    return rows.by(["answer"], query, **where)


def figures(row: Mapping[str, Any]) -> list[Any]:
    return [row[name] for name in FIGURES]


def test_rates_of_groups_and_their_ratios_to_the_highest(rows: ScoredRows) -> None:
    group(rows, "f", 20, happy=5)
    group(rows, "m", 10, happy=4)
    unusable = "UPDATE scores.candidate_scores SET usable = false WHERE candidate_id = 'f 0'"
    rows.connection.execute(text(unusable))
    found = rates(rows, cohort="x", category="gender")
    assert {answer: row["suppressed"] for answer, row in found.items()} == {"f": False, "m": False}
    assert figures(found["f"]) == pytest.approx([20, 0.95, 0.95, 0.25, 0.25 / 0.4])
    assert figures(found["m"]) == pytest.approx([10, 1.0, 1.0, 0.4, 1.0])
    assert [found["f"][n] for n in ("modality", "model_release")] == ["fused", "a"]


def test_ties_with_the_median_are_not_above_it(rows: ScoredRows) -> None:
    group(rows, "f", 20)
    row = rates(rows)["f"]
    assert (row["share_above_median"], row["above_median_ratio"]) == (0.0, None)


def test_nothing_is_told_where_nobody_declares(rows: ScoredRows) -> None:
    group(rows, None, 40)
    assert rates(rows) == {}


@pytest.mark.parametrize(
    ("declared", "undeclared", "suppressed"),
    [
        # The small group is withheld; with who declared nothing, it is large enough to hide in.
        ({"f": 12, "m": 12, "x": 9}, 1, {"f": False, "m": False, None: True}),
        # Alone it could be subtracted from the cohort, so that nothing is shown.
        ({"f": 12, "m": 12, "x": 9}, 0, {None: True}),
        ({"f": 12, "m": 12}, 3, {None: True}),
        ({"f": 12, "m": 12}, 10, {"f": False, "m": False}),
        ({"f": 12, "m": 9}, 1, {"f": False, None: True}),
        ({"f": 9}, 50, {None: True}),
        # Neither what is withheld, nor of how many groups: one person's answer is a secret too.
        ({"f": 12, "x": 9, "y": 1, "z": 1}, 5, {"f": False, None: True}),
        ({"only": 1}, 0, {None: True}),
    ],
)
def test_small_groups_and_what_subtraction_would_tell_are_withheld(
    rows: ScoredRows,
    declared: dict[str, int],
    undeclared: int,
    suppressed: dict[str | None, bool],
) -> None:
    for answer, count in declared.items():
        group(rows, answer, count)
    group(rows, None, undeclared)
    found = rates(rows)
    assert {answer: row["suppressed"] for answer, row in found.items()} == suppressed
    for row in found.values():
        assert [value is None for value in figures(row)[:2]] == [row["suppressed"]] * 2
        assert row["suppressed"] <= (figures(row) == [None] * 5)


def test_a_measure_that_few_of_a_group_have_is_withheld(rows: ScoredRows) -> None:
    group(rows, "f", 20, openness=0.5)
    people = group(rows, "m", 20)
    few = "UPDATE scores.candidate_scores SET openness = 0.9 WHERE candidate_id = ANY(:people)"
    rows.connection.execute(text(few), {"people": people[:3]})
    found = rows.by(["answer", "measure"], "SELECT * FROM v_group_rates")
    assert {key: row["suppressed"] for key, row in found.items()} == {
        ("f", "happy"): False,
        ("m", "happy"): False,
        # Of the 23 with a text, the other three are the men.
        (None, "openness"): True,
    }


def test_of_two_releases_that_which_scored_most_is_shown(rows: ScoredRows) -> None:
    """If each had rows, what differs between them would tell what one candidate declared."""
    people = group(rows, "f", 12, is_current=False)
    rows.connection.execute(
        text("UPDATE scores.candidate_scores SET is_current = true WHERE candidate_id = 'f 11'")
    )
    for person in people[:11]:
        rows.candidate(person, cohort="x", happy=0.5, model_release="b")
    assert (rates(rows)["f"]["model_release"], rates(rows)["f"]["n"]) == ("a", 12)
    rows.connection.execute(
        text("UPDATE scores.candidate_scores SET is_current = false WHERE candidate_id = 'f 11'")
    )
    rows.candidate("f 11", cohort="x", happy=0.5, model_release="b")
    assert (rates(rows)["f"]["model_release"], rates(rows)["f"]["n"]) == ("b", 12)


@pytest.fixture
def as_reader(rows: ScoredRows) -> ScoredRows:
    group(rows, "f", 12)
    group(rows, "m", 3)
    group(rows, None, 20)
    rows.connection.execute(
        text(
            "CREATE ROLE reader; GRANT USAGE ON SCHEMA scores TO reader;"
            "GRANT SELECT ON scores.v_group_rates TO reader; SET LOCAL ROLE reader"
        )
    )
    return rows


def test_who_may_read_rates_need_not_read_declarations(as_reader: ScoredRows) -> None:
    assert rates(as_reader)["f"]["n"] == 12
    with pytest.raises(ProgrammingError, match="permission denied for schema audit"):
        as_reader.ask("SELECT * FROM audit.person_category")


def test_a_function_in_where_sees_no_person(as_reader: ScoredRows) -> None:
    """Called on people, it would count those who declared anything."""
    as_reader.ask("SELECT set_config('test.seen', '', true)")
    as_reader.connection.execute(
        text(
            "CREATE FUNCTION pg_temp.spy(category text) RETURNS boolean LANGUAGE plpgsql STABLE "
            "COST 0.0001 AS $$ BEGIN PERFORM set_config('test.seen', "
            "current_setting('test.seen') || '.', true); RETURN true; END $$"
        )
    )
    shown = as_reader.ask("SELECT answer FROM v_group_rates WHERE pg_temp.spy(category)")
    assert set(shown) == {("f",), (None,)}
    assert as_reader.ask("SELECT length(current_setting('test.seen'))") == [(2,)]
