"""Regularised least squares: against scikit-learn's ridge, and its choice of a setting."""

import numpy as np
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from models.training.text.folds import stratified_folds
from models.training.text.least_squares import (
    Setting,
    choose_setting,
    fit_linear,
    fit_platt,
    gram,
    settings_of,
)


def data(seed: int, n: int = 40) -> tuple[list[np.ndarray], np.ndarray]:
    rng = np.random.default_rng(seed)
    blocks = [rng.normal(1, 2, (n, 7)), rng.normal(0, 0.1, (n, 3))]
    return blocks, rng.integers(0, 2, (n, 5))


@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(0.01, 50))
@settings(max_examples=40)
def test_weights_are_those_of_ridge_regression(seed: int, weight: float, penalty: float) -> None:
    blocks, labels = data(seed)
    setting = Setting((1.0, weight), penalty)
    found = fit_linear(blocks, [gram(block) for block in blocks], labels, setting)
    # The same by another road: blocks scaled to unit spread and weight, then ridge regression.
    scales = [
        np.sqrt(w / ((block - block.mean(axis=0)) ** 2).sum(axis=1).mean())
        for w, block in zip(setting.weights, blocks, strict=True)
    ]
    scaled = np.hstack([s * block for s, block in zip(scales, blocks, strict=True)])
    ridge = Ridge(alpha=penalty, solver="svd").fit(scaled, 2 * labels - 1)
    np.testing.assert_allclose(found.coefficients[0], ridge.coef_[:, :7].T * scales[0], atol=1e-8)
    np.testing.assert_allclose(found.coefficients[1], ridge.coef_[:, 7:].T * scales[1], atol=1e-7)
    np.testing.assert_allclose(found.intercepts, ridge.intercept_, atol=1e-7)


def test_predictions_of_inner_folds_are_those_of_ridge_regression() -> None:
    blocks, labels = data(5, n=60)
    setting = Setting((1.0, 0.5), 3.0)
    _, predicted = choose_setting([gram(block) for block in blocks], labels, [setting], 4, 0)
    for train, test in stratified_folds(labels, 4, 0):
        scales = [
            np.sqrt(w / ((b[train] - b[train].mean(axis=0)) ** 2).sum(axis=1).mean())
            for w, b in zip(setting.weights, blocks, strict=True)
        ]
        scaled = np.hstack([s * block for s, block in zip(scales, blocks, strict=True)])
        ridge = Ridge(alpha=3.0, solver="svd").fit(scaled[train], 2 * labels[train] - 1)
        np.testing.assert_allclose(predicted[test], ridge.predict(scaled[test]), atol=1e-8)


def test_sparse_and_dense_blocks_give_the_same() -> None:
    blocks, labels = data(3)
    setting = Setting((1.0, 0.5), 2.0)
    sparse = [scipy.sparse.csr_matrix(block) for block in blocks]
    dense = fit_linear(blocks, [gram(b) for b in blocks], labels, setting)
    other = fit_linear(sparse, [gram(b) for b in sparse], labels, setting)
    for one, two in zip(dense.coefficients, other.coefficients, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-10)
    np.testing.assert_allclose(dense.intercepts, other.intercepts, atol=1e-10)


def test_the_block_that_knows_is_preferred() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, (120, 5))
    noise = rng.normal(size=(120, 30))
    knows = labels + rng.normal(0, 0.3, labels.shape)
    grid = settings_of(((1.0,), (0.01, 1.0, 100.0)), (1.0,))
    chosen, predicted = choose_setting([gram(noise), gram(knows)], labels, grid, 3, 0)
    assert chosen.weights == (1.0, 100.0)
    assert ((predicted > 0) == labels).mean() > 0.9
    chosen, _ = choose_setting([gram(knows), gram(noise)], labels, grid, 3, 0)
    assert chosen.weights == (1.0, 0.01)


def test_much_noise_asks_for_a_strong_penalty() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, (80, 5))
    noise = [gram(rng.normal(size=(80, 50))) for _ in range(2)]
    chosen, _ = choose_setting(noise, labels, settings_of(((1.0,), (1.0,)), (0.01, 100.0)), 3, 0)
    assert chosen.penalty == 100


def test_platt_undoes_shrinking_and_never_turns_a_trait_around() -> None:
    rng = np.random.default_rng(2)
    odds = rng.normal(0.5, 1, (4000, 5))
    labels = (rng.random(odds.shape) < 1 / (1 + np.exp(-odds))).astype(int)
    slopes, offsets = fit_platt(labels, odds / 20 + 0.3)
    np.testing.assert_allclose(slopes, 20, rtol=0.15)
    np.testing.assert_allclose(offsets, -6, rtol=0.2)
    assert (fit_platt(1 - labels, odds)[0] > 0).all()
