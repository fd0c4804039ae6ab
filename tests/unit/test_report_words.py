"""Words in the figures of a candidate."""

from dataclasses import replace

import pytest

from jobs.report.contents import WordCount, WordPull
from jobs.report.figures.candidate import sections
from tests.report_contents import rich


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
