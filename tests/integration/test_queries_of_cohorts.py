"""Documented queries about a cohort answer what pandas makes of the seeded rows."""

import datetime

import numpy as np
import pandas as pd
import pytest

from schemas.labels import EMOTIONS
from tests.seeded.asking import ask
from tests.seeded.frames import compare, dominant, in_order, readings


def weeks(recordings, texts, name, day):
    rows = pd.concat([recordings, texts])
    rows = rows[(rows.cohort == name) & rows.is_current]
    moments = pd.to_datetime(rows.recorded_at, utc=True).dt.date
    rows = rows.assign(day=moments.where(moments.notna(), rows.run_date))
    ago = rows.day.map(lambda when: (day - when).days)
    rows = rows.assign(week=np.where(ago.between(0, 6), "this", "last"))[ago.between(0, 13)]
    by = ["model_release", "config_digest", "modality", "measure"]
    scores = readings(rows, [*by[:2], "candidate_id", "week"])
    of_people = scores.groupby([*by, "week", "candidate_id"]).score.mean()
    medians = of_people.groupby([*by, "week"]).median().unstack().reindex(columns=["last", "this"])
    people = of_people.groupby([*by, "week"]).size().unstack().reindex(columns=["last", "this"])
    people = people.fillna(0).astype(int)
    shown = medians.where(people >= 5)
    found = pd.DataFrame(
        {
            "median_last_week": shown["last"],
            "median_this_week": shown["this"],
            "change": shown["this"] - shown["last"],
            "people_last_week": people["last"],
            "people_this_week": people["this"],
            "few_people": people.min(axis=1) < 30,
        }
    ).reset_index()
    found = in_order(found, *by)
    return found[[*by[2:], *found.columns[4:], *by[:2]]]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("spring", "2026-05-31"),
        ("spring", "2026-05-28"),
        ("autumn", "2026-05-26"),
        ("evening", "2026-05-31"),
        ("pilot", "2026-05-31"),
        ("", "2026-06-02"),
        ("spring", "2026-08-01"),
    ],
)
def test_cohort_weeks(cohort, recordings, texts, name, day):
    expected = weeks(recordings, texts, name, datetime.date.fromisoformat(day))
    answer = ask(cohort.analyst, "cohort_weeks", cohort=name, day=day)
    compare(answer, expected)
    if day == "2026-05-31":
        medians = answer.median_last_week.notna().sum()
        assert medians == {"spring": 52, "evening": 26, "pilot": 0}[name]


def test_cohort_weeks_end_today_where_no_day_is_given(cohort):
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    answer = ask(cohort.analyst, "cohort_weeks", cohort="spring")
    compare(answer, ask(cohort.analyst, "cohort_weeks", cohort="spring", day=today))


def disagreements(recordings, chosen):
    rows = recordings[chosen & recordings.is_current]
    face, voice = dominant(rows, "face_"), dominant(rows, "voice_")
    rows = rows[face.notna() & voice.notna() & (face != voice)]
    faces, voices, fused = (
        rows[[f"{prefix}{emotion}" for emotion in EMOTIONS]].astype(float).to_numpy()
        for prefix in ("face_", "voice_", "")
    )
    found = pd.DataFrame(
        {
            "recording": rows.recording_id,
            "attempt": rows.attempt,
            "question": rows.question_id,
            "face_dominant": face[rows.index],
            "face_score": faces.max(axis=1),
            "voice_dominant": voice[rows.index],
            "voice_score": voices.max(axis=1),
            "fused_dominant": dominant(rows, ""),
            "fused_score": fused.max(axis=1),
            "distance": np.abs(faces - voices).sum(axis=1) / 2,
            "fusion": rows.fusion,
            "face_coverage": rows.frames_scored / rows.frames,
            "voice_coverage": rows.windows_scored / rows.windows,
            "model_release": rows.model_release,
        }
    )
    return found.sort_values(["recording", "attempt"])


@pytest.mark.parametrize("name", ["spring", "autumn", ""])
def test_disagreement(cohort, recordings, name):
    expected = disagreements(recordings, recordings.cohort == name)
    compare(ask(cohort.analyst, "disagreement", cohort=name), expected, 0.0051)
    one = expected.recording.iloc[0].partition("/")[0]
    of_one = disagreements(recordings, recordings.candidate_id == one)
    compare(ask(cohort.analyst, "disagreement", candidate=one, cohort="x"), of_one, 0.0051)


