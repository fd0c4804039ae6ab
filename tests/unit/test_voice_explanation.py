"""Which windows moved the voice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.voice.explanation import explain_voice

SCORES = st.integers(1, 30).flatmap(
    lambda n: arrays(np.float64, (n, 7), elements=st.floats(0, 1, allow_subnormal=False))
)


@given(SCORES, st.integers(0, 6), st.one_of(st.none(), st.floats(0, 1)))
def test_pulls_sum_to_the_distance_of_the_mean_from_the_reference(scores, emotion, reference):
    numbers = [3 * i + 1 for i in range(len(scores))]
    explained = explain_voice(scores, numbers, emotion, reference)
    base = 1 / 7 if reference is None else reference
    expected = scores[:, emotion].mean() - base
    assert sum(each.pull for each in explained) == pytest.approx(expected, abs=1e-12)
    assert sorted(each.window for each in explained) == numbers
    sizes = [abs(each.pull) for each in explained]
    assert sizes == sorted(sizes, reverse=True)


@given(SCORES, st.integers(0, 6))
def test_leaving_out_is_what_leaving_out_does(scores, emotion):
    values = scores[:, emotion]
    for each in explain_voice(scores, range(len(scores)), emotion):
        others = np.delete(values, each.window)
        expected = values.mean() - others.mean() if len(others) else 0
        assert each.leaving_out == pytest.approx(expected, abs=1e-12)


def test_signs_and_order():
    scores = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])
    strongest, second, none = explain_voice(scores, [4, 5, 7], 0)
    assert (strongest.window, second.window, none.window) == (4, 7, 5)
    assert strongest.pull == pytest.approx(0.4 / 3)
    assert second.pull == pytest.approx(-0.1)
    assert none.pull == 0
    assert strongest.leaving_out > 0 > second.leaving_out


@pytest.mark.parametrize(
    ("scores", "windows", "emotion"),
    [
        (np.empty((0, 7)), [], 0),
        (np.ones((2, 7)) / 7, [0], 0),
        (np.ones((1, 7)) / 7, [0], 7),
        (np.full((1, 7), np.nan), [0], 0),
    ],
)
def test_nonsense_is_refused(scores, windows, emotion):
    with pytest.raises(ValueError, match=r"windows for|no class|finite"):
        explain_voice(scores, windows, emotion)
