"""Documented queries about a candidate answer what pandas makes of the seeded rows."""

import datetime

import numpy as np
import pandas as pd
import pytest

from schemas.datasets import CURRENT_OF, RECORDING_SCORES
from schemas.labels import EMOTIONS, TRAITS
from schemas.states import USABILITY_REASONS
from schemas.usability import DEFAULT_LIMITS
from tests.seeded.asking import ask
from tests.seeded.frames import compare, dominant, in_order, readings

SOME = [f"p{number:03d}" for number in range(1, 501, 41)]
"""People of every large cohort, scored by every release and all options."""


COHORT = ["cohort", "model_release", "config_digest"]


def percentiles(candidates, candidate_id):
    (mine,) = candidates[(candidates.candidate_id == candidate_id) & candidates.is_current].index
    alike = (candidates[COHORT] == candidates.loc[mine, COHORT]).all(axis=1)
    everybody = readings(candidates[alike], ["candidate_id"])
    is_mine = everybody.candidate_id == candidate_id
    rows = []
    for row in in_order(everybody[is_mine], "modality", "measure").itertuples():
        same_measure = (everybody.modality == row.modality) & (everybody.measure == row.measure)
        others = everybody[same_measure & ~is_mine].score
        place = np.where(others == row.score, 0.5, others < row.score).mean() * 100
        rows.append(
            {
                "modality": row.modality,
                "measure": row.measure,
                "score": row.score,
                "percentile": place if len(others) >= 5 else None,
                "others": len(others),
                "few_others": len(others) < 30,
                "cohort": candidates.cohort[mine],
                "model_release": candidates.model_release[mine],
            }
        )
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("candidate", "release", "others"),
    [
        ("p007", "0.7.0", 98),  # the half of spring that the newer release scored
        ("p150", "0.6.0", 198),  # the other half is compared with all of spring
        ("p205", "0.6.0", 49),  # autumn, with other options
        ("p320", "0.6.0", 149),
        ("p355", "0.7.0", 11),  # evening: few others
        ("p364", "0.6.0", 2),  # pilot: too few
        ("p400", "0.6.0", 133),  # of no cohort
    ],
)
def test_percentile(cohort, candidates, candidate, release, others):
    expected = percentiles(candidates, candidate)
    answer = ask(cohort.analyst, "percentile", candidate=candidate)
    compare(answer.drop(columns="percentile"), expected.drop(columns="percentile"))
    compare(answer[["percentile"]], expected[["percentile"]], 0.051)
    assert answer.others.max() == others
    assert answer.model_release.str.startswith(release).all()


def test_percentiles_count_those_with_the_same_score_half(candidates):
    """So the seeded cohort can show it: the oracle above has ties to deal with."""
    scores = readings(candidates[candidates.is_current], COHORT)
    assert scores.duplicated([*COHORT, "modality", "measure", "score"]).sum() > 100


def questions(recordings, texts, candidate_id):
    mine = recordings[(recordings.candidate_id == candidate_id) & recordings.is_current]
    documents = texts[texts.candidate_id == candidate_id]
    newest = (
        mine.assign(has_score=mine.dominant.notna())
        .sort_values(["has_score", "attempt"])
        .groupby("question_id")
        .tail(1)
    )
    written = documents[documents.is_current & ~documents.question_id.isin(mine.question_id)]
    rows = pd.concat([newest, written]).drop_duplicates("question_id", keep="last")
    read = pd.DataFrame([_traits(documents, row) for row in rows.itertuples()], index=rows.index)
    attempts = pd.concat([mine, written]).groupby("question_id").attempt.nunique()
    found = pd.DataFrame(
        {
            "question": rows.question_id,
            "attempt": rows.attempt,
            "attempts": rows.question_id.map(attempts),
            "modalities": rows.modalities,
            "duration_seconds": rows.duration_seconds,
            "dominant": rows.dominant,
            "dominant_score": rows[list(EMOTIONS)].astype(float).max(axis=1),
            "face_dominant": dominant(rows, "face_"),
            "voice_dominant": dominant(rows, "voice_"),
            **{emotion: rows[emotion].astype(float) for emotion in EMOTIONS},
            **read,
            "model_release": rows.model_release,
        }
    )
    return found.sort_values("question")


def _traits(documents, row):
    """Of each kind the newest attempt with a score, by the same release and options."""
    of_question = documents[
        (documents.question_id == row.question_id)
        & (documents.model_release == row.model_release)
        & (documents.config_digest == row.config_digest)
    ]
    chosen = (
        of_question.assign(has_score=of_question.openness.notna())
        .sort_values(["has_score", "attempt"])
        .groupby("kind")
        .tail(1)
    )
    return {
        "documents": len(chosen),
        "words": chosen.words.sum(),
        **chosen[list(TRAITS)].astype(float).mean(),
    }


def test_questions(cohort, recordings, texts):
    (without, *_) = recordings[(recordings.attempt > 1) & recordings.dominant.isna()].candidate_id
    for candidate in (*SOME, without):
        answer = ask(cohort.analyst, "questions", candidate=candidate)
        compare(answer, questions(recordings, texts, candidate))
    assert (answer.attempts > answer.attempt).any(), "an attempt without a score is passed over"


