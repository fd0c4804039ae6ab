"""What the night page says, as text; how it looks and works is tested in a browser."""

import json
import re
from dataclasses import replace

import pytest

from jobs.report import night_figures
from jobs.report.contents import InputLine
from jobs.report.figures.night import draw_night
from jobs.report.night_page import candidate_rows, count_reasons, render_night
from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS, TRAITS
from tests.night_contents import CASES, hostile, night, person, rich, three_people

LARGEST = 300_000
"""Bytes of a page."""


def test_the_index_of_the_candidates_says_each_word_once():
    people = [person(0), person(3), person(10, "zoë")]
    assert candidate_rows(people) == {
        "cohorts": ["autumn 2026", "évening"],
        "reasons": ["too few frames and windows were scored, and no text (0)"],
        "dates": ["2026-11-14", "2026-11-17", "2026-11-24"],
        "rows": [
            ["person-0000", "person-0000-000000000000", 0, -1, -1, 0, 1, 1, 0],
            ["person-0003", "person-0003-000000000003", 0, 0, 3, 28, 4, 0, 1],
            ["zoë", "person-0010-00000000000a", 1, 0, -1, 0, 0, 0, 2],
        ],
    }


def test_the_list_has_the_first_of_several_reasons():
    line = replace(person(3), reasons="Face seen in 4.2 % of the frames. No voice score.")
    assert candidate_rows([line])["reasons"] == ["Face seen in 4.2 % of the frames."]


def test_a_thousand_candidates_fit_into_a_page():
    pages = render_night(rich(1_000))
    assert {name: len(page.encode()) < LARGEST for name, page in pages.items()} == {
        "index.html": True,
        "list.html": True,
    }
    links = re.findall(r'<a href="candidates/([^"]+)">', pages["list.html"])
    assert links == [line.page for line in rich(1_000).candidates]


def test_of_ten_thousand_inputs_all_are_listed_on_pages_of_their_own():
    inputs = [
        InputLine(f"person-{n:05d}/{'long-' * 20}.mp4", "skipped", "already_scored", "known", "")
        for n in range(10_000)
    ]
    inputs.append(InputLine("last/one.mp4", "failed", "empty_file", "empty", "upload it again"))
    pages = render_night(replace(rich(10), inputs=inputs))
    assert all(len(page.encode()) < LARGEST for page in pages.values())
    names = [name for name in pages if name.startswith("inputs")]
    assert names == ["inputs.html", *(f"inputs-{n}.html" for n in range(2, len(names) + 1))]
    listed = [id_ for name in names for id_ in re.findall(r"<bdi>(.*?)</bdi>", pages[name])]
    assert listed == ["last/one.mp4", *(line.input_id for line in inputs[:-1])]
    assert 'href="inputs.html">All 10,001 inputs' in pages["index.html"]


def test_reasons_are_counted_failures_first():
    counted = [(line.outcome, line.reason, line.inputs) for line in count_reasons(rich().inputs)]
    assert counted == [
        ("failed", "truncated_media", 1),
        ("failed", "unreadable_media", 1),
        ("skipped", "already_scored", 60),
        ("ignored", "closed_folder", 1),
    ]


@pytest.mark.parametrize("case", CASES)
def test_every_page_says_what_a_score_is_not(case):
    for page in render_night(CASES[case]()).values():
        assert CAVEAT.replace("'", "&#39;") in page


def test_the_figures_say_in_their_tables_what_they_draw():
    contents = rich()
    drawn = draw_night(contents)
    assert list(drawn) == ["funnel", "emotions", "traits", "drift", "stages"]
    assert [row[:2] for row in drawn["funnel"].rows] == [
        ("Inputs found", "1,217"),
        ("scored", "1,131"),
        ("skipped", "73"),
        ("failed", "13"),
        ("Candidates with scores, of all nights", "340"),
        ("usable", "291"),
    ]
    for name, measures in (("emotions", EMOTIONS), ("traits", TRAITS)):
        bins = {row[0]: list(map(int, row[1:11])) for row in drawn[name].rows}
        assert bins == {each: list(contents.distributions[each]) for each in measures}
        assert [trace["y"] for trace in drawn[name].drawing["data"]] == list(bins.values())
    lines = drawn["drift"].drawing["data"][: len(EMOTIONS)]
    assert [line["y"][-1] for line in lines] == [night(13).means[each] for each in EMOTIONS]
    assert drawn["drift"].rows[-1][:2] == ("27 Nov", "1,131")
    assert drawn["stages"].rows[0] == ("decode", "4,100.0", "55.9\u202f%")


def test_a_run_that_scored_nothing_says_so_beside_the_stages_of_an_earlier_one():
    idle = replace(night(13), scored=0, stage_seconds={})
    contents = replace(rich(), run=idle, nights=[night(11), night(12), idle])
    drawn = draw_night(contents)["stages"]
    assert drawn.title == "CPU time by stage, night of 26 November 2026"
    assert drawn.rows[0] == ("decode", "4,100.0", "55.9\u202f%")
    said = "The newest run scored nothing, so it has no CPU time by stage."
    assert said in render_night(contents)["index.html"]
    page = render_night(rich())["index.html"]
    assert said not in page
    assert "CPU time by stage, night of" not in page


def test_stages_that_no_run_kept_are_said_to_be_unknown():
    kept = replace(night(13), stage_seconds={})
    contents = replace(rich(), run=kept, nights=[kept])
    assert "stages" not in draw_night(contents)
    page = render_night(contents)["index.html"]
    assert "CPU time by stage is not known for the newest run." in page


def test_too_few_people_and_nights_are_not_drawn():
    assert list(draw_night(three_people())) == ["funnel", "stages"]
    four = {measure: [4, *[0] * 9] for measure in (*EMOTIONS, *TRAITS)}
    five = {**four, "sad": [4, 1, *[0] * 8]}
    assert "emotions" not in draw_night(replace(rich(), distributions=four))
    drawn = draw_night(replace(rich(), distributions=five))["emotions"]
    assert [row[0] for row in drawn.rows] == ["sad"]


def test_a_notebook_gets_plotly_figures():
    figures = night_figures(rich())
    assert {name: type(figure).__name__ for name, figure in figures.items()} == dict.fromkeys(
        ("funnel", "emotions", "traits", "drift", "stages"), "Figure"
    )


def test_the_drift_names_what_moved():
    before, after = night(0), night(1)
    means = {**before.means, "happy": before.means["happy"] + 0.02}
    contents = replace(rich(), nights=[before, replace(after, means=means)])
    assert "Against the night before, happy moved most, by +2.0 points" in (
        draw_night(contents)["drift"].text
    )


def test_no_name_becomes_markup():
    for page in render_night(hostile()).values():
        assert "<script>alert" not in page
        assert "<img" not in page


def test_the_index_survives_its_script_element():
    page = render_night(hostile())["index.html"]
    index = re.search(r'id="candidates-json">(.*?)</script>', page, re.DOTALL)
    assert index
    assert json.loads(index[1])["rows"][4][0] == "</script><script>alert(2)</script>"
