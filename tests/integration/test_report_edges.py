"""Pages of candidates who are unlike the usual ones."""

import pytest

from jobs.report.cohorts import Cohort, CohortFigures
from jobs.report.contents import Spread, WordCount
from jobs.report.night_data import read_night
from schemas.datasets import FAILURES, INPUTS
from schemas.failures import Failure
from schemas.ledger import LedgerEntry
from tests.integration.hostile_inputs import SAMPLES
from tests.report_rows import HAPPY, moment, read, write
from tests.row_strategies import example
from tests.scored_rows import DIGEST, emotions

NAMES = ["<script>alert(1)</script>", "\u202eadA", "x" * 500, 'o\'hara "&" %s :x', "a/../b", "名"]


def test_one_modality(rows):
    rows.candidate("ada", dominant="happy", **emotions(*HAPPY), **emotions(*HAPPY, prefix="voice_"))
    rows.recording(
        "ada/q1.wav",
        face_state="no_picture",
        frames=0,
        frames_scored=0,
        windows=4,
        windows_scored=3,
        blink_state="no_picture",
        **emotions(*HAPPY),
        **emotions(*HAPPY, prefix="voice_"),
    )
    page = read(rows, "ada")
    assert {each.modality for each in page.compared} == {"fused", "voice"}
    assert page.traits == []
    (part,) = page.recordings
    assert list(part.emotions) == ["fused", "voice"]
    assert part.face == "The recording has no picture."
    assert (part.voice, part.face_coverage, part.voice_coverage) == ("", None, 0.75)
    assert part.blinks == "The recording has no picture that can be read."
    assert not part.blinks_counted


def test_no_usable_frame(rows):
    rows.candidate(
        "ada",
        usable=False,
        reasons=[
            "too_little_scored",
            "face_rarely_seen",
            "no_voice_score",
            "failed_inputs",
            "newer",
        ],
        reason_values=[2.0, 0.125, 1.0, 1.0, 1.0],
    )
    rows.recording(
        "ada/q1.mp4",
        face_state="unreadable",
        voice_state="silent",
        face_message="Codec x is not known. Export it as H.264.",
        frames=8,
        frames_scored=0,
    )
    moment(rows, "ada/q1.mp4", 0, "face", state="no_face", scored=0, states=("no_face",))
    page = read(rows, "ada")
    assert (page.usable, page.dominant, page.dominant_share) == (False, None, None)
    assert (page.compared, page.traits, page.words) == ([], [], [])
    assert page.reasons == [
        ("Too little was scored.", "Record a longer answer, in view of the camera."),
        (
            "Face seen in 12% of the frames.",
            "See that the face is lit, near and ahead.",
        ),
        ("No voice score.", "The sound track is digital silence. Check the microphone."),
        ("1 input failed.", "What failed, and what helps, stands below."),
        ("Newer.", ""),
    ]
    (part,) = page.recordings
    assert part.emotions == {}
    assert part.face == ("The track cannot be decoded. Codec x is not known. Export it as H.264.")
    assert part.voice == "The sound track is digital silence. Check the microphone."
    assert part.face_coverage == 0.0
    assert [(each.state, each.why, each.emotions) for each in part.moments] == [
        ("no_face", "no verified face in the frame", None)
    ]
    assert part.telling == []
    assert page.error_rates[0][0] == "Models"


def test_alone_and_with_four_others_nobody_is_compared(rows):
    for number in range(5):
        rows.candidate(f"c{number}", cohort="x", happy=number / 10, openness=number / 10)
        (happy, openness) = read(rows, "c0").compared
        assert (happy.n, happy.small_n) == (number, True)
        assert (happy.others_score, happy.others_share, happy.percentile) == (None, None, None)
        assert openness.others_score is None
        assert read(rows, "c0").traits[0].cohort == Spread(number, None, None, None)
    rows.candidate("c5", cohort="x", happy=0.5, openness=0.5)
    rows.candidate("elsewhere", cohort="y", happy=1.0, openness=1.0)
    page = read(rows, "c0")
    assert page.compared[0].others_score == pytest.approx(0.3)
    assert page.compared[0].percentile == 0.0
    assert page.traits[0].cohort == pytest.approx((5, 0.2, 0.3, 0.4))


def test_twelve_attempts_come_in_their_order(rows):
    rows.candidate("ada")
    for attempt in (3, 12, 1, 10, 2, 11, 4, 9, 5, 8, 6, 7):
        rows.recording("ada/q1.mp4", attempt=attempt, duration_seconds=attempt)
    rows.recording("ada/a0.mp4")
    page = read(rows, "ada")
    assert [(part.question_id, part.attempt) for part in page.recordings] == [
        ("a0", 1),
        *(("q1", attempt) for attempt in range(1, 13)),
    ]


