"""From pairwise decisions to probabilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.svm import SVC

from models.voice.pairwise import pairwise_probabilities

DECISIONS = arrays(np.float64, (5, 21), elements=st.floats(-1e6, 1e6))


@given(DECISIONS)
def test_rows_are_distributions_and_independent_of_each_other(decisions):
    together = pairwise_probabilities(decisions, 7)
    np.testing.assert_allclose(together.sum(axis=1), 1, rtol=1e-12)
    assert (together > 0).all()
    single = [pairwise_probabilities(row[np.newaxis], 7)[0] for row in decisions]
    np.testing.assert_array_equal(together, single)


@given(DECISIONS)
def test_turning_every_decision_turns_the_order(decisions):
    ahead, behind = (pairwise_probabilities(sign * decisions, 7) for sign in (1, -1))
    np.testing.assert_allclose(ahead * behind, (ahead * behind)[:, :1].repeat(7, 1), rtol=1e-6)


@pytest.mark.parametrize("winner", range(7))
def test_who_wins_all_pairs_is_on_top(winner):
    rng = np.random.default_rng(winner)
    centres = 4 * np.eye(7)
    features = centres.repeat(20, axis=0) + rng.normal(0, 0.3, (140, 7))
    svm = SVC(decision_function_shape="ovo").fit(features, np.arange(7).repeat(20))
    decisions = svm.decision_function(centres[[winner]])
    assert pairwise_probabilities(decisions, 7).argmax() == winner
    assert svm.predict(centres[[winner]]) == winner


def test_no_decision_is_no_opinion():
    np.testing.assert_allclose(pairwise_probabilities(np.zeros((1, 21)), 7), 1 / 7)


@pytest.mark.parametrize("shape", [(1, 20), (21,), (1, 7)])
def test_another_number_of_pairs_is_refused(shape):
    with pytest.raises(ValueError, match="21 pairs"):
        pairwise_probabilities(np.zeros(shape), 7)
