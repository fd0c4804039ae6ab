"""Counting blinks in a series of eye openness."""

import numpy as np
import pytest

from models.face.blinks import find_blinks
from models.face.eyes import EyeReader
from models.face.landmarks import FaceMesh
from models.store import load_release


def eyes(seconds=10.0, rate=25.0, blinks=(), level=0.4, depth=0.5, noise=0.01):
    """Times and openness of eyes that close for each (start, length) by this share."""
    times = np.arange(0, seconds, 1 / rate)
    values = level + np.random.default_rng(0).normal(0, noise * level, len(times))
    for start, length in blinks:
        phase = np.clip((times - start) / length, 0, 1)
        values -= level * depth * np.sin(np.pi * phase)
    return times, values


@pytest.mark.parametrize("rate", [15.0, 25.0, 30.0])
def test_blinks_are_found_when_they_happen(rate):
    starts = (1.0, 3.0, 3.6, 8.0)
    found = find_blinks(*eyes(rate=rate, blinks=[(start, 0.28) for start in starts]))
    assert found.coverage == 1.0
    assert len(found.intervals) == 4
    for (begin, end), start in zip(found.intervals, starts, strict=True):
        assert (begin + end) / 2 == pytest.approx(start + 0.14, abs=0.05)
    assert found.per_minute == pytest.approx(24, abs=0.1)


@pytest.mark.parametrize("level", [0.15, 0.3, 0.6])
def test_open_is_the_persons_own_level(level):
    found = find_blinks(*eyes(level=level, blinks=[(4.0, 0.25)]))
    assert len(found.intervals) == 1


def test_open_eyes_do_not_blink():
    assert find_blinks(*eyes(noise=0.04)).intervals == ()


def test_eyes_closed_for_long_are_not_a_blink():
    times, values = eyes()
    values[(times > 4) & (times < 5)] = 0.1
    assert find_blinks(times, values).intervals == ()


def test_lids_that_droop_slowly_are_not_a_blink():
    times, values = eyes()
    assert find_blinks(times, values * np.linspace(1, 0.6, len(times))).intervals == ()


def test_lids_that_hardly_reopen_make_one_blink():
    times, values = eyes(noise=0.0)
    for at, closed in ((4.0, 0.5), (4.08, 0.45), (4.16, 0.5)):
        values[np.abs(times - at) < 0.02] = 0.4 * closed
        values[np.abs(times - at - 0.04) < 0.02] = 0.4 * (closed + 0.05)
    assert len(find_blinks(times, values).intervals) == 1


def test_uneven_times_are_taken_as_they_are():
    times, values = eyes(rate=50, blinks=[(2.0, 0.3), (7.0, 0.3)])
    kept = np.random.default_rng(1).random(len(times)) < 0.5
    assert len(find_blinks(times[kept], values[kept]).intervals) == 2


def test_unread_time_counts_for_nothing():
    times, values = eyes(blinks=[(2.0, 0.28)])
    values[(times >= 5) & (times < 10)] = np.nan
    found = find_blinks(times, values)
    assert found.coverage == pytest.approx(0.5, abs=0.01)
    assert len(found.intervals) == 1
    assert found.per_minute == pytest.approx(12, abs=0.3)


def test_the_edge_of_a_gap_is_not_a_blink():
    times, values = eyes(noise=0.0)
    values[(times >= 4) & (times < 6)] = np.nan
    assert find_blinks(times, values).intervals == ()


@pytest.mark.parametrize(
    ("times", "values"),
    [
        eyes(rate=5),
        eyes(rate=12.5),
        eyes(seconds=1.5),
        (np.arange(100) / 25, np.full(100, np.nan)),
        ([], []),
        ([0.0], [0.4]),
    ],
    ids=["5/s", "12.5/s", "1.5 s", "never read", "nothing", "one frame"],
)
def test_what_cannot_be_told_is_none(times, values):
    found = find_blinks(times, values)
    assert found.intervals is None
    assert found.per_minute is None


def test_times_and_frames_must_agree():
    with pytest.raises(ValueError, match="2 times for 1 frames"):
        find_blinks([0.0, 0.1], [0.4])


def test_small_or_turned_faces_are_not_read():
    reader = EyeReader(load_release().artefacts["eyes"])
    frame = np.zeros((200, 200, 3), np.uint8)
    points = np.zeros((468, 3), np.float32)
    points[[33, 133, 362, 263], 0] = (50, 60, 80, 90)  # eyes of 10 pixels
    assert np.isnan(reader.openness(frame, FaceMesh(points, 1.0)))
    points[[33, 133, 362, 263], 0] = (50, 80, 100, 130)
    points[234], points[454] = (0, 0, 0), (100, 0, -150)
    assert np.isnan(reader.openness(frame, FaceMesh(points, 1.0)))
