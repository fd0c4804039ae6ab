"""What all figures of the report share: labels, texts, numbers, colours."""

import json
import math

import pytest

from jobs.report.figure import script_json
from jobs.report.figures.candidate import sections
from jobs.report.figures.slim import SHARED, slim
from jobs.report.figures.spread import spread
from jobs.report.figures.style import plain
from jobs.report.shell import COLOURS
from jobs.report.wording import clock, moment, percent, points, visible
from tests.report_contents import rich, scores


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