def attempts(rows, kind, candidate_id):
    """Each score and the one before of the same question, by the same release and options."""
    id_column = kind if kind == "recording_id" else "document_id"
    rows = rows[rows.candidate_id == candidate_id]
    rows = rows.assign(input_id=rows[id_column])
    if "kind" not in rows:
        rows = rows.assign(kind="recording")
    by = ["question_id", "kind", "model_release", "config_digest", "modality", "measure"]
    scores = readings(rows, [*by[:4], "input_id", "attempt", "is_current"]).sort_values("attempt")
    before = scores.groupby(by)[["attempt", "score"]].shift()
    scores[["previous_attempt", "previous_score"]] = before
    return scores[scores.is_current & scores.previous_attempt.notna()]


def test_attempts(cohort, recordings, texts):
    lengths = []
    for candidate in SOME:
        found = pd.concat(
            [attempts(recordings, "recording_id", candidate), attempts(texts, "text", candidate)]
        )
        by = ("question_id", "kind", "input_id", "attempt", "modality", "measure")
        found = in_order(found, *by, "model_release", "config_digest")
        expected = pd.DataFrame(
            {
                "question": found.question_id,
                "kind": found.kind,
                "previous_attempt": found.previous_attempt.astype(int),
                "attempt": found.attempt,
                "modality": found.modality,
                "measure": found.measure,
                "previous_score": found.previous_score,
                "score": found.score,
                "change": found.score - found.previous_score,
                "model_release": found.model_release,
                "config_digest": found.config_digest,
            }
        )
        compare(ask(cohort.analyst, "attempts", candidate=candidate), expected)
        lengths.append(len(expected))
    assert min(lengths) == 0
    assert max(lengths) > 50


def gates(candidates, chosen):
    rows = candidates[chosen & candidates.is_current]
    rows = rows.assign(failed=rows[["reasons", "reason_values"]].apply(_paired, axis=1))
    rows = rows.explode("failed").dropna(subset="failed")
    reasons, values = rows.failed.str[0], rows.failed.str[1]
    limits = {"face_rarely_seen": "minimum_face_coverage"}
    limits["speech_rarely_heard"] = "minimum_voice_coverage"
    found = pd.DataFrame(
        {
            "candidate": rows.candidate_id,
            "usable": rows.usable,
            "reason": reasons,
            "value": values.astype(float),
            "threshold": reasons.map(limits).map(DEFAULT_LIMITS),
            "meaning": reasons.map({c: term.meaning for c, term in USABILITY_REASONS.items()}),
            "what_to_do": reasons.map({c: term.remedy for c, term in USABILITY_REASONS.items()}),
            "cohort": rows.cohort,
            "run_date": rows.run_date,
            "model_release": rows.model_release,
        }
    )
    return found.sort_values(["candidate", "reason"])


def _paired(row):
    return list(zip(row.reasons, row.reason_values, strict=True))


@pytest.mark.parametrize("name", ["spring", "autumn", "pilot", ""])
def test_gates_of_a_cohort(cohort, candidates, name):
    expected = gates(candidates, candidates.cohort == name)
    compare(ask(cohort.analyst, "gates", cohort=name), expected, 0.0051)
    if name == "":
        assert set(expected.reason) >= {"too_little_scored", "face_rarely_seen", "failed_inputs"}
        assert not expected.usable.all()


def test_gates_of_a_candidate(cohort, candidates):
    (worst, *_) = candidates[candidates.is_current & ~candidates.usable].candidate_id
    expected = gates(candidates, candidates.candidate_id == worst)
    assert "too_little_scored" in set(expected.reason)
    answer = ask(cohort.analyst, "gates", candidate=worst, cohort="of another")
    compare(answer, expected, 0.0051)
    assert isinstance(answer.run_date[0], datetime.date)


def test_gated_frames(cohort, recordings):
    differ = 0
    for candidate in SOME:
        rows = recordings[(recordings.candidate_id == candidate) & recordings.is_current]
        found = pd.concat(
            [
                pd.DataFrame(
                    {
                        "recording": rows.recording_id,
                        "attempt": rows.attempt,
                        "emotion": emotion,
                        "without_gated": rows[f"face_{emotion}"].astype(float),
                        "with_gated": rows[f"ungated_face_{emotion}"].astype(float),
                        "difference": rows[f"ungated_face_{emotion}"] - rows[f"face_{emotion}"],
                        "frames": rows.frames,
                        "frames_scored": rows.frames_scored,
                        "frames_gated": rows.frames_gated,
                        "model_release": rows.model_release,
                    }
                )
                for emotion in EMOTIONS
            ]
        ).dropna(subset="with_gated")
        expected = found.sort_values(["recording", "attempt"], kind="stable")
        compare(ask(cohort.analyst, "gated_frames", candidate=candidate), expected)
        differ += (expected.difference.abs() > 0.01).sum()
    assert differ > 100


def test_what_is_current_is_by_the_newest_run(recordings):
    """So the oracle has something to choose from."""
    by = recordings.groupby(list(CURRENT_OF[RECORDING_SCORES])).number.agg(["size", "max"])
    assert set(by["size"]) == {1, 2}
    assert set(by["max"]) == {1, 2, 3, 4, 5}