def drifts(recordings, texts, options, chosen):
    """Pairs of rows of the same bytes, of two releases with the same options."""
    recordings = recordings.assign(kind="recording", input_id=recordings.recording_id)
    rows = pd.concat([recordings, texts.assign(input_id=texts.document_id)])
    rows = rows[rows[chosen[0]] == chosen[1]]
    rows = rows.assign(options=rows.run_id.map(options))
    keep = ["kind", "input_id", "attempt", "content_hash", "options", "candidate_id"]
    scores = readings(rows, [*keep, "model_release", "is_current"])
    on = [*keep, "modality", "measure"]
    pairs = scores[scores.is_current].merge(scores, on=on, suffixes=("_new", "_old"))
    pairs = pairs[pairs.model_release_new != pairs.model_release_old]
    pairs = pairs.assign(change=pairs.score_new - pairs.score_old)
    by = ["model_release_old", "model_release_new", "kind", "modality", "measure"]
    found = pairs.groupby(by, as_index=False).agg(
        inputs=("input_id", "size"),
        candidates=("candidate_id", "nunique"),
        old_mean=("score_old", "mean"),
        new_mean=("score_new", "mean"),
        mean_change=("change", "mean"),
        greatest_fall=("change", "min"),
        greatest_rise=("change", "max"),
    )
    names = {"model_release_old": "old_release", "model_release_new": "new_release"}
    return in_order(found, *by).rename(columns=names)


@pytest.mark.parametrize(
    ("column", "value", "kinds"),
    [
        ("cohort", "spring", {"recording", "essay", "transcript"}),
        ("cohort", "evening", {"recording"}),  # whose newer digest is of the same options
        ("cohort", "autumn", set()),  # scored with other options, by the same release
        ("cohort", "", set()),
        ("candidate_id", "p020", {"recording", "essay", "transcript"}),
    ],
)
def test_drift(cohort, recordings, texts, column, value, kinds):
    options = {run.run_id: run.options for run in cohort.seeded.runs}
    expected = drifts(recordings, texts, options, (column, value))
    answer = ask(cohort.analyst, "drift", **{column.removesuffix("_id"): value})
    compare(answer, expected)
    assert set(answer.kind) == kinds


def rates(candidates, declared, name, category):
    """As sql/views/v_group_rates.sql says it: by the release that scored most of the cohort.

    A group below ten is suppressed, and the category where those outside the shown groups are some,
    but fewer than ten. However many are suppressed, one row without an answer says so.
    """
    releases = candidates[candidates.cohort == name].groupby(["model_release", "config_digest"])
    (release, digest), rows = max(
        ((by, rows) for by, rows in releases if rows.is_current.any()),
        key=lambda found: (len(found[1]), found[1].run_date.max(), found[0]),
    )
    people = rows.merge(declared[declared.category == category], on="candidate_id")
    found = []
    for (modality, measure), of_measure in readings(rows, ["candidate_id"]).groupby(
        ["modality", "measure"]
    ):
        score = of_measure.set_index("candidate_id").score
        above = people.candidate_id.map(score > score.median()).astype(float)
        groups = (
            people.assign(above=above, usable=people.usable.astype(float))
            .groupby("answer", as_index=False)
            .agg(
                candidates=("usable", "size"),
                scored=("above", "count"),
                usable_rate=("usable", "mean"),
                share_above_median=("above", "mean"),
            )
        )
        large = groups[["candidates", "scored"]].min(axis=1) >= 10
        outside = np.array([len(rows), len(score)])
        outside = outside - groups.loc[large, ["candidates", "scored"]].sum().to_numpy()
        shown = large & bool(((outside == 0) | (outside >= 10)).all())
        figures = ["candidates", "usable_rate", "share_above_median"]
        groups[figures] = groups[figures].where(shown)
        groups["answer"] = groups.answer.where(shown)
        groups = groups.assign(
            modality=modality,
            measure=measure,
            usable_ratio=groups.usable_rate / groups.usable_rate.max(),
            above_median_ratio=groups.share_above_median / groups.share_above_median.max(),
            suppressed=~shown,
        )
        found.append(pd.concat([groups[shown], groups[~shown].head(1)]))
    stamp = {"category": category, "model_release": release, "config_digest": digest}
    table = pd.concat(found).rename(columns={"answer": "declared"}).assign(**stamp)
    return in_order(table, "modality", "measure", "declared")


@pytest.mark.parametrize(
    ("name", "category", "shown"),
    [
        ("spring", "gender", {"woman", "man"}),
        ("spring", "first_language", {"English", "Spanish"}),
        ("evening", "gender", set()),
        ("", "first_language", {"English", "Spanish"}),
    ],
)
def test_group_rates(cohort, candidates, name, category, shown):
    declared = pd.DataFrame(cohort.seeded.declared)
    answer = ask(cohort.auditor, "group_rates", cohort=name, category=category)
    expected = rates(candidates, declared, name, category)[list(answer.columns)]
    compare(answer, expected)
    assert set(answer[~answer.suppressed.astype(bool)].declared) == shown
    assert answer.suppressed.any(), "there is a small group everywhere"


def test_group_rates_of_all_categories(cohort):
    answers = [
        ask(cohort.auditor, "group_rates", cohort="spring", category=category)
        for category in ("first_language", "gender")
    ]
    both = ask(cohort.auditor, "group_rates", cohort="spring")
    assert both.to_dict("records") == pd.concat(answers).to_dict("records")
