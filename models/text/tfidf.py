"""TF-IDF of tokens and pairs beside stylistic counts, and one linear classifier per trait.

What an essay is about shows in many terms together: so the strongest directions of the terms count
once more, each alike (latent semantic analysis, Deerwester et al., 1990). They are linear in the
terms, so in what scores they are part of the terms' weights.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import StandardScaler

from models.text.preprocessing import written_tokens
from models.text.style import style_counts
from models.training.text.folds import Labels, Probabilities
from models.training.text.least_squares import (
    Setting,
    choose_setting,
    fit_linear,
    fit_platt,
    gram,
    settings_of,
)

LIMIT = 3.0
"""Standard deviations at which a stylistic count is cut: a short text has extreme shares."""


class TfidfOptions(NamedTuple):
    """Hyperparameters. Weight and penalty are chosen from the grids inside training folds."""

    seed: int = 2026
    folds: int = 10
    inner_folds: int = 5
    style_weights: tuple[float, ...] = (0.15, 0.3)
    """Weight of the stylistic counts in the Gram matrix; the terms have 1."""
    penalties: tuple[float, ...] = (5.0, 12.0)
    topics: int = 50
    """Strongest directions of the terms."""
    topic_weights: tuple[float, ...] = (0.2, 0.5)
    """Weight of the topics in the Gram matrix."""
    longest_term: int = 2
    """Tokens in a term."""
    minimum_essays: int = 5
    """A term written in fewer essays is not stored: it could name somebody."""


class Prepared(NamedTuple):
    """What the model reads of one text."""

    joined: str
    """Tokens separated by blanks, so that the vectorizer only splits."""
    style: tuple[float, ...]
    """`style_counts`."""


class Styled(NamedTuple):
    """A trained model: log-odds = intercept + sum of weight x feature, per trait."""

    vectorizer: TfidfVectorizer
    scaler: StandardScaler
    term_weights: NDArray[np.float64]
    """Shape (terms, 5), in log-odds."""
    style_weights: NDArray[np.float64]
    """Shape (counts, 5), in log-odds per standard deviation."""
    intercepts: NDArray[np.float64]
    """Shape (5,)."""


def joined_tokens(text: str) -> str:
    """The tokens of a text separated by blanks."""
    return " ".join(written_tokens(text))


def prepare(text: str) -> Prepared:
    """Tokens and stylistic counts of one text; never raises."""
    return Prepared(joined_tokens(text), tuple(style_counts(text).tolist()))


def build_vectorizer(minimum_essays: int, longest_term: int) -> TfidfVectorizer:
    """Terms, logarithmic counts, smoothed inverse document frequency, unit length."""
    return TfidfVectorizer(
        lowercase=False,
        token_pattern=r"\S+",  # noqa: S106
        ngram_range=(1, longest_term),
        min_df=minimum_essays,
        sublinear_tf=True,
    )


def term_features(vectorizer: TfidfVectorizer, joined: Sequence[str]) -> scipy.sparse.csr_matrix:
    """TF-IDF, shape (n, terms), rows of unit length or zero."""
    return vectorizer.transform(joined)


def topics_of(
    terms: scipy.sparse.csr_matrix, gram_of_terms: NDArray[np.float64], topics: int
) -> NDArray[np.float64]:
    """Strongest directions of the terms, scaled so that each is as loud as any other.

    Args:
        terms: TF-IDF of n essays, from `term_features`.
        gram_of_terms: their `gram`, shape (n, n).
        topics: how many; fewer where the essays do not span as many.

    Returns:
        Shape (terms, topics): `terms @ topics_of(...)` has unit deviation in each column.
    """
    size = len(gram_of_terms)
    strongest = (max(0, size - topics), size - 1)
    strengths, essays = eigh(gram_of_terms, subset_by_index=strongest)
    kept = strengths > 1e-9 * strengths[-1]
    directions = np.asarray(terms.T @ (essays[:, kept] / strengths[kept]))
    deviations = (terms @ directions).std(axis=0)
    spread = deviations > 1e-9  # what all essays share says nothing
    return np.asarray(directions[:, spread] / deviations[spread])


def style_features(
    scaler: StandardScaler, counts: Sequence[Sequence[float]]
) -> NDArray[np.float64]:
    """Stylistic counts in standard deviations from the training mean, cut at LIMIT."""
    return np.asarray(np.clip(scaler.transform(np.array(counts)), -LIMIT, LIMIT))


def fit_tfidf(
    prepared: Sequence[Prepared], labels: Labels, options: TfidfOptions
) -> tuple[Styled, Setting]:
    """Choose weight and penalty by inner folds of these essays, then train on all of them.

    Args:
        prepared: n texts from `prepare`.
        labels: 0 or 1, shape (n, 5).
        options: hyperparameters.

    Returns:
        The model and the setting that was chosen.
    """
    vectorizer = build_vectorizer(options.minimum_essays, options.longest_term)
    terms = vectorizer.fit_transform([text.joined for text in prepared])
    gram_of_terms = gram(terms)
    topics = topics_of(terms, gram_of_terms, options.topics)
    counts = [text.style for text in prepared]
    scaler = StandardScaler().fit(np.array(counts))
    blocks = (terms, terms @ topics, style_features(scaler, counts))
    grams = [gram_of_terms, *(gram(block) for block in blocks[1:])]
    weights = ((1.0,), options.topic_weights, options.style_weights)
    settings = settings_of(weights, options.penalties)
    setting, inner = choose_setting(grams, labels, settings, options.inner_folds, options.seed)
    linear = fit_linear(blocks, grams, labels, setting)
    slopes, offsets = fit_platt(labels, inner)
    of_terms, of_topics, of_style = (slopes * of_block for of_block in linear.coefficients)
    intercepts = slopes * linear.intercepts + offsets
    return Styled(vectorizer, scaler, of_terms + topics @ of_topics, of_style, intercepts), setting


def log_odds(model: Styled, prepared: Sequence[Prepared]) -> NDArray[np.float64]:
    """Uncalibrated log-odds, shape (n, 5); a text's do not depend on the others."""
    terms = term_features(model.vectorizer, [text.joined for text in prepared])
    styles = style_features(model.scaler, [text.style for text in prepared])
    # Row by row: the rounding of a dense product depends on the number of rows.
    style_parts = np.array([row @ model.style_weights for row in styles])
    return np.asarray(terms @ model.term_weights + style_parts + model.intercepts)


def predict_tfidf(model: Styled, prepared: Sequence[Prepared]) -> Probabilities:
    """Uncalibrated probabilities, float64, shape (n, 5)."""
    return np.asarray(expit(log_odds(model, prepared)))
