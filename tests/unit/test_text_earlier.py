"""The earlier systems' bag of words with a linear SVM."""

import numpy as np

from models.text.earlier import bag_of_words_svm
from models.text.evaluation import stratified_folds
from tests.unit.test_text_models import synthetic


def test_svm_learns_each_trait_and_repeats_itself() -> None:
    texts, labels = synthetic(80)
    folds = stratified_folds(labels, 4, 0)
    predicted = bag_of_words_svm(texts, labels, folds, seed=1)
    assert predicted.dtype == np.int64
    assert predicted.shape == labels.shape
    assert (predicted == labels).mean() > 0.9
    assert (bag_of_words_svm(texts, labels, folds, seed=1) == predicted).all()
