"""The text baseline of words alone, and how text baselines are judged."""

import numpy as np

from models.baselines.texts import bag_of_words_svm, judge_texts
from models.text.preprocessing import lemmas
from models.training.text.folds import stratified_folds
from schemas.labels import TRAITS
from tests.synthetic_essays import synthetic_essays


def test_svm_learns_each_trait_and_repeats_itself() -> None:
    texts, labels = synthetic_essays(80)
    essays = [lemmas(text) for text in texts]
    folds = stratified_folds(labels, 4, 0)
    judged = judge_texts(bag_of_words_svm(seed=1), essays, labels, folds)
    assert judged["essays"] == 80
    assert judged["macro_accuracy"] > 0.9
    assert min(judged["balanced_accuracy"].values()) > 0.8
    assert judge_texts(bag_of_words_svm(seed=1), essays, labels, folds) == judged


def test_only_the_judged_folds_count() -> None:
    labels = np.array([[0] * 5, [1] * 5] * 5)
    folds = stratified_folds(labels, 5, 0)

    def right_in_the_first(training, known, test):
        assert len(training) == 8
        first = test == [[str(i)] for i in folds[0][1]]
        answers = labels[[int(lemma) for (lemma,) in test]]
        return answers if first else 1 - answers

    essays = [[str(i)] for i in range(10)]
    assert judge_texts(right_in_the_first, essays, labels, folds[:1])["macro_accuracy"] == 1
    both = judge_texts(right_in_the_first, essays, labels, folds[:2])
    assert (both["folds"], both["essays"]) == (2, 4)
    assert both["accuracy"] == dict.fromkeys(TRAITS, 0.5)
