"""The strongest directions of an essay's terms."""

import numpy as np
import pytest

from models.training.text.least_squares import gram
from models.training.text.tfidf import build_vectorizer, topics_of
from tests.synthetic_essays import synthetic_essays


def test_topics_are_directions_that_count_alike() -> None:
    texts, _ = synthetic_essays(60)
    terms = build_vectorizer(2, 1).fit_transform(texts)
    topics = topics_of(terms, gram(terms), 7)
    found = np.asarray(terms @ topics)
    assert found.shape == (60, 7)
    np.testing.assert_allclose(found.std(axis=0), 1, atol=1e-9)
    # The strongest directions of the uncentred terms: what they span is the best of its rank.
    span, _ = np.linalg.qr(found)
    dense = terms.toarray()
    left_out = dense - span @ (span.T @ dense)
    singular = np.linalg.svd(dense, compute_uv=False)
    assert (left_out**2).sum() == pytest.approx((singular[7:] ** 2).sum(), rel=1e-6)


def test_there_are_no_more_topics_than_texts_span() -> None:
    terms = build_vectorizer(1, 1).fit_transform(["a b", "b c", "a b", "b c", "c d"])
    assert topics_of(terms, gram(terms), 50).shape[1] <= 3
    same = build_vectorizer(1, 1).fit_transform(["a b", "a b", "a b"])
    assert topics_of(same, gram(same), 50).shape[1] == 0
