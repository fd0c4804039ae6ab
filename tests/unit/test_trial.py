"""A trial trains on less and judges the same."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.training.trial import smaller, some_of


@given(st.integers(1, 300), st.floats(0.001, 1), st.integers(0, 9))
def test_a_share_is_drawn_from_all_over_in_order(count, fraction, seed):
    items = np.arange(count) + 1000
    kept = some_of(items, fraction, seed)
    assert len(kept) == max(1, np.floor(fraction * count + 0.5))
    assert set(kept) <= set(items)
    assert (np.diff(kept) > 0).all()
    np.testing.assert_array_equal(kept, some_of(items, fraction, seed))


def test_what_is_judged_stays_whole():
    splits = [(np.arange(10), np.arange(10, 15)), (np.arange(5, 15), np.arange(5))]
    assert [len(training) for training, _ in smaller(splits, 0.5)] == [5, 5]
    for (_, test), (_, before) in zip(smaller(splits, 0.5), splits, strict=True):
        np.testing.assert_array_equal(test, before)
    (only,) = smaller(splits, first=1)
    np.testing.assert_array_equal(only[0], np.arange(10))
