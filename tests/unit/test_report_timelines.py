"""Timelines of recordings: every bin has its place, its values and its reason."""

from dataclasses import replace

import pytest

from jobs.report.contents import Moment
from jobs.report.figures.bins import LEAST_BINS, MOST_BINS, MOST_ON_A_PAGE, bins_of, merged
from jobs.report.figures.candidate import sections
from jobs.report.figures.timeline import gaps
from jobs.report.telling import worth_telling
from jobs.report.wording import clock
from schemas.labels import EMOTIONS
from tests.report_contents import long_interview, many_attempts, recording, rich
from tests.report_figures import trace


def timelines(part):
    ((_, figures),) = sections(replace(rich(), recordings=[part])).over_time
    return figures


def test_a_timeline_draws_each_bin_from_its_start_to_its_end():
    part = recording("strengths", 1, 200.0)
    part = replace(part, moments=[m._replace(end_seconds=min(m.end_seconds, 196.5))
                                  for m in part.moments])  # fmt: skip
    bins = [m for m in part.moments if m.modality == "face"]
    face = timelines(part)["face"]
    for emotion in EMOTIONS:
        drawn = trace(face.drawing, emotion)
        before = [(m.start_seconds, m.emotions[emotion]) for m in bins[:9]]
        after = [(m.start_seconds, m.emotions[emotion]) for m in bins[11:]]
        assert list(zip(drawn["x"], drawn["y"], strict=True)) == [
            *before,
            (90.0, bins[8].emotions[emotion]),
            (90.0, None),
            *after,
            (196.5, bins[-1].emotions[emotion]),
        ]
        assert (drawn["line"]["shape"], drawn["mode"]) == ("hv", "lines")
    assert (before[0][0], after[0][0]) == (0.0, 110.0)


def test_a_timeline_of_one_bin_and_a_gap_at_the_end_have_their_extent():
    one = recording("strengths", 1, 7.5)
    moments = [m._replace(end_seconds=7.5) for m in one.moments if m.modality == "voice"]
    drawn = trace(timelines(replace(one, moments=moments))["voice"].drawing, "happy")
    assert (drawn["x"], drawn["y"]) == ([0.0, 7.5], [moments[0].emotions["happy"]] * 2)
    gone = Moment("voice", 7.5, 10.0, 0.0, "no_speech", "no speech", None)
    figure = timelines(replace(one, moments=[*moments, gone]))["voice"]
    assert trace(figure.drawing, "happy")["x"] == [0.0, 7.5]


def test_the_nearest_place_is_that_of_the_bin_that_is_pointed_at():
    part = recording("strengths", 1, 200.0)
    part = replace(part, moments=[m._replace(end_seconds=min(m.end_seconds, 191.5))
                                  for m in part.moments])  # fmt: skip
    bins = [m for m in part.moments if m.modality == "face"]
    figure = timelines(part)["face"]
    told = trace(figure.drawing, "bins")
    for second in (0.1, 9.9, 10.1, 57.0, 95.0, 189.9, 190.1, 191.4):
        nearest = min(range(len(bins)), key=lambda i: abs(told["x"][i] - second))
        assert bins[nearest].start_seconds <= second <= bins[nearest].end_seconds
    assert told["customdata"] == [list(row) for row in figure.rows]
    scored = "%{customdata[0]} to %{customdata[1]}<br>"
    words = ["not scored: %{customdata[10]}" if m.emotions is None else "" for m in bins]
    for template, why in zip(told["hovertemplate"], words, strict=True):
        assert template.startswith(scored + why)
        assert ("happy %{customdata[5]}" in template) is not bool(why)


def test_the_axis_of_a_timeline_has_few_round_ticks():
    for seconds, ticks in (
        (7.5, ["0:00", "0:02", "0:04", "0:06"]),
        (2.4, ["0.0\u202fs", "0.5\u202fs", "1.0\u202fs", "1.5\u202fs", "2.0\u202fs"]),
        (144.0, None),
        (7200.0, None),
    ):
        axis = timelines(recording("q", 1, seconds))["fused"].drawing["layout"]["xaxis"]
        if seconds > 3:
            assert axis["ticktext"] == [clock(each) for each in axis["tickvals"]]
        assert len(axis["tickvals"]) <= 8
        assert ticks is None or axis["ticktext"] == ticks


def test_a_timeline_says_why_a_bin_is_missing():
    part = recording("strengths", 1, 200.0)
    face = timelines(part)["face"]
    bins = [m for m in part.moments if m.modality == "face"]
    assert [gap[:2] for gap in gaps(bins)] == [(90.0, 110.0)]
    assert trace(face.drawing, "telling")["x"] == [35.0]
    assert "1:30 to 1:50 (no verified face in the frame)" in face.text
    assert [row[-1] for row in face.rows if row[2] == ""] == ["no verified face in the frame"] * 2
    bands = [s for s in face.drawing["layout"]["shapes"] if s["type"] == "rect"]
    assert [(band["x0"], band["x1"]) for band in bands] == [(90.0, 110.0)]


def test_long_recordings_are_merged_by_scored_time():
    def bin_(number, share, happy):
        rest = (1 - happy) / 6
        emotions = {e: happy if e == "happy" else rest for e in EMOTIONS} if share else None
        state = "scored" if share else "no_face"
        return Moment("face", 10.0 * number, 10.0 * number + 10, share, state, "", emotions)

    bins = [bin_(0, 1.0, 0.8), bin_(1, 0.5, 0.2), bin_(2, 0.0, 0), bin_(3, 0.0, 0)]
    joined, seconds = merged({"face": bins}, 2)
    first, second = joined["face"]
    assert seconds == 20.0
    assert first.emotions["happy"] == pytest.approx((0.8 + 0.5 * 0.2) / 1.5)
    assert sum(first.emotions.values()) == pytest.approx(1)
    assert (first.start_seconds, first.end_seconds, first.scored_share) == (0.0, 20.0, 0.75)
    assert (second.emotions, second.state) == (None, "no_face")


@pytest.mark.parametrize("contents", [long_interview(), many_attempts()])
def test_a_page_has_room_for_all_its_bins(contents):
    counts = [len(b) for series, _ in bins_of(contents.recordings) for b in series.values()]
    assert min(counts) >= LEAST_BINS
    assert max(counts) <= MOST_BINS
    assert sum(counts) <= MOST_ON_A_PAGE
    figures = sections(contents).over_time[0][1]
    assert "each step is the mean of" in figures["fused"].text


def test_moments_are_named_that_moved_a_mean_by_a_point():
    part = recording("strengths", 1, 200.0)
    small = part.telling[0]._replace(start_seconds=60.0, pull=-0.009)
    assert worth_telling(replace(part, telling=[*part.telling, small])) == part.telling
    one = [m for m in part.moments if m.modality == "face" or m.start_seconds == 0]
    assert worth_telling(replace(part, moments=one)) == part.telling[:1]
