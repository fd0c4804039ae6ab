"""Revision 0010 makes attempts of recordings that answer one question, and one name of two."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from sql.engine import create_engine, transaction
from sql.ledger import uri_hash
from sql.migrate import upgrade
from tests.older_database import fill, upgrade_to

NFC, NFD = (unicodedata.normalize(form, "zo\u00eb") for form in ("NFC", "NFD"))

RECORDINGS_OF_0009 = [
    # recording, question, run, recorded_at
    ("ada/q.mp4", "q", "n1", None),
    ("ada/q.webm", "q", "n2", None),
    ("ada/q.mkv", "q", "n3", "2025-01-01"),
    ("ada/p.mp4", "p", "n3", None),
    (f"{NFD}/q.mp4", "q", "n1", None),
    (f"{NFC}/q.mp4", "q", "n2", None),
    (f"{NFD}/p.mp4", "p", "n1", None),
]
TEXTS_OF_0009 = [
    # document, kind, recording
    ("ada/q.vtt", "transcript", "ada/q.webm"),
    ("ada/q.txt", "essay", None),
    ("ada/q.pdf", "essay", None),
    (f"{NFD}/p.vtt", "transcript", f"{NFD}/p.mp4"),
]


@pytest.fixture
def with_attempts(fresh_url: str) -> Iterator[Connection]:
    """A database of revision 0009 with three runs, brought forward."""
    engine = create_engine(fresh_url)
    with transaction(engine) as connection:
        upgrade_to("0009", connection)
        for release in ("r", "s"):
            fill(connection, "model_releases", {"model_release": release})
        for run_id, number in (("n1", 1), ("n2", 2), ("n3", 3)):
            values = {"run_id": run_id, "model_release": "r", "config_digest": f"options {number}"}
            fill(connection, "scoring_runs", {**values, "started_at": f"2026-01-0{number}"})
        for recording_id, question_id, run_id, recorded_at in RECORDINGS_OF_0009:
            values = {"recording_id": recording_id, "question_id": question_id, "run_id": run_id}
            values |= {"candidate_id": recording_id.partition("/")[0], "model_release": "r"}
            fill(connection, "recording_scores", {**values, "recorded_at": recorded_at})
        again = {"recording_id": "ada/q.mp4", "question_id": "q", "candidate_id": "ada"}
        again |= {"run_id": "n3", "model_release": "s"}
        fill(connection, "recording_scores", again)
        for document_id, kind, recording_id in TEXTS_OF_0009:
            candidate_id, _, file = document_id.partition("/")
            values = {"document_id": document_id, "kind": kind, "recording_id": recording_id}
            values |= {"candidate_id": candidate_id, "question_id": file.partition(".")[0]}
            fill(connection, "text_scores", {**values, "run_id": "n1", "model_release": "r"})
        for candidate_id, run_id, release in (
            ("ada", "n2", "r"),
            ("ada", "n3", "s"),
            (NFD, "n1", "r"),
            (NFC, "n2", "r"),
        ):
            values = {"candidate_id": candidate_id, "run_id": run_id, "model_release": release}
            fill(connection, "candidate_scores", values)
        for recording_id, run_id in ((f"{NFD}/x.mp4", "n1"), (f"{NFC}/x.mp4", "n3")):
            values = {"recording_id": recording_id, "candidate_id": recording_id.partition("/")[0]}
            fill(connection, "failures", {**values, "run_id": run_id, "model_release": "r"})
        for uri, run_id, release, outcome in (
            ("/in/a.db", "n1", "r", "ignored"),
            ("/in/a.db", "n3", "s", "ignored"),
            ("/in/b.txt", "n2", "r", "skipped"),
        ):
            values = {"uri": uri, "outcome": outcome, "run_id": run_id, "model_release": release}
            values |= {"input_id": uri if outcome == "ignored" else "in/b.txt"}
            fill(connection, "ignored", values)
    upgrade(fresh_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def answered(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(query))]


def test_recordings_of_one_question_become_attempts(with_attempts: Connection) -> None:
    """Revision 0010 numbers them by when they were recorded, else first scored."""
    found = answered(
        with_attempts,
        "SELECT recording_id, attempt, model_release, config_digest, is_current "
        "FROM scores.recording_scores ORDER BY candidate_id, question_id, attempt, model_release",
    )
    assert found == [
        ("ada/p.mp4", 1, "r", "options 3", True),
        ("ada/q.mkv", 1, "r", "options 3", True),
        ("ada/q.mp4", 2, "r", "options 1", False),
        ("ada/q.mp4", 2, "s", "options 3", True),
        ("ada/q.webm", 3, "r", "options 2", True),
        (f"{NFC}/p.mp4", 1, "r", "options 1", True),
        (f"{NFC}/q.mp4", 1, "r", "options 2", True),
    ]


def test_transcripts_have_the_attempt_of_their_recording(with_attempts: Connection) -> None:
    found = answered(
        with_attempts,
        "SELECT document_id, attempt, recording_id, is_current FROM scores.text_scores ORDER BY 1",
    )
    assert found == [
        ("ada/q.pdf", 1, None, True),
        ("ada/q.txt", 2, None, True),
        ("ada/q.vtt", 3, "ada/q.webm", True),
        (f"{NFC}/p.vtt", 1, f"{NFC}/p.mp4", True),
    ]


def test_of_two_spellings_of_a_name_the_newer_stays(with_attempts: Connection) -> None:
    candidates = answered(
        with_attempts,
        "SELECT candidate_id, model_release, config_digest, left_out, is_current "
        "FROM scores.candidate_scores ORDER BY 1, 2",
    )
    assert candidates == [
        ("ada", "r", "options 2", 0, False),
        ("ada", "s", "options 3", 0, True),
        (NFC, "r", "options 2", 0, True),
    ]
    failures = answered(
        with_attempts,
        "SELECT candidate_id, recording_id, attempt, config_digest FROM scores.failures",
    )
    assert failures == [(NFC, f"{NFC}/x.mp4", 1, "options 3")]


def test_runs_are_numbered_and_what_is_ignored_has_a_row_an_address(
    with_attempts: Connection,
) -> None:
    runs = "SELECT run_id, number FROM scores.scoring_runs ORDER BY 1"
    assert answered(with_attempts, runs) == [("n1", 1), ("n2", 2), ("n3", 3)]
    found = answered(
        with_attempts,
        "SELECT uri, uri_hash, input_id, outcome, run_id, config_digest FROM scores.ignored "
        "ORDER BY 1",
    )
    assert found == [
        ("/in/a.db", uri_hash("/in/a.db"), None, "ignored", "n3", "options 3"),
        ("/in/b.txt", uri_hash("/in/b.txt"), "in/b.txt", "skipped", "n2", "options 2"),
    ]
    assert answered(with_attempts, "SELECT * FROM scores.inputs") == []
    assert answered(with_attempts, "SELECT * FROM scores.pending_files") == []
