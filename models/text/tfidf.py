"""TF-IDF of tokens and pairs of tokens, and one logistic regression per trait."""

from collections.abc import Sequence
from typing import NamedTuple
from zipfile import ZIP_DEFLATED

import numpy as np
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline

from models.text.evaluation import Labels, Probabilities, stratified_folds
from models.text.preprocessing import written_tokens


class TfidfOptions(NamedTuple):
    """Hyperparameters. The inverse regularisation is chosen from `grid` inside training folds."""

    seed: int = 2026
    folds: int = 10
    inner_folds: int = 3
    grid: tuple[float, ...] = (0.5, 1.0, 2.0)
    minimum_essays: int = 5
    """A token or pair written in fewer essays is not stored: it could name somebody."""


def joined_tokens(text: str) -> str:
    """The model's input: tokens separated by blanks, so that the vectorizer only splits."""
    return " ".join(written_tokens(text))


def build_vectorizer(minimum_essays: int) -> TfidfVectorizer:
    """Tokens and pairs, logarithmic counts, smoothed inverse document frequency, unit length."""
    return TfidfVectorizer(
        lowercase=False,
        token_pattern=r"\S+",  # noqa: S106
        ngram_range=(1, 2),
        min_df=minimum_essays,
        sublinear_tf=True,
    )


def _classifiers(inverse_regularisation: float) -> OneVsRestClassifier:
    """Five independent binary classifiers (multi-label, so never normalised to sum to one)."""
    return OneVsRestClassifier(LogisticRegression(C=inverse_regularisation, solver="liblinear"))


def fit_tfidf(joined: Sequence[str], labels: Labels, options: TfidfOptions) -> Pipeline:
    """Choose the regularisation by inner folds of these essays, then train on all of them.

    Args:
        joined: n texts from `joined_tokens`.
        labels: 0 or 1, shape (n, 5).
        options: hyperparameters.

    Returns:
        Pipeline from `joined_tokens` to probabilities (n, 5).
    """
    vectorizer = build_vectorizer(options.minimum_essays)
    features = vectorizer.fit_transform(joined)

    def held_out_loss(inverse_regularisation: float) -> float:
        predicted = np.zeros(labels.shape)
        for train, test in stratified_folds(labels, options.inner_folds, options.seed):
            classifiers = _classifiers(inverse_regularisation).fit(features[train], labels[train])
            predicted[test] = classifiers.predict_proba(features[test])
        return float(
            np.mean([log_loss(labels[:, i], predicted[:, i]) for i in range(labels.shape[1])])
        )

    best = min(options.grid, key=held_out_loss)
    classifiers = _classifiers(best).fit(features, labels)
    return Pipeline([("vectorizer", vectorizer), ("classifiers", classifiers)])


def predict_tfidf(pipeline: Pipeline, joined: Sequence[str]) -> Probabilities:
    """Uncalibrated probabilities, float64, shape (n, 5)."""
    probabilities: Probabilities = pipeline.predict_proba(list(joined))
    return probabilities


def pipeline_to_bytes(pipeline: Pipeline) -> bytes:
    """Serialise with skops: a zip of JSON and arrays, without code."""
    content: bytes = skops.io.dumps(pipeline, compression=ZIP_DEFLATED, compresslevel=9)
    return content


def pipeline_from_bytes(content: bytes) -> Pipeline:
    """Load a pipeline; only scikit-learn's and NumPy's own types are accepted.

    Raises:
        skops.io.exceptions.UntrustedTypesFoundException: if it names any other type.
    """
    return skops.io.loads(content, trusted=[])
