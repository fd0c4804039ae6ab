"""Fits the support vector machine with scikit-learn and hands it over as plain arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from models.training.trainer import InsufficientDataError
from models.training.voice.examples import Examples
from models.voice.svm import Machine
from schemas.labels import EMOTIONS

LIMIT = 3.0
"""Standardised features are cut off here: far from all training data an RBF kernel is 0, and the
machine would answer the same to every unusual recording."""


class SvmOptions(NamedTuple):
    """Hyperparameters.

    Form of the features, penalty, gamma and augmentation were compared by UAR on four grouped
    folds inside the training actors of the first two outer folds, the way from decisions to
    probabilities inside those of all five; held-out actors were looked at in none. Noise alone,
    68 statistics: 47 %; slower and faster renderings too: 50 %; with the library's deltas (136):
    53 %; with functionals (420): 55 %; votes of pairs instead of sigmoids: 56 %. Penalties 2-10
    and gammas 0.2-1 lie within a point.
    """

    features: str = "functionals"
    """One of `models.voice.functionals.FEATURES`."""
    penalty: float = 3.0
    gamma: float = 0.4
    """Width of the kernel, divided by the number of features."""
    loudest_noise_db: float = 10.0
    quietest_noise_db: float = 30.0
    slowest: float = 0.87
    fastest: float = 1.15
    folds: int = 5
    seed: int = 2026


def fit_machine(examples: Examples, labels: NDArray[np.integer], options: SvmOptions) -> Pipeline:
    """Fit scaler and RBF SVM.

    Args:
        examples: clean and augmented windows of the training clips.
        labels: int, shape (clips,), index into EMOTIONS; all seven must occur.
        options: hyperparameters.

    Returns:
        The fitted pipeline: float32 (n, 68 or 420) -> 21 pairwise decisions (n, 21).

    Raises:
        InsufficientDataError: if an emotion is missing.
    """
    targets = labels[examples.clips]
    missing = set(range(len(EMOTIONS))) - set(targets.tolist())
    if missing:
        names = ", ".join(EMOTIONS[label] for label in sorted(missing))
        raise InsufficientDataError(f"no clip is labelled {names}")
    svm = SVC(
        C=options.penalty,
        gamma=options.gamma / examples.features.shape[1],
        class_weight="balanced",  # there are more clips of neutral and calm
        decision_function_shape="ovo",
    )
    limit = FunctionTransformer(np.clip, kw_args={"a_min": -LIMIT, "a_max": LIMIT})
    return make_pipeline(StandardScaler(), limit, svm).fit(examples.features, targets)


def to_machine(fitted: Pipeline) -> Machine:
    """The arrays of a fitted pipeline, which make the same decisions without scikit-learn.

    Args:
        fitted: from `fit_machine`, fitted to float32 features: the scaler computes in their
            precision, and the support vectors are some of them, so float32 keeps both whole.
    """
    scaler, svm = fitted[0], fitted[-1]
    return Machine(
        mean=scaler.mean_.astype(np.float32),
        scale=scaler.scale_.astype(np.float32),
        limit=np.array(LIMIT),
        gamma=np.array(svm.gamma, dtype=np.float64),
        vectors=svm.support_vectors_.astype(np.float32),
        counts=svm.n_support_.astype(np.int64),
        coefficients=svm.dual_coef_,
        intercepts=svm.intercept_,
    )
