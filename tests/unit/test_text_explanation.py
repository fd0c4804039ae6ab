"""Contributions of words: they add up to the score."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit

from models.card import Card
from models.store import load_artefact, load_release
from models.text.explanation import word_contributions
from models.text.style import STYLE_NAMES
from models.text.tfidf import TextTfidf, TfidfModel
from models.training.publish import save_artefact
from schemas.labels import TRAITS
from tests.synthetic_essays import FILLER, SIGNS

OUTGOING = "I love going to parties with all my friends, we laugh and dance every night. " * 5
WORRIED = "I worry a lot, I am so scared and alone. " * 9


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TextTfidf:
    """A model with drawn weights in which each trait's two words speak for it."""
    rng = np.random.default_rng(0)
    terms = sorted({*" ".join(SIGNS).split(), *FILLER.split(), "home", "i", "!", "museum has"})
    weights = rng.normal(0, 0.2, (len(terms), len(TRAITS)))
    for trait, signs in enumerate(SIGNS):
        for word in signs.split():
            weights[terms.index(word), trait] += 2
    styles = len(STYLE_NAMES)
    model = TfidfModel(
        terms,
        idf=rng.uniform(1, 3, len(terms)),
        term_weights=weights,
        style_mean=rng.uniform(0, 0.1, styles),
        style_scale=rng.uniform(0.1, 0.2, styles),
        style_weights=rng.normal(0, 0.02, (styles, len(TRAITS))),
        intercepts=rng.normal(0, 0.3, len(TRAITS)),
    )
    temperatures = {trait: 0.8 + place / 10 for place, trait in enumerate(TRAITS)}
    card, folder = Card(scoring={"temperatures": temperatures}), tmp_path_factory.mktemp("small")
    save_artefact("text_tfidf", "0.0.1", model.to_files(), card, folder)
    return TextTfidf(load_artefact("text_tfidf", "0.0.1", folder))


def assert_adds_up(scorer: TextTfidf, text: str, count: int) -> None:
    explanations = word_contributions(scorer, text, count)
    assert list(explanations) == list(TRAITS)
    found = [explanations[trait].log_odds for trait in TRAITS]
    np.testing.assert_allclose(found, logit(scorer.score([text])[0]), atol=1e-6)
    for explanation in explanations.values():
        up = [part.log_odds for part in explanation.up]
        down = [part.log_odds for part in explanation.down]
        assert len(up) <= count
        assert len(down) <= count
        assert up == sorted(up, reverse=True)
        assert down == sorted(down)
        assert all(value > 0 for value in up)
        assert all(value < 0 for value in down)


@given(
    st.lists(st.sampled_from([*" ".join(SIGNS).split(), "home", "I", "unheard", "!"]), max_size=30),
    st.integers(0, 12),
)
@settings(max_examples=60)
def test_contributions_add_up_to_the_score(small: TextTfidf, tokens: list[str], count: int) -> None:
    assert_adds_up(small, " ".join(tokens), count)


def test_the_words_that_matter_are_named(small: TextTfidf) -> None:
    explanation = word_contributions(small, "I walk home. The museum has a poem. " * 3, 5)
    named = {part.name for part in explanation["openness"].up if not part.stylistic}
    assert named & {"museum", "poem"}
    everything = word_contributions(small, "The museum has a poem.", 500)["openness"]
    assert everything.rest == pytest.approx(0)
    assert {part.name for part in everything.up if part.stylistic} <= set(STYLE_NAMES)


def test_the_shipped_model_is_explained() -> None:
    scorer = TextTfidf(load_release().artefacts["text_tfidf"])
    for text in (OUTGOING, WORRIED, ""):
        assert_adds_up(scorer, text, 10)
    worry = word_contributions(scorer, WORRIED)["neuroticism"]
    assert any("scared" in part.name or "alone" in part.name for part in worry.up)
