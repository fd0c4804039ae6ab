"""Feature-level fusion as in the audiovisual thesis, for comparison: it does not score at night.

The face network's embedding and the voice's statistics are put side by side, reduced to 68
dimensions by principal components, and classified by a dense layer of 14 units or an SVM.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from models.evaluation.predictions import Validation
from models.training.fusion import Pairs, pairs_by_half

COMPONENTS = 68
UNITS = 14
PAIRS_EVERY = 4
"""An SVM's time grows with the square of the pairs: it gets one in four."""


def feature_level_accuracies(face: Validation, voice: Validation, seed: int) -> dict[str, float]:
    """Judge both classifiers on pairs of people they were not trained on.

    Args:
        face, voice: held-out items with their features.
        seed: of the halves, the draw and the classifiers.

    Returns:
        "features, dense" and "features, SVM" to their accuracy (every class as often), [0, 1].

    Raises:
        ValueError: if features are missing, or a class has no item in a half.
    """
    correct: dict[str, list[NDArray[np.bool_]]] = {"features, dense": [], "features, SVM": []}
    for fit, judge in pairs_by_half(face, voice, seed):
        train, test = side_by_side(face, voice, fit), side_by_side(face, voice, judge)
        classifiers: dict[str, ClassifierMixin] = {
            "features, dense": MLPClassifier((UNITS,), early_stopping=True, random_state=seed),
            "features, SVM": SVC(),
        }
        for name, classifier in classifiers.items():
            model = make_pipeline(
                StandardScaler(), PCA(COMPONENTS, random_state=seed), StandardScaler(), classifier
            )
            model.fit(train[::PAIRS_EVERY], fit.labels[::PAIRS_EVERY])
            correct[name].append(model.predict(test) == judge.labels)
    return {name: float(np.concatenate(parts).mean()) for name, parts in correct.items()}


def side_by_side(face: Validation, voice: Validation, pairs: Pairs) -> NDArray[np.float64]:
    """Features of each pair, mean over its faces, then the voice's: shape (pairs, d + e).

    Raises:
        ValueError: if one of the two has no features.
    """
    if face.features is None or voice.features is None:
        raise ValueError("fusion at feature level needs the features of faces and voices")
    faces = pairs.mean_of_faces(face.features)
    return np.concatenate([faces, voice.features[pairs.voices]], axis=1)
