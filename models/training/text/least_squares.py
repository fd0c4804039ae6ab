"""Regularised least squares on weighted blocks of features: a linear classifier, trained fast.

R. Rifkin, G. Yeo and T. Poggio (2003), "Regularized least-squares classification". With far more
features than essays, everything is decided in the essays' Gram matrices: a block's weight scales
its matrix, and one solution of an n x n system trains all five traits. The weights of the
features are then read off, so the model that scores is a plain linear one.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from sklearn.linear_model import LogisticRegression

from models.training.text.folds import Labels, stratified_folds

Block = Any
"""Features of n essays, an array or a sparse matrix (n, features); no constant one is needed."""

Reals = NDArray[np.float64]

LEAST_SLOPE = 0.01

COMMON = 0.05
"""Share of the essays from which on a term is multiplied densely."""


class Setting(NamedTuple):
    """How strongly each block speaks, and how strongly all are held back."""

    weights: tuple[float, ...]
    """One per block, >= 0: a block's share in the Gram matrix."""
    penalty: float
    """> 0; relative to a Gram matrix whose mean diagonal is one per block."""


class Linear(NamedTuple):
    """A linear reading of weighted blocks: f = intercept + sum of coefficient x feature."""

    coefficients: tuple[Reals, ...]
    """One array per block, shape (features, traits), for the unweighted features."""
    intercepts: Reals
    """Shape (traits,)."""


def gram(block: Block) -> Reals:
    """Inner products of all pairs of essays, shape (n, n), mean diagonal as it is."""
    if not scipy.sparse.issparse(block):
        return np.asarray(block @ block.T, dtype=np.float64)
    # Common terms as a dense product: their pairs of essays are most of the work.
    common = block.getnnz(axis=0) > COMMON * block.shape[0]
    dense = block[:, common].toarray()
    rare = block[:, ~common]
    return np.asarray(dense @ dense.T + (rare @ rare.T).toarray(), dtype=np.float64)


def settings_of(weights: Sequence[Sequence[float]], penalties: Sequence[float]) -> list[Setting]:
    """All combinations of what each block's weight may be, one sequence a block, and penalties."""
    return [Setting(tuple(chosen), penalty) for *chosen, penalty in product(*weights, penalties)]


def choose_setting(
    grams: Sequence[Reals], labels: Labels, settings: Sequence[Setting], folds: int, seed: int
) -> tuple[Setting, Reals]:
    """The setting with the lowest squared error on inner folds of these essays.

    Args:
        grams: one (n, n) matrix per block.
        labels: 0 or 1, shape (n, traits).
        settings: what to choose from.
        folds, seed: of the inner folds.

    Returns:
        The setting, and its predictions f out of the inner folds, shape (n, traits).
    """
    targets = _targets(labels)
    predicted = np.zeros((len(settings), *labels.shape))
    for train, test in stratified_folds(labels, folds, seed):
        for number, setting in enumerate(settings):
            fit = _Dual(grams, setting, train)
            predicted[number, test] = fit.predict(targets[train], grams, test)
    best = int(((predicted - targets) ** 2).sum(axis=(1, 2)).argmin())
    return settings[best], predicted[best]


def fit_platt(labels: Labels, predicted: Reals) -> tuple[Reals, Reals]:
    """Slope and offset per trait that turn f into log-odds (J. Platt, 1999).

    A strong penalty shrinks f towards the base rate; the slope undoes that, so that the decision
    at one half does not lean to the more frequent class.

    Args:
        labels: 0 or 1, shape (n, traits).
        predicted: f of essays that were not trained on, shape (n, traits).

    Returns:
        Slopes > 0 and offsets, shape (traits,) each.
    """
    slopes, offsets = np.zeros(labels.shape[1]), np.zeros(labels.shape[1])
    for trait in range(labels.shape[1]):
        column = predicted[:, trait, np.newaxis]
        fitted = LogisticRegression(C=1e4).fit(column, labels[:, trait])
        # Where f knows nothing the slope may be negative: never turn a trait around.
        slopes[trait] = max(float(fitted.coef_[0, 0]), LEAST_SLOPE)
        offsets[trait] = float(fitted.intercept_[0])
    return slopes, offsets


def fit_linear(
    blocks: Sequence[Block], grams: Sequence[Reals], labels: Labels, setting: Setting
) -> Linear:
    """Train on all essays and read off the weights.

    Args:
        blocks: features, shape (n, features) each.
        grams: `gram` of each block.
        labels: 0 or 1, shape (n, traits); high is +1 and low -1 in the regression.
        setting: block weights and penalty.
    """
    targets = _targets(labels)
    rows = np.arange(len(labels))
    dual = _Dual(grams, setting, rows)
    alpha = dual.solve(targets)
    # Centring the Gram matrix is centring the features: the mean moves into the intercept.
    centred = alpha - alpha.mean(axis=0)
    coefficients = tuple(
        np.asarray(block.T @ centred) * scale
        for block, scale in zip(blocks, dual.scales, strict=True)
    )
    intercepts = targets.mean(axis=0)
    for block, weights in zip(blocks, coefficients, strict=True):
        intercepts = intercepts - np.asarray(block.mean(axis=0)).reshape(-1) @ weights
    return Linear(coefficients, intercepts)


def _targets(labels: Labels) -> Reals:
    return 2 * labels.astype(np.float64) - 1


class _Dual:
    """One Cholesky factorisation of the centred, weighted Gram matrix of the training rows."""

    def __init__(self, grams: Sequence[Reals], setting: Setting, train: NDArray[np.intp]) -> None:
        self._train = train
        inner = np.ix_(train, train)
        # A block's scale is 1 / mean centred diagonal of its training rows, so that penalties and
        # weights mean the same for 40,000 terms and for 100 counts.
        self.scales = []
        for matrix, weight in zip(grams, setting.weights, strict=True):
            block = matrix[inner]
            spread = float(np.trace(block) / len(train) - block.mean())
            self.scales.append(weight / max(spread, 1e-12))
        kernel = self._weighted(grams, inner)
        self._means = kernel.mean(axis=0)
        self._mean = float(self._means.mean())
        kernel += self._mean - self._means - self._means[:, np.newaxis]
        kernel[np.diag_indices_from(kernel)] += setting.penalty
        self._factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)

    def _weighted(self, grams: Sequence[Reals], index: tuple[NDArray[np.intp], ...]) -> Reals:
        total = self.scales[0] * grams[0][index]
        for matrix, scale in zip(grams[1:], self.scales[1:], strict=True):
            total += scale * matrix[index]
        return np.asarray(total)

    def solve(self, targets: Reals) -> Reals:
        """Dual weights of the training essays, shape (n, traits)."""
        return np.asarray(
            cho_solve(self._factor, targets - targets.mean(axis=0), check_finite=False)
        )

    def predict(self, targets: Reals, grams: Sequence[Reals], rows: NDArray[np.intp]) -> Reals:
        """f of other rows, shape (rows, traits)."""
        kernel = self._weighted(grams, np.ix_(rows, self._train))
        centred = kernel - kernel.mean(axis=1, keepdims=True) - self._means + self._mean
        return np.asarray(centred @ self.solve(targets) + targets.mean(axis=0))
