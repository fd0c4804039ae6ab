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
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import KernelCenterer

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
    """A linear function of weighted blocks: f = intercept + sum of coefficient x feature."""

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
            fitted = _fit(grams, setting, train, targets[train])
            predicted[number, test] = fitted.predict(grams, test)
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
    fitted = _fit(grams, setting, np.arange(len(labels)), targets)
    alpha = fitted.ridge.dual_coef_
    # Centring the Gram matrix is centring the features: the mean moves into the intercept.
    centred = alpha - alpha.mean(axis=0)
    coefficients = tuple(
        np.asarray(block.T @ centred) * scale
        for block, scale in zip(blocks, fitted.scales, strict=True)
    )
    intercepts = fitted.mean
    for block, weights in zip(blocks, coefficients, strict=True):
        intercepts = intercepts - np.asarray(block.mean(axis=0)).reshape(-1) @ weights
    return Linear(coefficients, intercepts)


def _targets(labels: Labels) -> Reals:
    return 2 * labels.astype(np.float64) - 1


class _Fitted(NamedTuple):
    """Ridge regression on the centred, weighted Gram matrix of the training essays."""

    train: NDArray[np.intp]
    """Their rows."""
    scales: tuple[float, ...]
    """Factor of each block's Gram matrix."""
    centerer: KernelCenterer
    ridge: KernelRidge
    mean: Reals
    """Of the targets, shape (traits,): the centred kernel has no constant."""

    def predict(self, grams: Sequence[Reals], rows: NDArray[np.intp]) -> Reals:
        """f of other rows, shape (rows, traits)."""
        kernel = self.centerer.transform(
            _weighted(grams, self.scales, np.ix_(rows, self.train)), copy=False
        )
        return np.asarray(self.ridge.predict(kernel) + self.mean)


def _fit(
    grams: Sequence[Reals], setting: Setting, train: NDArray[np.intp], targets: Reals
) -> _Fitted:
    inner = np.ix_(train, train)
    scales = tuple(
        weight / max(_spread(matrix[inner]), 1e-12)
        for matrix, weight in zip(grams, setting.weights, strict=True)
    )
    centerer = KernelCenterer()
    kernel = centerer.fit_transform(_weighted(grams, scales, inner))
    mean = targets.mean(axis=0)
    ridge = KernelRidge(alpha=setting.penalty, kernel="precomputed").fit(kernel, targets - mean)
    return _Fitted(train, scales, centerer, ridge, mean)


def _spread(block: Reals) -> float:
    """Mean diagonal of the centred block.

    A block is divided by it, so that penalties and weights mean the same for 40,000 terms and for
    100 counts.
    """
    return float(np.trace(block) / len(block) - block.mean())


def _weighted(
    grams: Sequence[Reals], scales: Sequence[float], index: tuple[NDArray[np.intp], ...]
) -> Reals:
    total = scales[0] * grams[0][index]
    for matrix, scale in zip(grams[1:], scales[1:], strict=True):
        total += scale * matrix[index]
    return np.asarray(total)
