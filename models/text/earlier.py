"""The cheap text model of earlier systems, for comparison: bag of words and a linear SVM."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import LinearSVC

from models.text.evaluation import Fold, Labels
from models.text.preprocessing import lemmas


def bag_of_words_svm(
    texts: Sequence[str], labels: Labels, folds: Sequence[Fold], seed: int
) -> NDArray[np.int64]:
    """Predict every text by linear SVMs (C = 1) that were trained on the other folds.

    Args:
        texts: n texts; their lemmas without function words are counted.
        labels: 0 or 1, shape (n, 5).
        folds: from `stratified_folds`; every row is tested once.
        seed: of the solver.

    Returns:
        int64, shape (n, 5), 1 if high in the trait. An SVM gives decisions, no probabilities.
    """
    joined = [" ".join(lemmas(text)) for text in texts]
    predicted = np.zeros(labels.shape, dtype=np.int64)
    for train, test in folds:
        counter = CountVectorizer(lowercase=False, token_pattern=r"\S+")  # noqa: S106
        seen = counter.fit_transform([joined[i] for i in train])
        unseen = counter.transform([joined[i] for i in test])
        for trait in range(labels.shape[1]):
            svm = LinearSVC(random_state=seed, max_iter=5000)
            svm.fit(seen, labels[train, trait])
            predicted[test, trait] = svm.predict(unseen)
    return predicted
