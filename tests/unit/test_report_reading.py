"""Parts of the report's reading that need neither database nor pictures."""

import re
from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.report.cohorts import quantile
from jobs.report.contents import WordCount, WordPull
from jobs.report.page_names import page_name
from jobs.report.telling import Bin, pulls
from jobs.report.wording import sentence
from jobs.report.words import common_words, counted_words, strongest
from models.store import load_release
from models.voice.explanation import explain_voice
from schemas.labels import EMOTIONS, TRAITS
from transforms.explain_text import TextExplainer

HOSTILE = ["<script>alert(1)</script>", "..", "../../etc/passwd", "con", "a" * 500, "\u202eada", "",
           "ÅSA", "Åsa", "ada.", "ada", "Ada", "a/b", "名前", "\ud800"]  # fmt: skip


def test_page_names_are_safe_short_and_differ_where_case_is_not_told():
    names = [page_name(each) for each in HOSTILE]
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{12}\.html", name) for name in names)
    assert max(map(len, names)) <= 58
    assert len({name.lower() for name in names}) == len(HOSTILE)


def test_page_names_are_the_same_in_every_report():
    assert page_name("Ada Lovelace") == "ada-lovelace-767402161715.html"


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 6), st.floats(0.2, 1)), min_size=1))
def test_pulls_of_moments_sum_to_the_mean_less_the_guess(drawn):
    bins = []
    for number, (scored, place, value) in enumerate(drawn):
        scores = [(1 - value) / 6] * 7
        scores[place] = value
        bins.append(Bin(10.0 * number, 10.0 * number + 10, scored, scores))
    total = sum(each.scored for each in bins)
    means = np.average([b.scores for b in bins], axis=0, weights=[b.scored for b in bins])
    found = pulls(bins)
    assert {each.emotion for each in found} <= {
        name for name, mean in zip(EMOTIONS, means, strict=True) if mean > means.max() - 1e-9
    }
    assert sum(each.pull for each in found) == pytest.approx(means.max() - 1 / 7, abs=1e-9)
    assert [abs(e.pull) for e in found] == sorted((abs(e.pull) for e in found), reverse=True)
    assert total >= len(found) == len(bins)


def test_pulls_of_single_windows_are_those_of_explain_voice():
    scores = np.random.default_rng(1).dirichlet(np.ones(7), 6)
    bins = [Bin(float(n), n + 1.0, 1, row.tolist()) for n, row in enumerate(scores)]
    emotion = int(scores.mean(axis=0).argmax())
    exact = explain_voice(scores, range(6), emotion)
    assert [(e.bin.start_seconds, e.pull) for e in pulls(bins)] == [
        (each.window, pytest.approx(each.pull)) for each in exact
    ]


def test_no_moment_has_no_pull():
    assert pulls([]) == []


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.sampled_from([0.25, 0.5, 0.75]))
def test_quantiles_of_the_others_interpolate(scores, part):
    wanted = np.quantile(scores[1:], part, method="linear")
    ascending = array("d", sorted(scores))
    found = quantile(ascending, part, ascending.index(scores[0]))
    assert found == pytest.approx(wanted, abs=1e-12)


def test_words_of_the_candidate_come_first_and_few_people_are_not_told():
    own = {"team": 4, "plan": 4, "rare": 1}
    cohort = {"team": 6, "plan": 5, "work": 5, "time": 9, "other": 4}
    assert common_words(own, ["team", "plan", "rare"], cohort, 5) == [
        WordCount("plan", 4, None),  # with the candidate five, without four
        WordCount("team", 4, 5),
        WordCount("rare", 1, None),
        WordCount("time", 0, 9),
        WordCount("work", 0, 5),
    ]


def test_at_most_fifteen_own_words_are_told_by_count_then_name():
    own = counted_words([(["b", "a"], [1, 1]), ([f"w{n:02}" for n in range(20)], [2] * 20)])
    told = common_words(own, own, {"a": 9}, 5)
    assert [each.word for each in told] == [*(f"w{n:02}" for n in range(15)), "a"]
    assert told[-1] == WordCount("a", 1, 8)


def test_words_that_move_a_trait_most_are_chosen_over_all_texts():
    def pull(document, name, log_odds):
        return WordPull(document, "openness", name, False, log_odds)

    once = [pull("a", f"once{n}", 0.5 - n / 100) for n in range(4)]
    both = [pull("a", "both", 0.4), pull("b", "both", 0.4), pull("b", "down", -0.2)]
    assert strongest([*once, *both]) == [
        pull("a", "both", 0.4), pull("b", "both", 0.4),
        pull("a", "once0", 0.5), pull("b", "once0", 0.0),
        pull("a", "once1", 0.49), pull("b", "once1", 0.0),
        pull("a", "down", 0.0), pull("b", "down", -0.2),
    ]  # fmt: skip
    assert strongest([]) == []


def test_sentences():
    assert sentence("no picture") == "No picture."
    assert sentence("Done.") == "Done."
    assert sentence(" ") == ""


def test_the_strongest_words_of_a_text_are_told():
    explainer = TextExplainer(load_release())
    told = list(explainer.explain_text("I love the art and the poems, but I hate parties. " * 9, 2))
    assert list(dict.fromkeys(each.trait for each in told)) == list(TRAITS)
    for trait in TRAITS:
        own = [each.log_odds for each in told if each.trait == trait]
        assert len(own) == 4
        assert own[0] >= own[1] > 0 > own[3] >= own[2]
