"""The figures of a candidate: values in, values out."""

import json
import math
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from jobs.report import candidate_figures
from jobs.report.contents import Moment, WordCount, WordPull
from jobs.report.figure import script_json
from jobs.report.figures.bins import LEAST_BINS, MOST_BINS, MOST_ON_A_PAGE, bins_of, merged
from jobs.report.figures.candidate import sections
from jobs.report.figures.slim import SHARED, slim
from jobs.report.figures.spread import spread
from jobs.report.figures.style import plain
from jobs.report.figures.timeline import gaps
from jobs.report.figures.traits import error_span
from jobs.report.shell import COLOURS
from jobs.report.telling import worth_telling
from jobs.report.wording import clock, moment, percent, points, visible
from schemas.labels import EMOTIONS, TRAITS
from tests.report_contents import CASES, long_interview, many_attempts, recording, rich, scores


def trace(drawing, name):
    (found,) = [part for part in drawing["data"] if part["name"] == name]
    return found


@pytest.mark.parametrize("case", CASES)
def test_plotly_takes_every_figure_as_it_is(case):
    contents = CASES[case]()
    drawn = candidate_figures(contents)
    assert list(drawn) == [figure.id for figure in sections(contents).all()]
    assert all(isinstance(figure, go.Figure) for figure in drawn.values())


def test_emotions_are_drawn_and_told_as_they_are_scored():
    contents = rich()
    for figure in sections(contents).emotions:
        modality = figure.id.removeprefix("emotions-")
        rows = {c.measure: c for c in contents.compared if c.modality == modality}
        own = trace(figure.drawing, "own")
        assert dict(zip(own["y"], own["x"], strict=True)) == {e: rows[e].score for e in EMOTIONS}
        others = trace(figure.drawing, "others")
        assert others["x"] == [rows[e].others_score for e in EMOTIONS]
        assert [row[0] for row in figure.rows] == list(EMOTIONS)
        assert [row[1] for row in figure.rows] == [percent(rows[e].score) for e in EMOTIONS]
        assert [row[3] for row in figure.rows] == [percent(rows[e].others_score) for e in EMOTIONS]
        assert "41 other people" in figure.text


@pytest.mark.parametrize(
    ("case", "told"), [("alone", "Nobody else"), ("cohort_of_two", "fewer than five are not shown")]
)
def test_nobody_is_told_of_where_there_are_few(case, told):
    for figure in sections(CASES[case]()).emotions:
        assert trace(figure.drawing, "others")["x"] == []
        assert told in figure.text
        assert {row[3] for row in figure.rows} == {percent(None)}


def test_a_small_number_of_others_is_marked():
    (figure, *_) = sections(CASES["voice_only"]()).emotions
    assert "They are few" in figure.text
    assert any("few" in str(note["text"]) for note in figure.drawing["layout"]["annotations"])


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


def test_questions_attempts_and_traits_keep_their_values():
    contents = rich()
    drawn = sections(contents)
    last = [p for p in contents.recordings if p.attempt == 3 or p.question_id == "strengths"]
    for emotion in EMOTIONS:
        assert trace(drawn.questions.drawing, emotion)["x"] == [
            p.emotions["fused"][emotion] for p in last
        ]
        assert trace(drawn.attempts[0].drawing, emotion)["y"] == [
            p.emotions["fused"][emotion] for p in contents.recordings[:3]
        ]
    assert [row[:2] for row in drawn.questions.rows] == [("motivation", "3"), ("strengths", "1")]
    assert len(drawn.attempts) == 1
    own = trace(drawn.traits.drawing, "own")
    assert own["x"] == [t.score for t in contents.traits]
    assert [row[0] for row in drawn.traits.rows] == list(TRAITS)
    bars = own["error_x"]
    for i, reading in enumerate(contents.traits):
        low, high = own["x"][i] - bars["arrayminus"][i], own["x"][i] + bars["array"][i]
        assert (low, high) == pytest.approx(
            (reading.score - reading.error, reading.score + reading.error)
        )


