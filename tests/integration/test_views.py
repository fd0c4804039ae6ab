"""Candidates beside their cohort: what the views say, worked out by hand or in plain Python."""

import statistics
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.labels import EMOTIONS, TRAITS
from tests.scored_rows import DIGEST, ScoredRows, emotions

QUOTED = 'o\'brien "x" %s'


@pytest.fixture
def rows(connection: Connection) -> ScoredRows:
    return ScoredRows(connection)


def of(rows: ScoredRows, view: str, measure: str, **where: Any) -> dict[str, dict[str, Any]]:
    """Rows of a measure by candidate."""
    wanted = " AND ".join(f"{name} = :{name}" for name in ("measure", *where))
    return rows.by(
        ["candidate_id"],
        f"SELECT * FROM {view} WHERE {wanted}",  # noqa: S608
        measure=measure,
        **where,
    )


def seed(rows: ScoredRows, scores: Mapping[str, float | None], **columns: Any) -> None:
    for candidate_id, score in scores.items():
        rows.candidate(candidate_id, happy=score, **columns)


SEVEN = {"ada": 0.5, "bea": 0.1, "cy": 0.2, "dan": 0.5, "eve": 0.5, "fay": 0.9, QUOTED: 0.7}


def test_a_percentile_counts_the_others_below_and_half_of_the_ties(rows: ScoredRows) -> None:
    seed(rows, SEVEN, cohort="x")
    seed(rows, {"elsewhere": 0.0}, cohort="y")
    seed(rows, {"silent": None}, cohort="x")
    found = of(rows, "v_percentile", "happy", cohort="x")
    assert {name: row["percentile"] for name, row in found.items()} == {
        "ada": 100 * (2 + 2 / 2) / 6,
        "bea": 0.0,
        "cy": 100 * 1 / 6,
        "dan": 50.0,
        "eve": 50.0,
        "fay": 100.0,
        QUOTED: 100 * 5 / 6,
    }
    assert found["ada"] == {
        "candidate_id": "ada",
        "cohort": "x",
        "modality": "fused",
        "measure": "happy",
        "score": 0.5,
        "percentile": 50.0,
        "n": 6,
        "small_n": True,
        "model_release": "a",
        "config_digest": DIGEST,
    }
    assert of(rows, "v_percentile", "happy", candidate_id=QUOTED) == {QUOTED: found[QUOTED]}


@pytest.mark.parametrize("view", ["v_percentile", "v_compare"])
@pytest.mark.parametrize(
    ("others", "shown", "small"),
    [(0, False, True), (4, False, True), (5, True, True), (29, True, True), (30, True, False)],
)
def test_few_others_are_marked_and_fewest_not_shown(
    rows: ScoredRows, view: str, others: int, shown: bool, small: bool
) -> None:
    seed(rows, {"ada": 0.9} | {f"other {number}": 0.3 for number in range(others)})
    row = of(rows, view, "happy", candidate_id="ada")["ada"]
    assert (row["cohort"], row["score"], row["n"], row["small_n"]) == ("", 0.9, others, small)
    compared = {"v_percentile": ("percentile",), "v_compare": ("others_score", "difference")}
    assert [row[name] is not None for name in compared[view]] == [shown] * len(compared[view])


def test_thresholds_are_those_of_the_table(rows: ScoredRows) -> None:
    seed(rows, {"ada": 0.9, "bea": 0.3, "cy": 0.3})
    rows.connection.execute(text("UPDATE scores.thresholds SET value = 2 WHERE code = 'least_n'"))
    rows.connection.execute(text("UPDATE scores.thresholds SET value = 2 WHERE code = 'small_n'"))
    row = of(rows, "v_percentile", "happy", candidate_id="ada")["ada"]
    assert (row["percentile"], row["n"], row["small_n"]) == (100.0, 2, False)
    rows.connection.execute(text("DELETE FROM scores.thresholds"))
    assert of(rows, "v_percentile", "happy", candidate_id="ada")["ada"]["percentile"] is None


def test_every_measure_has_its_own_others(rows: ScoredRows) -> None:
    """Of seven, all have a text; six a face, so that five others remain; two a voice."""
    for number in range(7):
        columns = {"openness": number / 10}
        columns |= emotions(*[number / 10] * 7, prefix="face_") if number < 6 else {}
        columns |= emotions(*[number / 10] * 7, prefix="voice_") if number < 2 else {}
        rows.candidate(f"c{number}", **columns)
    found = rows.by(["modality", "measure"], "SELECT * FROM v_percentile WHERE candidate_id = 'c1'")
    assert {key: (row["percentile"], row["n"]) for key, row in found.items()} == {
        **{("face", emotion): (20.0, 5) for emotion in EMOTIONS},
        **{("voice", emotion): (None, 1) for emotion in EMOTIONS},
        ("text", "openness"): (100 * 1 / 6, 6),
    }
    last = rows.by(["modality", "measure"], "SELECT * FROM v_percentile WHERE candidate_id = 'c6'")
    assert list(last) == [("text", "openness")]


def test_a_candidate_beside_the_mean_of_the_others(rows: ScoredRows) -> None:
    seed(rows, SEVEN, happy_share=0.25)
    rows.candidate("gil", happy=0.4, happy_share=None, openness=0.5)
    found = of(rows, "v_compare", "happy")
    others = [*SEVEN.values(), 0.4]
    for name, score in SEVEN.items():
        mean = (sum(others) - score) / 7
        assert found[name]["others_score"] == pytest.approx(mean, abs=1e-12)
        assert found[name]["difference"] == pytest.approx(score - mean, abs=1e-12)
        assert (found[name]["n"], found[name]["share"]) == (7, 0.25)
        assert found[name]["others_share"] == 0.25
    assert (found["gil"]["share"], found["gil"]["others_share"]) == (None, 0.25)
    alone = of(rows, "v_compare", "openness")["gil"]
    assert (alone["n"], alone["others_score"], alone["others_share"]) == (0, None, None)


