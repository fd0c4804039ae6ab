"""Pages of candidates who are unlike the usual ones, and nights that are."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from jobs.report.candidate_data import CandidateReader, read_candidate
from jobs.report.cohorts import Cohort, CohortFigures
from jobs.report.contents import CandidateContents, Medium, Spread, WordCount
from jobs.report.night_data import read_night
from jobs.report.playing import Wanted
from models.store import load_release
from schemas.columns import to_record
from schemas.datasets import FAILURES, IGNORED, INPUTS, TIMELINE_SCORES
from schemas.details import TimelineScore
from schemas.failures import Failure, IgnoredInput
from schemas.labels import EMOTIONS, TRAITS
from schemas.ledger import LedgerEntry
from schemas.runs import RunStamp
from sql.tables import table_of
from tests.row_strategies import example
from tests.scored_rows import DIGEST, ScoredRows, emotions

SAMPLES = Path(__file__).parents[1] / "samples" / "interviews"
HAPPY = (0.1, 0.0, 0.0, 0.6, 0.1, 0.1, 0.1)
NAMES = ["<script>alert(1)</script>", "\u202eadA", "x" * 500, 'o\'hara "&" %s :x', "a/../b", "名"]
STAMP = to_record(RunStamp("a", "2026-03-01", "a", DIGEST))


@pytest.fixture
def rows(connection: Connection) -> ScoredRows:
    return ScoredRows(connection)


def read(rows: ScoredRows, candidate_id: str, **wanted: Any) -> CandidateContents:
    page = read_candidate(rows.connection, candidate_id, Wanted(**wanted))
    assert page is not None
    return page


def write(rows: ScoredRows, dataset: Any, row: Any, **columns: Any) -> None:
    stamp = {} if dataset is INPUTS else STAMP
    record = to_record(row) | stamp | columns
    rows.connection.execute(insert(table_of(dataset)), record)


def moment(rows: ScoredRows, recording_id: str, number: int, modality: str, **fields: Any) -> None:
    given = {"states": ("scored",), "state_counts": (1,), "scored": 1, **fields}
    row = example(
        TimelineScore,
        candidate_id=recording_id.partition("/")[0],
        recording_id=recording_id,
        modality=modality,
        bin=number,
        start_seconds=10.0 * number,
        end_seconds=10.0 * number + 10,
        **given,
    )
    write(rows, TIMELINE_SCORES, row)


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


@pytest.fixture
def shipped(rows: ScoredRows) -> ScoredRows:
    """Ada of the samples, as the shipped release would have scored her."""
    release = load_release().identifier
    connection = rows.connection
    connection.execute(
        text("INSERT INTO scores.model_releases VALUES (:release, '2026-01-01', '{}')"),
        {"release": release},
    )
    film, essay = SAMPLES / "ada" / "motivation.mp4", SAMPLES / "ada" / "strengths.txt"
    traits = dict.fromkeys(TRAITS, 0.5)
    rows.candidate("ada", **emotions(*HAPPY, prefix="face_"), **traits)
    for attempt in (1, 2):
        rows.recording("ada/motivation.mp4", attempt=attempt, uri=str(film), face_labels="ferplus")
        entry = example(
            LedgerEntry,
            candidate_id="ada",
            input_id="ada/motivation.mp4",
            attempt=attempt,
            kind="recording",
            state="scored",
            size=film.stat().st_size + 2 - attempt,
        )
        write(rows, INPUTS, entry, uri_hash=str(attempt))
    moment(rows, "ada/motivation.mp4", 0, "face", attempt=2, emotions=HAPPY)
    digest = hashlib.sha256(essay.read_bytes()).hexdigest()
    rows.text("ada/strengths.txt", uri=str(essay), content_hash=digest, model="text_tfidf")
    rows.text("ada/other.txt", uri=str(essay), content_hash="another", model="text_tfidf")
    rows.text("ada/gone.txt", uri="/gone.txt", content_hash=digest, model="text_tfidf")
    for table in ("timeline_scores", "recording_scores", "candidate_scores", "text_scores"):
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text(f"UPDATE scores.{table} SET model_release = :release"),  # noqa: S608
            {"release": release},
        )
    return rows


def test_words_are_explained_only_of_what_was_scored(shipped):
    page = read(shipped, "ada")
    assert {each.document_id for each in page.word_pulls} == {"ada/strengths.txt"}
    for trait in TRAITS:
        own = [each.log_odds for each in page.word_pulls if each.trait == trait]
        assert len(own) == 6
        assert own[0] >= own[1] >= own[2] > 0 > own[5] >= own[4] >= own[3]
    assert read(shipped, "ada", words=False).word_pulls == []
    assert [each.accuracy for each in page.traits] == pytest.approx(
        [0.6233, 0.5732, 0.5875, 0.5742, 0.5818], abs=1e-4
    )
    assert [what for what, _ in page.error_rates] == ["Face", "Traits"]


def test_a_film_is_played_with_its_captions_by_the_attempt_that_it_is(shipped, tmp_path):
    media = tmp_path / "media"
    shutil.copytree(SAMPLES, media)
    first, second = read(shipped, "ada", media=media, pages=tmp_path / "report").recordings
    assert first.medium is None
    assert isinstance(second.medium, Medium)
    assert second.medium.source == "../media/ada/motivation.mp4"
    assert second.medium.path == media / "ada" / "motivation.mp4"
    assert second.medium.is_video
    assert [tuple(cue) for cue in second.medium.cues][1] == (
        2.209,
        4.739,
        "Last year I built a robot that waters my plants.",
    )
    assert second.overlays == ()


def test_faces_are_drawn_on_request(shipped, tmp_path):
    page = read(shipped, "ada", media=SAMPLES, pages=tmp_path, overlays=True)
    first, second = page.recordings
    assert first.overlays == ()
    ((picture, note),) = second.overlays
    assert picture.startswith("data:image/png;base64,iVBOR")
    assert len(picture) <= 40_000
    assert note.startswith("The face at 4.8 s: bright places speak for happy, which the model")


def test_the_night_lists_what_was_not_scored_and_what_took_long(rows):
    connection = rows.connection
    write(rows, FAILURES, example(Failure, recording_id="ada/q1.mp4", kind="no_stream"))
    for name, outcome, reason in (
        ("ada/q2.mp4", "skipped", "same_bytes"),
        (None, "ignored", "closed_folder"),
    ):
        row = example(IgnoredInput, input_id=name, uri="/inbox/old", outcome=outcome)
        write(rows, IGNORED, row, uri_hash=reason, reason=reason)
    for number, seconds in enumerate((1.5, None, 20.25)):
        name = f"ada/s{number}.mp4"
        rows.recording(name, duration_seconds=60 + number, **emotions(*HAPPY))
        entry = example(LedgerEntry, input_id=name, run_id="a", cpu_seconds=seconds)
        write(rows, INPUTS, entry, uri_hash=name)
    connection.execute(text("DELETE FROM scores.scoring_runs WHERE run_id = 'b'"))
    connection.execute(
        text("UPDATE scores.scoring_runs SET stage_seconds = :told, found = 6, failed = 1"),
        {"told": '{"score": 2, "decode": 30.5}'},
    )
    night = read_night(connection)
    assert night.run is not None
    assert [tuple(each) for each in map(_plain, night.inputs)] == [
        ("ada/q1.mp4", "failed", "no_stream", "the file holds neither picture nor sound"),
        ("/inbox/old", "ignored", "closed_folder", "folder that cannot be opened"),
        ("ada/q2.mp4", "skipped", "same_bytes", "same content as another input of the candidate"),
    ]
    assert [each.remedy for each in night.inputs] == [
        "export or record it again",
        "let the job's user read it",
        "",
    ]
    assert night.slowest == [
        ("ada/s2.mp4", 62.0, 20.25),
        ("ada/s0.mp4", 60.0, 1.5),
        ("ada/s1.mp4", 61.0, None),
    ]
    assert list(night.run.stage_seconds.items()) == [("decode", 30.5), ("score", 2.0)]
    assert (night.run.found, night.run.failed, night.run.skipped) == (6, 1, 0)
    assert night.run.media_seconds == 183.0
    assert night.run.means == dict(zip(EMOTIONS, map(pytest.approx, HAPPY), strict=True))


def _plain(line: Any) -> tuple[str, str, str, str]:
    return line.input_id, line.outcome, line.reason, line.meaning


def test_before_the_first_night(connection):
    night = read_night(connection)
    assert (night.run, night.nights, night.candidates, night.inputs) == (None, [], [], ())
    assert night.distributions["happy"] == [0] * 10
    with CandidateReader(connection) as reader:
        assert [reader.read(name) for name in ("ada", "a\0", "\ud800")] == [None] * 3
    assert read_night(connection, ["a\0"], ["\ud800"]).candidates == []