def test_names_are_what_they_are(rows):
    for name in NAMES:
        rows.candidate(name, cohort=name, happy=0.5, dominant="happy")
        rows.recording(f"{name}/q.mp4", candidate_id=name, uri=f"/inbox/{name}/q.mp4")
    for name in NAMES:
        page = read(rows, name, media=SAMPLES)
        assert (page.candidate_id, page.cohort) == (name, name)
        assert [part.recording_id for part in page.recordings] == [f"{name}/q.mp4"]
        assert [part.medium for part in page.recordings] == [None]
    night = read_night(rows.connection)
    assert {line.candidate_id for line in night.candidates} == set(NAMES)
    assert len({line.page for line in night.candidates}) == len(NAMES)
    assert [n.candidate_id for n in read_night(rows.connection, NAMES[:1]).candidates] == NAMES[:1]


def test_a_cohort_that_is_scored_anew_by_halves_hides_nobody(rows):
    for number in range(8):
        anew = number < 4
        rows.candidate(f"c{number}", cohort="x", happy=number / 10, is_current=not anew)
        if anew:
            rows.candidate(f"c{number}", cohort="x", happy=0.9, model_release="b")
    older, newer = read(rows, "c7"), read(rows, "c0")
    assert (older.model_release, older.compared[0].n) == ("a", 7)
    assert older.compared[0].others_score == pytest.approx(sum(range(7)) / 70)
    assert (newer.model_release, newer.compared[0].n) == ("b", 3)
    assert newer.compared[0].others_score is None
    assert read_night(rows.connection).distributions["happy"] == [0, 0, 0, 0, 1, 1, 1, 1, 0, 4]


def test_telling_moments_of_face_and_voice(rows):
    rows.candidate("ada")
    rows.recording("ada/q1.mp4")
    sad = (0.0, 0.0, 0.0, 0.1, 0.9, 0.0, 0.0)
    for number, (scored, scores) in enumerate([(10, HAPPY), (30, sad), (0, None), (10, HAPPY)]):
        moment(rows, "ada/q1.mp4", number, "face", scored=scored, emotions=scores)
    moment(rows, "ada/q1.mp4", 0, "fused", emotions=HAPPY)
    moment(rows, "ada/q1.mp4", 2, "voice", scored=4, emotions=HAPPY)
    (part,) = read(rows, "ada").recordings
    told = [(t.modality, t.start_seconds, t.emotion, t.score) for t in part.telling]
    assert told == [
        ("face", 10.0, "sad", 0.9),
        ("face", 0.0, "sad", 0.1),
        ("face", 30.0, "sad", 0.1),
        ("voice", 20.0, "happy", 0.6),
    ]
    mean = (10 * 0.1 + 30 * 0.9 + 10 * 0.1) / 50
    assert sum(t.pull for t in part.telling[:3]) == pytest.approx(mean - 1 / 7)
    assert part.telling[3].pull == pytest.approx(0.6 - 1 / 7)
    assert len(part.moments) == 6


def test_blinks_in_words(rows):
    rows.candidate("ada")
    rows.recording(
        "ada/q1.mp4", blink_state="counted", blinks=7, blinks_per_minute=14.4, blink_coverage=0.83
    )
    (part,) = read(rows, "ada").recordings
    assert part.blinks_counted
    assert part.blinks == (
        "14 blinks a minute (7 counted while the eyes were read, in 83% of the time)."
    )


def test_a_failure_that_was_scored_since_is_not_told(rows):
    rows.candidate("ada")
    for name, state in (("q1", "failed"), ("q2", "scored"), ("q3", None), ("q4", "skipped")):
        fields = {"candidate_id": "ada", "question_id": name, "uri": f"/inbox/{name}"}
        failed = example(Failure, recording_id=f"ada/{name}", **fields)
        write(rows, FAILURES, failed, kind="truncated_media")
        if state:
            entry = example(LedgerEntry, input_id=f"ada/{name}", state=state, **fields)
            write(rows, INPUTS, entry, uri_hash=name)
    write(rows, FAILURES, failed, kind="no_stream", run_id="b", model_release="b")
    assert read(rows, "ada").failures == [
        ("ada/q1", "More than a third of the recording is missing.", "Upload it again."),
        (
            "ada/q3",
            "More than a third of the recording is missing.",
            "Upload it again.",
        ),
    ]


def test_words_without_a_cohort_and_documents_without_a_score(rows):
    for number in range(6):
        rows.candidate(f"c{number}")
        rows.text(f"c{number}/essay.txt", common_words=["team"], common_word_counts=[2])
    rows.text("c0/motivation.vtt", state="not_english", common_words=[], common_word_counts=[])
    page = read(rows, "c0")
    assert page.words == [WordCount("team", 2, 5)]
    assert page.documents == [
        ("c0/essay.txt", ""),
        (
            "c0/motivation.vtt",
            "Too few known English words. Only English texts can be scored.",
        ),
    ]
    assert page.word_pulls == []


def test_figures_of_a_cohort_are_dropped_where_there_is_no_room(rows):
    for cohort in "xyz":
        for number in range(7):
            rows.candidate(f"{cohort}{number}", cohort=cohort, happy=number / 10)
    figures = CohortFigures(rows.connection, room=14)
    for cohort in "xyzx":
        compared = figures.compare(Cohort(cohort, "a", DIGEST), "fused", "happy", 0.6, None)
        assert (compared.n, compared.percentile) == (6, 100.0)
    assert [key.cohort for key in figures._kept] == ["z", "x"]
