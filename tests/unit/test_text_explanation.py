"""Contributions of words: they add up to the score, in both stored forms."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models.text.scorers import TextTfidf
from scipy.special import logit

from models.store import list_releases, load_artefact, load_release, save_artefact
from models.text.explanation import word_contributions
from models.text.style import STYLE_NAMES
from models.text.tfidf import TfidfOptions
from models.training.text.package import train_and_package_tfidf
from schemas.labels import TRAITS
from tests.unit.test_text_models import OUTGOING, SIGNS, WORRIED, synthetic


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TextTfidf:
    folder: Path = tmp_path_factory.mktemp("explained")
    texts, labels = synthetic(120)
    # Some wrong labels, so that no score is within 1e-9 of certainty.
    wrong = np.random.default_rng(0).random(labels.shape) < 0.2
    labels = np.where(wrong, 1 - labels, labels)
    options = TfidfOptions(folds=4, style_weights=(0.3,), penalties=(1.0,), minimum_essays=2)
    files, card = train_and_package_tfidf(texts, labels, options, folder)
    save_artefact("text_tfidf", "0.0.1", files, card, folder)
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


@pytest.mark.parametrize(
    "version", sorted({load_release(v).artefacts["text_tfidf"].version for v in list_releases()})
)
def test_shipped_models_are_explained(version: str) -> None:
    artefact = load_artefact("text_tfidf", version)
    scorer = TextTfidf(artefact)
    for text in (OUTGOING, WORRIED, ""):
        assert_adds_up(scorer, text, 10)
    worry = word_contributions(artefact, WORRIED)["neuroticism"]
    assert any("scared" in part.name or "alone" in part.name for part in worry.up)
