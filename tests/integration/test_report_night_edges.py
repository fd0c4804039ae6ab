"""Nights that are unlike the usual ones, on the night page."""

from typing import Any

import pytest
from sqlalchemy import text

from jobs.report.candidate_data import CandidateReader
from jobs.report.night_data import read_night
from schemas.datasets import FAILURES, IGNORED, INPUTS
from schemas.failures import Failure, IgnoredInput
from schemas.labels import EMOTIONS
from schemas.ledger import LedgerEntry
from tests.report_rows import HAPPY, write
from tests.row_strategies import example
from tests.scored_rows import emotions


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
