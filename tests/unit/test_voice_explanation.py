"""Which windows moved the voice, and which moments a model attends to."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.voice.explanation import (
    TellsMoments,
    attention_of,
    attention_over_time,
    explain_voice,
    strongest_moments,
)
from models.voice.windows import WINDOW_SAMPLES, Window

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


class Teller:
    """Attends to moments by given weights."""

    def __init__(self, *weights):
        self.shares = np.array(weights) / sum(weights)

    def score(self, windows):
        return np.full((len(windows), 7), 1 / 7)

    def moments(self, window):
        return self.shares


def window(seconds=3.072, number=0):
    end = number + seconds
    return Window(number, float(number), end, np.zeros(WINDOW_SAMPLES, np.float32), 1.0)


def test_a_model_tells_moments_if_it_has_the_method():
    assert isinstance(Teller(1), TellsMoments)
    assert not isinstance(SimpleNamespace(score=Teller(1).score), TellsMoments)


def test_attention_is_the_mean_of_the_models_as_multiples_of_an_even_one():
    one, other = Teller(1, 1, 2, 4), Teller(4, 2, 1, 1)
    np.testing.assert_allclose(attention_of([one], window()), [0.5, 0.5, 1, 2])
    np.testing.assert_allclose(attention_of([one, other], window()), [1.25, 0.75, 0.75, 1.25])


def test_nothing_is_told_of_the_padding_behind_short_sound():
    told = attention_of([Teller(*[1] * 75, 1000)], window(0.6))
    assert np.isfinite(told).sum() == 15
    assert strongest_moments(told) == []
    assert [
        m.seconds for m in strongest_moments(attention_of([Teller(*[1] * 76)], window(1)))
    ] == []


def test_models_must_tell_the_same_moments():
    with pytest.raises(ValueError, match="inhomogeneous"):
        attention_of([Teller(1, 1), Teller(1, 1, 1)], window())


def test_the_strongest_moments_are_apart_above_even_and_in_order_of_time():
    attention = np.full(76, 0.5)
    attention[[4, 5, 40, 45, 70]] = 3, 4, 2, 1.5, 1.01
    assert strongest_moments(attention, 3) == [
        pytest.approx((0.22, 4)),
        pytest.approx((1.62, 2)),
        pytest.approx((1.82, 1.5)),
    ]
    assert [moment.times_even for moment in strongest_moments(attention, 9)] == [4, 2, 1.5, 1.01]
    assert strongest_moments(np.ones(76)) == []


def test_attention_over_time_is_the_mean_of_the_windows_that_cover_a_moment():
    attention = [np.full(76, value) for value in (1.0, 4.0, 7.0)]
    over_time = attention_over_time(attention, [0, 1, 9])
    assert len(over_time) == 9 * 25 + 76
    np.testing.assert_allclose(over_time[:25], 1)
    np.testing.assert_allclose(over_time[25:76], 2.5)
    np.testing.assert_allclose(over_time[76:101], 4)
    assert np.isnan(over_time[101:225]).all()
    np.testing.assert_allclose(over_time[225:], 7)


def test_moments_behind_the_end_count_for_no_window():
    over_time = attention_over_time([np.array([2, np.nan]), np.array([4, np.nan])], [0, 0])
    np.testing.assert_array_equal(over_time, [3, np.nan])
