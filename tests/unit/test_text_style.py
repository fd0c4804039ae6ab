"""Stylistic counts: golden values on small sentences, scale, and robustness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.text.style import STYLE_NAMES, style_counts
from models.text.style_words import CATEGORIES


def counted(text: str) -> dict[str, float]:
    return dict(zip(STYLE_NAMES, style_counts(text), strict=True))


def rate(count: int, words: int) -> float:
    return float(np.log1p(100 * count / words))


def test_categories_marks_and_tags_of_a_small_text() -> None:
    # 10 words: I do not think we are happy | The dogs ran
    found = counted("I don't think we're happy! The dogs ran...")
    expected = {
        "I, me, my": 1,
        "we, us, our": 1,
        "articles": 1,
        "negations": 1,
        "thinking": 1,
        "good feelings": 1,
        "he, she": 0,
        "past verbs": 1,
        "nouns": 1,
        "exclamation marks": 1,
        "ellipses": 1,
        "full stops": 0,
        "apostrophes": 2,
        "small i": 0,
        "capitals": 2,
    }
    assert {name: found[name] for name in expected} == pytest.approx(
        {name: rate(count, 10) for name, count in expected.items()}
    )


def test_shapes_of_a_small_text() -> None:
    found = counted("The cat sat. The cat and the elephant slept.")
    assert found["words in all (log)"] == pytest.approx(np.log(10))
    assert found["letters a word"] == pytest.approx(34 / 9)
    assert found["long words"] == pytest.approx(1 / 9)
    assert found["short words"] == pytest.approx(7 / 9)
    assert found["words a sentence"] == pytest.approx(np.log(5.5))
    assert found["longest sentence"] == pytest.approx(np.log(7))
    assert found["variety of sentence length"] == pytest.approx(1.5 / 4.5)
    assert found["different words in 100"] == pytest.approx(6 / 9)
    assert found["words used once"] == pytest.approx(4 / 9)
    assert found["unknown words"] == 0
    # the, cat, sat, and, slept: one syllable each; elephant three.
    assert found["syllables a word"] == pytest.approx(11 / 9)
    assert found["reading ease"] == pytest.approx(206.835 - 1.015 * 4.5 - 84.6 * 11 / 9)


def test_inflected_words_count_for_their_dictionary_form() -> None:
    thinking = counted("She thinks and thought and was thinking about it.")["thinking"]
    assert thinking == pytest.approx(rate(3, 9))


def test_typographic_and_plain_apostrophes_are_the_same() -> None:
    assert (
        style_counts("I\u2019m sure it isn\u2019t.") == style_counts("I'm sure it isn't.")
    ).all()


def test_words_are_ours_lower_case_and_every_name_is_used_once() -> None:
    assert len(set(STYLE_NAMES)) == len(STYLE_NAMES)
    assert all(words for words in CATEGORIES.values())
    assert all(word == word.lower() for words in CATEGORIES.values() for word in words)


def test_a_text_without_words_has_no_style() -> None:
    for text in ("", "...", "12 + 30", "\u200b"):
        assert not style_counts(text).any()


@given(st.text(max_size=300))
@settings(max_examples=150)
def test_any_text_has_finite_counts(text: str) -> None:
    found = style_counts(text)
    assert found.shape == (len(STYLE_NAMES),)
    assert np.isfinite(found).all()
    assert found.min() >= 0


@given(
    st.lists(st.sampled_from(["I love it!", "She was not here.", "Why? (Oh.)"]), min_size=1),
    st.integers(2, 4),
)
@settings(max_examples=50)
def test_rates_of_a_repeated_text_stay(sentences: list[str], times: int) -> None:
    text = " ".join(sentences)
    first = STYLE_NAMES.index("I, me, my")
    once, often = style_counts(text), style_counts(" ".join([text] * times))
    assert often[first:] == pytest.approx(once[first:])
    assert often[0] > once[0]
