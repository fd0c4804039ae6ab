"""Blinks counted in the development clips against blinks marked by eye.

Settings were chosen on every second clip; the figure on the others is held to account as well.
"""

from typing import NamedTuple

import pytest

from models.face.blinks import find_blinks
from models.face.eyes import EyeReader
from models.face.finder import FaceFinder
from models.store import load_release
from schemas.datasets import RECORDING_SCORES
from tests.marked_clips import CLIPS, blink_marks, clip_names, decode_clip, needs_clips
from tests.runs import parquet_rows, score

pytestmark = needs_clips

TOLERANCE_SECONDS = 0.1
"""A counted blink is a marked one if the two overlap, or lie apart by less than this."""


class Agreement(NamedTuple):
    right: int
    invented: int
    missed: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.invented + self.missed)


@pytest.fixture(scope="module")
def openness():
    """Times and openness in each clip, at up to 25 frames/s."""
    finder = FaceFinder(load_release().artefacts["face_mesh"])
    eyes = EyeReader(load_release().artefacts["eyes"])
    series = {}
    for name in clip_names():
        finder.start_recording()
        frames = decode_clip(name, 25)
        values = []
        for frame in frames:
            meshes = finder.find_meshes(frame.pixels, frame.seconds)
            values.append(eyes.openness(frame.pixels, meshes[0]) if meshes else float("nan"))
        series[name] = ([frame.seconds for frame in frames], values)
    return series


def compare(openness, names, rate) -> Agreement:
    right = invented = missed = 0
    for name in names:
        times, values = openness[name]
        cells = [int(time * rate + 0.001) for time in times]
        kept = [i for i in range(len(times)) if i == 0 or cells[i] != cells[i - 1]]
        found = find_blinks([times[i] for i in kept], [values[i] for i in kept]).intervals
        marks = blink_marks()[name]
        unmatched = [mark for mark in marks if mark.kind == "blink"]
        for start, end in found or ():
            near = [
                mark
                for mark in marks
                if start < mark.end + TOLERANCE_SECONDS and end > mark.start - TOLERANCE_SECONDS
            ]
            hit = next((mark for mark in near if mark in unmatched), None)
            if hit:
                unmatched.remove(hit)
                right += 1
            else:
                invented += all(mark.kind != "unclear" for mark in near)
        missed += len(unmatched)
    return Agreement(right, invented, missed)


def test_blinks_agree_with_the_eye(openness):
    names = clip_names()
    groups = {"chosen on": names[::2], "others": names[1::2], "all": names}
    figures = {
        (rate, group): compare(openness, clips, rate)
        for rate in (25, 15)
        for group, clips in groups.items()
    }
    for (rate, group), found in figures.items():
        print(f"{rate} frames/s, {group}: F1 {found.f1:.3f} {found}")
    assert figures[25, "all"].right + figures[25, "all"].missed == 35
    for group in groups:
        assert figures[25, group].f1 >= 0.9
    assert figures[15, "all"].f1 >= 0.9


def test_too_few_frames_a_second_say_nothing(openness):
    for times, values in openness.values():
        assert find_blinks(times[::5], values[::5]).intervals is None


def test_the_job_counts_the_same(openness, tmp_path):
    assert score(CLIPS, output=tmp_path, options=["--frames_per_second", "25"]) == 0
    rows = parquet_rows(tmp_path, RECORDING_SCORES)
    for name, series in openness.items():
        found, row = find_blinks(*series), rows[(name,)]
        assert row["blink_state"] == found.state, name
        assert row["blinks"] == (None if found.intervals is None else len(found.intervals)), name
