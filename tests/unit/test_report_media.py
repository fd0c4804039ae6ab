"""Recordings, captions and pictures of a report: what is found, and how it is shown."""

import base64
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from jobs.report.media import address_of, captions_beside, find_file
from jobs.report.overlays import MAXIMUM_BYTES, data_address
from transforms.inputs.documents.timed import timed_cues


def test_cues_keep_their_times():
    webvtt = (
        "WEBVTT\n\nintro\n00:01.500 --> 00:03.000 align:start\nHello <b>you</b>\n\n"
        "01:00:10.000 --> 01:00:12.250\nfirst\nsecond\n\nNOTE no cue\n"
    )
    assert timed_cues(webvtt) == [(1.5, 3.0, "Hello you"), (3610.0, 3612.25, "first\nsecond")]


def test_cues_without_an_end_last_until_the_next_or_five_seconds():
    srt = "1\n00:00:04,500 --> 00:00:04,500\nlate\n\n2\n00:00:03\nA\n\n00:00:20\nB"
    assert timed_cues(srt) == [(3.0, 4.5, "A"), (4.5, 9.5, "late"), (20.0, 25.0, "B")]


def test_text_before_the_first_time_is_no_cue():
    assert timed_cues("just prose, at 3 o'clock") == []


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    for name in ("ada/talk.mp4", "ada/talk.srt", "eve/../eve/q 1 #?%.mp4", "secret.mp4"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    (tmp_path / "outside.mp4").write_bytes(b"x")
    (folder / "ada" / "link.mp4").symlink_to(tmp_path / "outside.mp4")
    return folder


@pytest.mark.parametrize(
    "uri", ["gs://bucket/2026/ada/talk.mp4", "/inbox/ada/talk.mp4", "/inbox/x.mp4", "ada/talk.mp4"]
)
def test_a_recording_is_found_below_the_folder(media, uri):
    assert find_file(media, "ada", "ada/talk.mp4", uri) == media / "ada" / "talk.mp4"


def test_a_recording_is_found_where_it_was_read(media):
    uri = str(media / "secret.mp4")
    assert find_file(media, "eve", "eve/secret.mp4", uri) == media / "secret.mp4"


@pytest.mark.parametrize(
    ("candidate", "name", "uri"),
    [
        ("..", "../outside.mp4", "/inbox/../outside.mp4"),
        ("ada", "ada/../../outside.mp4", "gs://b/ada/../../outside.mp4"),
        ("ada", "ada/link.mp4", "/inbox/ada/link.mp4"),
        ("ada", "ada/talk.mp4\0", "/inbox/ada/talk.mp4\0"),
        ("a" * 500, f"{'a' * 500}/talk.mp4", f"/inbox/{'a' * 500}/talk.mp4"),
        ("ada", "ada/", "/inbox/ada"),
        ("", "/secret.mp4", "/secret.mp4"),
        ("bob", "bob/talk.mp4", "/inbox/ada/talk.mp4"),
    ],
)
def test_nothing_else_is_found(media, candidate, name, uri):
    assert find_file(media, candidate, name, uri) is None


def test_a_file_outside_is_not_found_where_it_was_read(media):
    uri = str(media.parent / "outside.mp4")
    assert find_file(media, "ada", "ada/outside.mp4", uri) is None


def test_names_are_found_in_either_spelling(tmp_path):
    file = tmp_path / "A\u030asa" / "talk.mp4"
    file.parent.mkdir()
    file.write_bytes(b"x")
    found = find_file(tmp_path, "\u00c5sa", "\u00c5sa/talk.mp4", "gs://b/x")
    assert found is not None
    assert found.samefile(file)


def test_captions_lie_beside(media):
    assert captions_beside(media / "ada" / "talk.mp4", media) == media / "ada" / "talk.srt"
    assert captions_beside(media / "secret.mp4", media) is None


def test_addresses_are_relative_and_quoted(media, monkeypatch):
    pages = media.parent / "report" / "candidates"
    file = media / "eve" / "q 1 #?%.mp4"
    assert address_of(file, pages) == "../../media/eve/q%201%20%23%3F%25.mp4"
    monkeypatch.chdir(media.parent)
    assert address_of(file, Path("report/candidates")) == "../../media/eve/q%201%20%23%3F%25.mp4"
    hostile = media / 'a"><script>' / os.fsdecode(b"\xff.mp4")
    assert address_of(hostile, media) == "a%22%3E%3Cscript%3E/%FF.mp4"


def test_pictures_fit_whatever_they_show():
    noise = np.random.default_rng(2).integers(0, 256, (500, 700, 3), np.uint8)
    for picture in (noise, noise[:1, :3], np.zeros((90, 100, 3), np.uint8)):
        address = data_address(picture)
        head, _, content = address.partition(",")
        assert (head, len(address) <= MAXIMUM_BYTES) == ("data:image/png;base64", True)
        shown = cv2.imdecode(np.frombuffer(base64.b64decode(content), np.uint8), cv2.IMREAD_COLOR)
        assert max(shown.shape[:2]) <= 240
    assert shown.shape == (90, 100, 3)