def test_the_usual_error_is_told_in_points():
    usual = sections(rich()).traits
    assert "usual error on essays of people it never saw: 24.1 to 28.1 points" in usual.text
    assert usual.rows[0][2] == "\u00b1 24.1 points"
    unknown = [t._replace(error=None) for t in rich().traits]
    figure = sections(replace(rich(), traits=unknown)).traits
    assert "error" not in figure.text
    assert figure.rows[0][2] == "not measured"


def test_an_error_stays_on_its_scale():
    reading = rich().traits[0]
    assert error_span(reading._replace(score=0.9, error=0.3)) == (pytest.approx(0.6), 1.0)
    assert error_span(reading._replace(error=None)) == (reading.score, reading.score)


def test_words_used_by_fewer_than_five_people_have_no_number():
    rows = {row[0]: row[1:] for row in sections(rich()).words.rows}
    assert rows["team"] == ("14", "6")
    assert rows["design"] == ("12", "fewer than five")


def test_a_cohort_too_small_for_numbers_has_no_column_of_them():
    contents = rich()
    words = [replace(w, cohort_people=None) for w in contents.words]
    small = sections(replace(contents, words=words)).words
    assert small.rows == [(w.word, str(w.own)) for w in words]
    assert small.headers == ("Word", "Own uses")
    assert small.drawing["layout"]["annotations"] == []
    assert small.text.count("Fewer than five others of the cohort") == 1
    usual = sections(contents).words
    assert usual.headers == ("Word", "Own uses", "Others")
    assert "fewer" not in usual.text.casefold()
    # Numbers of other words than those drawn are in the table only.
    other = [*(replace(w, own=20) for w in words), *words[:7], WordCount("cohort", 0, 7)]
    both = sections(replace(contents, words=other)).words
    assert both.rows[-1] == ("cohort", "0", "7")
    assert both.drawing["layout"]["annotations"] == []


def test_who_wrote_nothing_has_no_words_and_words_of_others_are_not_drawn():
    others = [WordCount("alert", 0, 7), WordCount("team", 0, 6)]
    assert sections(replace(rich(), words=others)).words is None
    figure = sections(replace(rich(), words=[WordCount("own", 2, None), *others])).words
    assert figure.drawing["data"][0]["x"] == [2]
    assert [row[0] for row in figure.rows] == ["own", "alert", "team"]
    usual = sections(rich()).words.text
    assert "how many others of the cohort have it among the 15 most common words" in usual


def test_a_habit_is_told_from_a_word():
    def told(name, stylistic):
        pull = WordPull("a", "openness", name, stylistic, 0.3)
        return sections(replace(rich(), word_pulls=[pull])).word_pulls.text

    assert "the word \u201cfriends\u201d moved openness up" in told("friends", False)
    assert "the habit \u201cfriends\u201d (how many words are of this kind)" in told(
        "friends", True
    )
    assert "the habit \u201cformality\u201d moved" in told("formality", True)


def test_how_both_are_put_together_is_told_where_it_was_learned():
    def told(contents):
        return {f.id: "Take it as a direction" in f.text for f in sections(contents).emotions}

    learned = {"emotions-fused": True, "emotions-face": False, "emotions-voice": False}
    assert told(replace(rich(), is_fusion_learned=True)) == learned
    assert not any(told(rich()).values())
    assert not any(told(replace(CASES["voice_only"](), is_fusion_learned=True)).values())


def test_moments_are_named_that_moved_a_mean_by_a_point():
    part = recording("strengths", 1, 200.0)
    small = part.telling[0]._replace(start_seconds=60.0, pull=-0.009)
    assert worth_telling(replace(part, telling=[*part.telling, small])) == part.telling
    one = [m for m in part.moments if m.modality == "face" or m.start_seconds == 0]
    assert worth_telling(replace(part, moments=one)) == part.telling[:1]


