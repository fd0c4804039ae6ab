"""Recordings, texts and runs in views: what they say, worked out by hand."""

import datetime
import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.columns import to_record
from schemas.datasets import TIMELINE_SCORES
from schemas.labels import EMOTIONS
from schemas.rows import TimelineScore
from sql.tables import table_of
from tests.row_strategies import example
from tests.scored_rows import DIGEST, ScoredRows, emotions

HAPPY = (0.1, 0.0, 0.0, 0.5, 0.2, 0.0, 0.2)
SAD = (0.1, 0.1, 0.0, 0.1, 0.6, 0.0, 0.1)
TIED = (0.0, 0.0, 0.0, 0.4, 0.2, 0.0, 0.4)


def scored(fused=None, face=None, voice=None):
    """Columns of a recording; without a score where one is None."""
    columns = {}
    for prefix, values in (("", fused), ("face_", face), ("voice_", voice)):
        columns |= emotions(*values, prefix=prefix) if values else {}
    if fused:
        columns["dominant"] = EMOTIONS[fused.index(max(fused))]
    return columns


@pytest.fixture
def rows(connection: Connection) -> ScoredRows:
    return ScoredRows(connection)


def test_how_far_face_and_voice_differ(rows):
    counted = {"frames": 10, "frames_scored": 5, "windows": 4, "windows_scored": 3}
    both = scored(fused=HAPPY, face=TIED, voice=SAD)
    rows.recording("ada/q.mp4", cohort="x", fusion="equal", **both, **counted)
    rows.recording("ada/r.mp4", **scored(fused=SAD, face=SAD, voice=SAD), frames=0, windows=0)
    rows.recording("ada/s.mp4", **scored(fused=SAD, voice=SAD))
    rows.recording("ada/t.mp4", **both, is_current=False)
    found = rows.by(["recording_id"], "SELECT * FROM v_disagreement")
    assert found.keys() == {"ada/q.mp4", "ada/r.mp4"}
    differs, agrees = found["ada/q.mp4"], found["ada/r.mp4"]
    # (0.1 + 0.1 + 0 + 0.3 + 0.4 + 0 + 0.3) / 2
    assert differs.pop("distance") == pytest.approx(0.6)
    assert differs == {
        "candidate_id": "ada",
        "cohort": "x",
        "recording_id": "ada/q.mp4",
        "attempt": 1,
        "question_id": "q",
        "face_dominant": "happy",
        "face_score": 0.4,
        "voice_dominant": "sad",
        "voice_score": 0.6,
        "fused_dominant": "happy",
        "fused_score": 0.5,
        "agree": False,
        "fusion": "equal",
        "face_coverage": 0.5,
        "voice_coverage": 0.75,
        "run_id": "a",
        "run_date": datetime.date(2026, 3, 1),
        "model_release": "a",
        "config_digest": DIGEST,
    }
    assert (agrees["distance"], agrees["agree"], agrees["face_coverage"]) == (0.0, True, None)


def test_attempts_are_compared_with_the_one_before_by_the_same_release(rows):
    rows.recording("ada/q.mp4", **scored(fused=HAPPY, face=HAPPY), model_release="a")
    rows.recording("ada/q.mp4", attempt=2, **scored(fused=SAD, voice=SAD), is_current=False)
    rows.recording("ada/q.mp4", attempt=2, **scored(fused=HAPPY, voice=SAD), model_release="b")
    rows.recording("ada/q.mkv", attempt=3, cohort="x", **scored(fused=TIED, face=SAD))
    rows.recording("bea/q.mp4", **scored(fused=SAD))
    found = rows.by(
        ["candidate_id", "attempt", "modality"], "SELECT * FROM v_attempts WHERE measure = 'happy'"
    )
    before = {key: (r["previous_attempt"], r["previous_score"]) for key, r in found.items()}
    assert before == {
        ("ada", 1, "fused"): (None, None),
        ("ada", 1, "face"): (None, None),
        ("ada", 2, "fused"): (None, None),
        ("ada", 2, "voice"): (None, None),
        # By release a: the second attempt, which is not current, and has no face.
        ("ada", 3, "fused"): (2, 0.1),
        ("ada", 3, "face"): (1, 0.5),
        ("bea", 1, "fused"): (None, None),
    }
    third = found["ada", 3, "fused"]
    assert third["change"] == pytest.approx(0.4 - 0.1)
    assert (third["kind"], third["input_id"], third["cohort"]) == ("recording", "ada/q.mkv", "x")
    assert found["ada", 2, "fused"]["model_release"] == "b"


def test_essays_are_compared_with_essays(rows):
    rows.text("ada/q.txt", openness=0.25)
    rows.text("ada/q.vtt", attempt=2, kind="transcript", openness=0.9)
    rows.text("ada/q.txt", attempt=3, openness=0.75)
    rows.text("ada/q.txt", attempt=4, state="no_text")
    found = rows.by(["kind", "attempt"], "SELECT * FROM v_attempts")
    assert found.keys() == {("essay", 1), ("transcript", 2), ("essay", 3)}
    assert [found["essay", 3][n] for n in ("previous_attempt", "change")] == [1, 0.5]
    assert found["transcript", 2]["previous_attempt"] is None
    assert {row["modality"] for row in found.values()} == {"text"}


