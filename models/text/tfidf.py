"""TF-IDF of tokens, pairs and letters beside stylistic counts; one linear classifier per trait."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import StandardScaler

from models.text.evaluation import Labels, Probabilities
from models.text.least_squares import (
    Setting,
    choose_setting,
    fit_linear,
    fit_platt,
    gram,
    settings_of,
)
from models.text.preprocessing import written_tokens
from models.text.style import style_counts

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
    longest_term: int = 2
    """Tokens in a term."""
    minimum_essays: int = 5
    """What is written in fewer essays is not stored: it could name somebody."""
    letters_weight: float = 0.5
    """Weight of the sequences of letters in the Gram matrix."""
    letters: tuple[int, int] = (3, 5)
    """Fewest and most letters in a sequence inside a token: stems, endings, misspellings."""


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
    letters: TfidfVectorizer | None = None
    """None up to version 0.2.0."""
    letters_weights: NDArray[np.float64] | None = None
    """Shape (sequences of letters, 5), in log-odds; None with `letters`."""


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


def build_letters(minimum_essays: int, shortest: int, longest: int) -> TfidfVectorizer:
    """Sequences of letters inside a token, its ends included; else as `build_vectorizer`."""
    return TfidfVectorizer(
        lowercase=False,
        analyzer="char_wb",
        ngram_range=(shortest, longest),
        min_df=minimum_essays,
        sublinear_tf=True,
    )


def term_features(vectorizer: TfidfVectorizer, joined: Sequence[str]) -> scipy.sparse.csr_matrix:
    """TF-IDF, shape (n, terms), rows of unit length or zero."""
    return vectorizer.transform(joined)


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
    joined = [text.joined for text in prepared]
    vectorizer = build_vectorizer(options.minimum_essays, options.longest_term)
    letters = build_letters(options.minimum_essays, *options.letters)
    counts = [text.style for text in prepared]
    scaler = StandardScaler().fit(np.array(counts))
    blocks = (
        vectorizer.fit_transform(joined),
        letters.fit_transform(joined),
        style_features(scaler, counts),
    )
    grams = [gram(block) for block in blocks]
    weights = ((1.0,), (options.letters_weight,), options.style_weights)
    settings = settings_of(weights, options.penalties)
    setting, inner = choose_setting(grams, labels, settings, options.inner_folds, options.seed)
    linear = fit_linear(blocks, grams, labels, setting)
    slopes, offsets = fit_platt(labels, inner)
    of_terms, of_letters, of_style = (slopes * weights for weights in linear.coefficients)
    intercepts = slopes * linear.intercepts + offsets
    model = Styled(vectorizer, scaler, of_terms, of_style, intercepts, letters, of_letters)
    return model, setting


def log_odds(model: Styled, prepared: Sequence[Prepared]) -> NDArray[np.float64]:
    """Uncalibrated log-odds, shape (n, 5); a text's do not depend on the others."""
    joined = [text.joined for text in prepared]
    parts = term_features(model.vectorizer, joined) @ model.term_weights
    if model.letters is not None:
        parts = parts + term_features(model.letters, joined) @ model.letters_weights
    styles = style_features(model.scaler, [text.style for text in prepared])
    # Row by row: the rounding of a dense product depends on the number of rows.
    style_parts = np.array([row @ model.style_weights for row in styles])
    return np.asarray(parts + style_parts + model.intercepts)


def predict_tfidf(model: Styled, prepared: Sequence[Prepared]) -> Probabilities:
    """Uncalibrated probabilities, float64, shape (n, 5)."""
    return np.asarray(expit(log_odds(model, prepared)))
