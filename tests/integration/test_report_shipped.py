"""A candidate whom the shipped release scored: words, films and faces are explained."""

import hashlib
import shutil

import pytest
from sqlalchemy import text

from jobs.report.contents import Medium
from models.store import load_release
from schemas.datasets import INPUTS
from schemas.labels import TRAITS
from schemas.ledger import LedgerEntry
from tests.integration.hostile_inputs import SAMPLES
from tests.report_rows import HAPPY, moment, read, write
from tests.row_strategies import example
from tests.scored_rows import ScoredRows, emotions


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
