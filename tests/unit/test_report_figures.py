"""The figures of a candidate: values in, values out."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from jobs.report import candidate_figures
from jobs.report.figures.candidate import sections
from jobs.report.figures.traits import error_span
from jobs.report.wording import percent
from schemas.labels import EMOTIONS, TRAITS
from tests.report_contents import CASES, rich
from tests.report_figures import trace


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


def test_how_both_are_put_together_is_told_where_it_was_learned():
    def told(contents):
        return {f.id: "Take it as a direction" in f.text for f in sections(contents).emotions}

    learned = {"emotions-fused": True, "emotions-face": False, "emotions-voice": False}
    assert told(replace(rich(), is_fusion_learned=True)) == learned
    assert not any(told(rich()).values())
    assert not any(told(replace(CASES["voice_only"](), is_fusion_learned=True)).values())
