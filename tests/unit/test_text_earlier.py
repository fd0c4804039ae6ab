"""The text models of earlier systems: bag of words with a linear SVM, and published networks."""

import numpy as np

from models.baselines.text_networks import build_published_lstm, build_published_text_cnn_lstm
from models.baselines.texts import bag_of_words_svm, judge_texts
from models.text.preprocessing import lemmas
from models.training.text.folds import stratified_folds
from schemas.labels import TRAITS
from tests.unit.test_text_models import synthetic


def test_svm_learns_each_trait_and_repeats_itself() -> None:
    texts, labels = synthetic(80)
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


def test_the_published_networks_have_their_published_sizes() -> None:
    embedding, head = 1000 * 300, 181 * 128 + 129 * 5

    def lstm(inputs: int) -> int:
        return 4 * 180 * (inputs + 180 + 1)

    assert build_published_lstm(1000).count_params() == embedding + lstm(300) + head
    network = build_published_text_cnn_lstm(1000)
    assert (network.input_shape, network.output_shape) == ((None, 300), (None, 5))
    convolutions = (8 * 300 + 1) * 128 + (8 * 128 + 1) * 256 + (8 * 256 + 1) * 512
    normalisations = 4 * (128 + 256 + 512)
    lstms = lstm(512) + lstm(180) + lstm(180)
    assert network.count_params() == embedding + convolutions + normalisations + lstms + head