def test_what_two_releases_read_in_the_same_bytes(rows):
    def both(name, old, new):
        rows.recording(name, **scored(voice=HAPPY), is_current=False, **old)
        rows.recording(name, **scored(voice=SAD), model_release="b", **new)

    both("ada/same.mp4", {}, {})
    both("ada/bytes.mp4", {"content_hash": "old"}, {"content_hash": "new"})
    both("ada/options.mp4", {"config_digest": "old"}, {"config_digest": "new"})
    both("ada/attempt.mp4", {"attempt": 1}, {"attempt": 2})
    rows.recording("ada/lost.mp4", **scored(face=HAPPY), is_current=False)
    rows.recording("ada/lost.mp4", model_release="b")
    rows.text("ada/q.txt", openness=0.5, is_current=False)
    rows.text("ada/q.txt", openness=0.75, model_release="b")
    query = "SELECT * FROM v_release_drift WHERE measure IN ('sad', 'openness')"
    asked_the_same = rows.by(["input_id"], query)
    assert asked_the_same.keys() == {"ada/same.mp4", "ada/options.mp4", "ada/lost.mp4", "ada/q.txt"}
    same = asked_the_same["ada/same.mp4"]
    assert same.pop("change") == pytest.approx(0.6 - 0.2)
    assert same == {
        "candidate_id": "ada",
        "cohort": "",
        "kind": "recording",
        "input_id": "ada/same.mp4",
        "attempt": 1,
        "modality": "voice",
        "measure": "sad",
        "old_release": "a",
        "new_release": "b",
        "old_score": 0.2,
        "new_score": 0.6,
        "content_hash": "x",
        "old_digest": DIGEST,
        "new_digest": DIGEST,
    }
    other = asked_the_same["ada/options.mp4"]
    assert (other["old_digest"], other["new_digest"]) == ("old", "new")
    lost = asked_the_same["ada/lost.mp4"]
    assert (lost["old_score"], lost["new_score"], lost["change"]) == (0.2, None, None)
    essay = asked_the_same["ada/q.txt"]
    assert (essay["kind"], essay["modality"], essay["change"]) == ("essay", "text", 0.25)

    # Of runs whose options nobody recorded, only an equal digest tells that they were the same.
    for options in (None, "{}"):
        rows.connection.execute(
            text("UPDATE scores.scoring_runs SET options = :options WHERE number = 2"),
            {"options": options},
        )
        assert rows.by(["input_id"], query).keys() == asked_the_same.keys() - {"ada/options.mp4"}


def test_a_question_is_answered_by_the_newest_attempt_with_a_score(rows):
    counted = {"frames": 8, "frames_scored": 2, "windows": 0}
    rows.recording("ada/q.mp4", **scored(fused=HAPPY))
    rows.recording("ada/q.mp4", attempt=2, **scored(fused=SAD, face=SAD, voice=TIED), **counted)
    rows.recording("ada/q.mkv", attempt=3, modalities="none")
    rows.recording("ada/r.mp4", modalities="none")
    rows.recording("ada/r.mp4", attempt=2, cohort="x", modalities="none")
    rows.text("ada/q.vtt", attempt=2, kind="transcript", openness=0.4, words=30)
    rows.text("ada/q.txt", openness=0.9, words=100)
    rows.text("ada/q.txt", attempt=2, openness=0.6, words=200)
    rows.text("ada/q.txt", attempt=3, state="too_short", words=1)
    rows.text("ada/q.txt", attempt=4, openness=0.0, model_release="b", words=5)
    rows.text("ada/e.txt", openness=0.1, neuroticism=0.2, words=50)
    rows.text("bea/q.txt", state="no_text", words=0)
    found = rows.by(["candidate_id", "question_id"], "SELECT * FROM v_question")
    assert found.keys() == {("ada", "q"), ("ada", "r"), ("ada", "e"), ("bea", "q")}
    told = ("recording_id", "attempt", "attempts", "documents", "words")
    assert {key: tuple(row[name] for name in told) for key, row in found.items()} == {
        ("ada", "q"): ("ada/q.mp4", 2, 3, 2, 230),
        ("ada", "r"): ("ada/r.mp4", 2, 2, 0, 0),
        ("ada", "e"): (None, 1, 1, 1, 50),
        ("bea", "q"): (None, 1, 1, 1, 0),
    }
    answer = found["ada", "q"]
    assert {emotion: answer[emotion] for emotion in EMOTIONS} == emotions(*SAD)
    assert (answer["dominant"], answer["dominant_score"]) == ("sad", 0.6)
    assert (answer["face_dominant"], answer["voice_dominant"]) == ("sad", "happy")
    assert (answer["face_coverage"], answer["voice_coverage"]) == (0.25, None)
    assert answer["openness"] == pytest.approx((0.4 + 0.6) / 2)
    assert (answer["neuroticism"], answer["model_release"]) == (None, "a")
    silent = found["ada", "r"]
    assert [silent[n] for n in ("dominant", "dominant_score", "face_dominant")] == [None] * 3
    assert (silent["cohort"], silent["openness"]) == ("x", None)
    assert [found["ada", "e"][n] for n in ("openness", "neuroticism")] == [0.1, 0.2]


