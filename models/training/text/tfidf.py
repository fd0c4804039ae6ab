"""Fits TF-IDF of tokens and pairs beside stylistic counts: one linear classifier per trait.

What an essay is about shows in many terms together: so the strongest directions of the terms count
once more, each alike (latent semantic analysis, Deerwester et al., 1990). They are linear in the
terms, so in what scores they are part of the terms' weights.

scikit-learn fits; what comes out is `models.text.tfidf.TfidfModel`, plain arrays with which the
same features are computed without it.
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
from models.text.tfidf import LIMIT, TfidfModel
from models.training.text.folds import Labels, Probabilities
from models.training.text.least_squares import (
    Setting,
    choose_setting,
    fit_linear,
    fit_platt,
    gram,
    settings_of,
)

LONGEST_TERM = 2
"""Tokens in a term: `TfidfModel` looks for single tokens and pairs."""


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
    minimum_essays: int = 5
    """A term written in fewer essays is not stored: it could name somebody."""


class Prepared(NamedTuple):
    """What the model sees of one text."""

    tokens: tuple[str, ...]
    """`written_tokens`."""
    style: tuple[float, ...]
    """`style_counts`."""


def prepare(text: str) -> Prepared:
    """Tokens and stylistic counts of one text; never raises."""
    return Prepared(tuple(written_tokens(text)), tuple(style_counts(text).tolist()))


def build_vectorizer(minimum_essays: int, longest_term: int = LONGEST_TERM) -> TfidfVectorizer:
    """Terms, logarithmic counts, smoothed inverse document frequency, unit length.

    Args:
        minimum_essays: in how many essays a term must stand.
        longest_term: tokens in a term.

    Returns:
        Not fitted yet; it takes tokens separated by blanks.
    """
    return TfidfVectorizer(
        lowercase=False,
        token_pattern=r"\S+",  # noqa: S106
        ngram_range=(1, longest_term),
        min_df=minimum_essays,
        sublinear_tf=True,
    )


def topics_of(
    terms: scipy.sparse.csr_matrix, gram_of_terms: NDArray[np.float64], topics: int
) -> NDArray[np.float64]:
    """Strongest directions of the terms, scaled so that each is as loud as any other.

    Args:
        terms: TF-IDF of n essays, shape (n, terms).
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


def fit_tfidf(
    prepared: Sequence[Prepared], labels: Labels, options: TfidfOptions
) -> tuple[TfidfModel, Setting]:
    """Choose weight and penalty by inner folds of these essays, then train on all of them.

    Args:
        prepared: n texts from `prepare`.
        labels: 0 or 1, shape (n, 5).
        options: hyperparameters.

    Returns:
        The model and the setting that was chosen.
    """
    vectorizer = build_vectorizer(options.minimum_essays)
    terms = vectorizer.fit_transform([" ".join(text.tokens) for text in prepared])
    gram_of_terms = gram(terms)
    topics = topics_of(terms, gram_of_terms, options.topics)
    counts = np.array([text.style for text in prepared])
    scaler = StandardScaler()
    styles = np.clip(scaler.fit_transform(counts), -LIMIT, LIMIT)
    blocks = (terms, terms @ topics, styles)
    grams = [gram_of_terms, *(gram(block) for block in blocks[1:])]
    weights = ((1.0,), options.topic_weights, options.style_weights)
    settings = settings_of(weights, options.penalties)
    setting, inner = choose_setting(grams, labels, settings, options.inner_folds, options.seed)
    linear = fit_linear(blocks, grams, labels, setting)
    slopes, offsets = fit_platt(labels, inner)
    of_terms, of_topics, of_style = (slopes * of_block for of_block in linear.coefficients)
    model = TfidfModel(
        vectorizer.get_feature_names_out().tolist(),
        idf=vectorizer.idf_,
        term_weights=of_terms + topics @ of_topics,
        style_mean=scaler.mean_,
        style_scale=scaler.scale_,
        style_weights=of_style,
        intercepts=slopes * linear.intercepts + offsets,
    )
    return model, setting


def predict_tfidf(model: TfidfModel, prepared: Sequence[Prepared]) -> Probabilities:
    """Uncalibrated probabilities, float64, shape (n, 5); a text's do not depend on the others."""
    return np.array([expit(_log_odds(model, text)) for text in prepared])


def _log_odds(model: TfidfModel, text: Prepared) -> NDArray[np.float64]:
    """`TfidfModel.log_odds`, without counting tokens and style of the text anew in each fold."""
    places, values = model.term_features(text.tokens)
    styles = model.style_features(np.array(text.style))
    parts = values @ model.term_weights[places], styles @ model.style_weights
    return np.asarray(parts[0] + parts[1] + model.intercepts)