def test_a_cohort_is_described_by_release(rows: ScoredRows) -> None:
    scores = [0.1, 0.2, 0.4, 0.7, 0.9]
    for number, score in enumerate(scores):
        rows.candidate(f"c{number}", cohort="x", happy=score, openness=score if number else None)
    rows.candidate("c0", cohort="x", model_release="b", happy=0.3)
    rows.connection.execute(
        text(
            "UPDATE scores.candidate_scores SET is_current = false "
            "WHERE candidate_id = 'c0' AND model_release = 'a'"
        )
    )
    found = rows.by(["model_release", "measure"], "SELECT * FROM v_cohort WHERE cohort = 'x'")
    assert found.keys() == {("a", "happy"), ("a", "openness"), ("b", "happy")}
    happy = found["a", "happy"]
    assert [happy[name] for name in ("n", "current_n", "small_n")] == [5, 4, True]
    # Between the closest two of five, which stand at 0, 0.25, 0.5, 0.75 and 1.
    assert happy["median"] == 0.4
    assert happy["p10"] == pytest.approx(0.1 + 0.4 * 0.1)
    assert happy["p90"] == pytest.approx(0.7 + 0.6 * 0.2)
    assert happy["deviation"] == pytest.approx(statistics.stdev(scores))
    assert happy["last_run_date"].isoformat() == "2026-03-01"
    figures = ("median", "p10", "p90", "deviation")
    assert [found["a", "openness"][name] for name in figures] == [None] * 4
    assert (found["b", "happy"]["n"], found["b", "happy"]["current_n"]) == (1, 1)
    assert found["a", "openness"]["n"] == 4


def test_a_release_that_has_scored_half_hides_no_candidate(rows: ScoredRows) -> None:
    """Release a scored eight, release b six of them: each is compared within its own."""
    for number in range(8):
        again = number < 6
        rows.candidate(f"c{number}", happy=number / 10, is_current=not again)
        if again:
            rows.candidate(f"c{number}", happy=0.9 - number / 10, model_release="b")
    shown = rows.ask("SELECT candidate_id, model_release FROM v_candidate ORDER BY 1")
    assert shown == [(f"c{n}", "b" if n < 6 else "a") for n in range(8)]
    found = of(rows, "v_percentile", "happy")
    assert {name: (row["percentile"], row["n"]) for name, row in found.items()} == {
        **{f"c{n}": (100 * (5 - n) / 5, 5) for n in range(6)},
        "c6": (100 * 6 / 7, 7),
        "c7": (100.0, 7),
    }
    compared = of(rows, "v_compare", "happy")
    assert compared["c7"]["others_score"] == pytest.approx(sum(range(7)) / 70)
    assert compared["c0"]["others_score"] == pytest.approx((0.8 + 0.7 + 0.6 + 0.5 + 0.4) / 5)


def test_other_options_are_another_comparison(rows: ScoredRows) -> None:
    seed(rows, SEVEN)
    seed(rows, {f"o{n}": 0.0 for n in range(9)}, config_digest="other")
    assert of(rows, "v_percentile", "happy")["fay"]["n"] == 6


def test_a_candidate_has_the_columns_of_the_table_and_its_highest_score(rows: ScoredRows) -> None:
    scores = emotions(0.1, 0.1, 0.1, 0.3, 0.2, 0.1, 0.1)
    rows.candidate("ada", dominant="happy", reasons=["failed_inputs"], reason_values=[2], **scores)
    rows.candidate("bea", cohort="x", usable=False)
    rows.candidate("ada", model_release="b", is_current=False)
    found = rows.by(["candidate_id"], "SELECT * FROM v_candidate")
    assert found.keys() == {"ada", "bea"}
    ada = found["ada"]
    assert {name: ada[name] for name in scores} == scores
    assert [ada[n] for n in ("cohort", "dominant", "dominant_score")] == ["", "happy", 0.3]
    assert (ada["reasons"], ada["reason_values"]) == (["failed_inputs"], [2.0])
    bea = found["bea"]
    assert [bea[n] for n in ("cohort", "dominant", "dominant_score")] == ["x", None, None]
    assert [bea[trait] for trait in TRAITS] == [None] * 5


def test_what_is_missing_from_a_candidate_and_what_to_do(rows: ScoredRows) -> None:
    reasons = ["face_rarely_seen", "speech_rarely_heard", "failed_inputs"]
    rows.candidate("ada", cohort="x", reasons=reasons, reason_values=[0.25, 0.1, 2])
    rows.candidate("bea", reasons=["no_text_score"], reason_values=[1], is_current=False)
    rows.candidate("cy")
    found = rows.by(["reason"], "SELECT * FROM v_quality")
    assert {reason: (row["value"], row["threshold"]) for reason, row in found.items()} == {
        "face_rarely_seen": (0.25, 0.5),
        "speech_rarely_heard": (0.1, 0.2),
        "failed_inputs": (2.0, None),
    }
    assert {row["candidate_id"] for row in found.values()} == {"ada"}
    assert found["failed_inputs"]["meaning"] == "inputs failed; the value counts them"
    assert found["failed_inputs"]["what_to_do"] == "see kind and message of the failures"