def test_a_word_moves_a_trait_once_over_all_texts():
    def pull(document, name, log_odds, trait="openness"):
        return WordPull(document, trait, name, False, log_odds)

    pulls = [
        pull("a", "art", 0.3),
        pull("a", "team", -0.44),
        pull("b", "team", 0.1),
        pull("c", "team", 0.1),
        pull("c", "art", 0.0),
        pull("c", "plan", 0.6, "neuroticism"),
    ]
    figure = sections(replace(rich(), word_pulls=pulls)).word_pulls
    assert figure.rows == [
        ("openness", "art", "word", "+0.100", "1 of 3"),
        ("openness", "team", "word", "\u22120.080", "3 of 3"),
        ("neuroticism", "plan", "word", "+0.200", "1 of 3"),
    ]
    (bars,) = figure.drawing["data"]
    assert bars["text"] == ["art", "team", "plan"]
    assert bars["x"] == pytest.approx([0.1, -0.08, 0.2])
    assert "the mean over the 3 texts that could be taken apart" in figure.text
    alone = sections(replace(rich(), word_pulls=pulls[:2])).word_pulls
    assert alone.rows[0] == ("openness", "team", "word", "\u22120.440", "1 of 1")
    assert "of the one text that could be taken apart" in alone.text


def test_labels_keep_apart_and_in_order():
    assert spread([0.5, 0.1], 0.1, 0, 1) == [0.5, 0.1]
    close = spread([0.5, 0.5, 0.48], 0.1, 0, 1)
    assert sorted(close) == pytest.approx([0.39333, 0.49333, 0.59333], abs=1e-4)
    assert min(close) == close[2]
    assert spread([0.0, 0.0], 0.1, 0, 1) == pytest.approx([0.0, 0.1])
    assert spread([1.0, 1.0], 0.1, 0, 1) == pytest.approx([0.9, 1.0])
    free = spread([0.1, 0.1, 0.5, 0.52], 0.1, -math.inf, math.inf)
    assert free == pytest.approx([0.05, 0.15, 0.46, 0.56])


def test_no_name_can_end_a_script_or_begin_markup():
    assert "<" not in script_json({"name": "</script><b>"})
    assert json.loads(script_json({"x": "</script>\u2028&"})) == {"x": "</script>\u2028&"}
    assert script_json([0.123456, 1, None, 30.0]) == "[0.123,1,null,30]"
    assert plain("<a href='javascript:x'>&", 50) == "&lt;a href='javascript:x'&gt;&amp;"
    assert plain("abcdef", 4) == "abc\u2026"


def test_what_figures_share_is_left_out_and_can_be_put_back():
    for figure in sections(rich()).all():
        slimmed = slim(figure)
        before = None
        for part in slimmed["data"]:
            before = part.setdefault("x", before) if "y" in part else part.get("x")
            if part.get("customdata") == "table":
                part["customdata"] = [list(row) for row in figure.rows]
                places = part["hovertemplate"]
                part["hovertemplate"] = [SHARED["templates"][place] for place in places]
        layout = {**SHARED["layout"], **slimmed["layout"]}
        for key in layout:
            if key.startswith(("xaxis", "yaxis")):
                layout[key] = {**SHARED["axis"], **layout[key]}
        assert {"data": slimmed["data"], "layout": layout} == figure.drawing
        assert "hoverlabel" not in slimmed["layout"]


def test_a_colour_of_the_light_page_stands_for_one_variable():
    assert len({colour.on_light for colour in COLOURS.values()}) == len(COLOURS)


def test_numbers_in_words():
    assert percent(0.3817) == "38.2\u202f%"
    assert percent(1 / 7) == "14.3\u202f%"
    assert points(-0.0312) == "\u22123.1 points"
    assert [clock(s) for s in (7.9, 750, 3723)] == ["0:07", "12:30", "1:02:03"]
    assert [moment(s) for s in (7.5, 7.96, 60.0, 196.53)] == ["0:07.5", "0:08", "1:00", "3:16.5"]
    assert visible("a\u202eb\0\u00e9\u200d") == "a\\u202eb\\u0000\u00e9\\u200d"
    assert sum(scores(0.3).values()) == pytest.approx(1)