def test_ten_seconds_of_a_recording(rows):
    rows.recording("ada/q.mp4", cohort="x", attempt=2)
    rows.recording("ada/old.mp4", is_current=False)
    stamp = {"run_id": "a", "run_date": "2026-03-01", "model_release": "a", "config_digest": DIGEST}
    for recording_id, attempt, number, columns in (
        ("ada/q.mp4", 2, 0, {"state": "scored", **emotions(*TIED)}),
        ("ada/q.mp4", 2, 1, {"state": "no_face", "states": ["no_face"], "state_counts": [50]}),
        ("ada/old.mp4", 1, 0, {"state": "scored"}),
    ):
        row = example(TimelineScore, candidate_id="ada", recording_id=recording_id, bin=number)
        record = {**to_record(row), **stamp, "attempt": attempt, "modality": "face", **columns}
        rows.connection.execute(table_of(TIMELINE_SCORES).insert(), record)
    found = rows.by(["recording_id", "bin"], "SELECT * FROM v_timeline")
    assert found.keys() == {("ada/q.mp4", 0), ("ada/q.mp4", 1)}
    first, second = found.values()
    assert (first["dominant"], first["happy"], first["cohort"]) == ("happy", 0.4, "x")
    assert (first["question_id"], first["attempt"], first["modality"]) == ("q", 2, "face")
    assert (second["dominant"], second["happy"]) == (None, None)
    assert second["meaning"] == "no verified face in the frame"
    assert (second["states"], second["state_counts"]) == (["no_face"], [50])


def test_where_a_score_comes_from(rows):
    rows.recording("ada/q.mp4", uri="/in/ada/q.mp4", content_hash="abc", model_release="b")
    rows.recording("ada/q.mp4", is_current=False)
    rows.text("ada/q.txt", content_hash="def")
    found = rows.by(["input_id"], "SELECT * FROM v_lineage")
    assert found.keys() == {"ada/q.mp4", "ada/q.txt"}
    assert found["ada/q.mp4"] == {
        "candidate_id": "ada",
        "kind": "recording",
        "input_id": "ada/q.mp4",
        "attempt": 1,
        "content_hash": "abc",
        "uri": "/in/ada/q.mp4",
        "run_id": "b",
        "run_number": 2,
        "run_date": datetime.date(2026, 3, 2),
        "run_started_at": datetime.datetime(2026, 3, 2, 22, tzinfo=datetime.UTC),
        "run_status": "running",
        "code_version": "x",
        "model_release": "b",
        "release_created_on": datetime.date(2026, 2, 2),
        "artefacts": ["face_cnn 2.0 abc"],
        "config_digest": DIGEST,
        "options": '{"fusion": "equal"}',
    }
    essay = found["ada/q.txt"]
    assert (essay["kind"], essay["content_hash"], essay["run_id"]) == ("essay", "def", "a")


def test_a_recording_once_without_its_consent_record(rows):
    reference = uuid.uuid4().hex
    rows.recording("ada/q.mp4", consent_reference=reference, is_current=False)
    rows.recording("ada/q.mp4", consent_reference=reference, model_release="b", **scored(HAPPY))
    rows.recording("ada/q.mp4", attempt=2, cohort="x")
    found = rows.by(["attempt"], "SELECT * FROM v_recording")
    assert found.keys() == {1, 2}
    assert (found[1]["model_release"], found[1]["happy"], found[1]["cohort"]) == ("b", 0.5, "")
    assert found[2]["cohort"] == "x"
    assert reference not in str(found)


def test_how_much_a_run_did(rows):
    rows.recording("ada/q.mp4", duration_seconds=30.5)
    rows.recording("ada/r.mp4", duration_seconds=20.0, is_current=False)
    rows.recording("ada/q.mp4", duration_seconds=30.5, model_release="b")
    rows.connection.execute(
        text(
            "UPDATE scores.scoring_runs SET scored = 3, failed = 1, status = 'too_many_failed', "
            "ended_at = started_at + interval '90 seconds' WHERE run_id = 'a'"
        )
    )
    rows.connection.execute(
        text("UPDATE scores.scoring_runs SET scored = 0, failed = 0 WHERE run_id = 'b'")
    )
    found = rows.by(["run_id"], "SELECT * FROM v_run")
    told = ("number", "took", "failed_share", "media_seconds")
    assert {run: tuple(row[name] for name in told) for run, row in found.items()} == {
        "a": (1, datetime.timedelta(seconds=90), 0.25, 50.5),
        "b": (2, None, None, 30.5),
    }
    assert found["a"]["what_to_do"].startswith("look at the failures by kind")
