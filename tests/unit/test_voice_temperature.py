"""The temperature of voice models, by pitch and by the spread of their answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.special import softmax

from models.calibration import temper
from models.training.voice.temperature import STEEPEST, fit_voice_temperature
from models.voice.pitch import HIGHEST_HZ, LOWEST_HZ
from models.voice.temperature import LARGEST_CHANGE, MIDDLE_HZ, VoiceTemperature

LOGITS = arrays.arrays(np.float64, (5, 7), elements=st.floats(-15, 15))
PITCHES = arrays.arrays(
    np.float64, 5, elements=st.floats(LOWEST_HZ, HIGHEST_HZ) | st.just(float("nan"))
)
CHANGE = st.floats(-STEEPEST, STEEPEST)
TEMPERATURES = st.builds(VoiceTemperature, st.floats(0.2, 5), CHANGE, CHANGE)


@given(LOGITS, PITCHES, TEMPERATURES)
def test_what_is_tempered_is_a_distribution_with_the_same_order(logits, pitches, temperature):
    raw = softmax(logits, axis=1)
    found = temperature.temper(raw, pitches)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    in_order = np.take_along_axis(found, raw.argsort(axis=1), axis=1)
    assert (np.diff(in_order, axis=1) >= -1e-12).all()  # but for the last bit of an exponential


@given(LOGITS, PITCHES, TEMPERATURES)
def test_a_window_does_not_depend_on_the_others(logits, pitches, temperature):
    raw = softmax(logits, axis=1)
    alone = [temperature.temper(raw[[n]], pitches[[n]])[0] for n in range(len(raw))]
    np.testing.assert_array_equal(alone, temperature.temper(raw, pitches))


def test_a_card_with_a_temperature_only_scores_as_before():
    raw = softmax(np.random.default_rng(0).normal(0, 3, (20, 7)), axis=1)
    earlier = VoiceTemperature.of_card({"temperature": 0.8, "features": "functionals"})
    pitches = np.linspace(LOWEST_HZ, HIGHEST_HZ, 20)
    np.testing.assert_array_equal(earlier.temper(raw, pitches), temper(raw, 0.8))
    fitted = VoiceTemperature(1.2, -0.3, 0.4)
    assert VoiceTemperature.of_card(fitted.to_card()) == fitted


def test_a_high_voice_and_a_certain_answer_by_hand():
    raw = np.array([[0.7, 0.3], [0.7, 0.3], [0.5, 0.5]])
    temperature = VoiceTemperature(2.0, -0.5, 0.0)
    pitches = np.array([2 * MIDDLE_HZ, np.nan, 100.0])
    odds = temperature.temper(raw, pitches)
    ratio = np.log(0.7 / 0.3)
    expected = [ratio / (2 * np.exp(-0.5)), ratio / 2, 0]
    np.testing.assert_allclose(np.log(odds[:, 0] / odds[:, 1]), expected, atol=1e-9)
    spread = VoiceTemperature(1.0, 0.0, np.log(3)).temper(
        np.array([[1 / 3 + 1e-6, 1 / 3, 1 / 3]]), pitches[:1]
    )
    np.testing.assert_allclose(np.log(spread[0, 0] / spread[0, 1]), 1e-6, rtol=0.01)


def test_a_temperature_changes_by_a_limited_factor():
    raw = np.array([[0.7, 0.3]])
    found = VoiceTemperature(1.0, STEEPEST, STEEPEST).temper(raw, np.array([HIGHEST_HZ]))
    factor = np.log(7 / 3) / np.log(found[0, 0] / found[0, 1])
    assert factor == pytest.approx(np.exp(LARGEST_CHANGE))


def test_fitting_finds_what_made_the_labels():
    rng = np.random.default_rng(5)
    truth = softmax(rng.normal(0, 2, (20_000, 7)), axis=1)
    labels = (truth.cumsum(axis=1) < rng.random((len(truth), 1))).sum(axis=1)
    pitches = rng.uniform(90, 350, len(truth))
    # Too sure of low voices: the log odds grow as the pitch falls.
    raw = softmax(
        np.log(truth) * np.exp(-0.4 * np.log2(pitches / MIDDLE_HZ))[:, np.newaxis], axis=1
    )
    fitted = fit_voice_temperature(labels, raw, pitches)
    np.testing.assert_allclose(fitted, [1, -0.4, 0], atol=0.08)


def test_without_pitches_only_the_spread_changes_it():
    rng = np.random.default_rng(1)
    raw = softmax(rng.normal(0, 2, (400, 7)), axis=1)
    fitted = fit_voice_temperature(raw.argmax(axis=1), raw, np.full(400, np.nan))
    assert fitted.by_pitch == 0
    assert fitted.usual == pytest.approx(0.2, rel=0.01)
