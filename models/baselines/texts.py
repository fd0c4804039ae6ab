"""Judges text baselines; the cheap one is a bag of words with a linear SVM."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import LinearSVC

from models.baselines.settings import Settings
from models.evaluation.metrics import classification_metrics
from models.labelled import TextData
from models.text.preprocessing import lemmas
from models.training.text.folds import Fold, Labels, stratified_folds
from schemas.labels import TRAITS

FOLDS = 10

logger = logging.getLogger(__name__)

Decide = Callable[[Sequence[list[str]], Labels, Sequence[list[str]]], NDArray[np.integer]]
"""From training essays (lists of lemmas), their labels (n, 5) and m other essays to decisions,
shape (m, 5): 1 if high in the trait."""


def run_bag_of_words(essays: TextData, settings: Settings) -> dict[str, Any]:
    """The row of the bag of words."""
    return run_decider(bag_of_words_svm(settings.seed), essays, settings)


def run_decider(decide: Decide, essays: TextData, settings: Settings) -> dict[str, Any]:
    """Judge on the folds that the trained text models have.

    Raises:
        InsufficientDataError: if a trait has fewer than two high or two low essays.
    """
    folds = settings.smaller(stratified_folds(essays.labels, FOLDS, settings.seed))
    return judge_texts(decide, [lemmas(text) for text in essays.texts], essays.labels, folds)


def bag_of_words_svm(seed: int) -> Decide:
    """Count lemmas; one linear SVM (C = 1) a trait."""

    def decide(
        training: Sequence[list[str]], labels: Labels, test: Sequence[list[str]]
    ) -> NDArray[np.integer]:
        # Lemmas are words already: nothing is left to cut or to lower.
        counter = CountVectorizer(analyzer=list)
        seen, unseen = counter.fit_transform(training), counter.transform(test)
        columns = []
        for trait in labels.T:
            svm = LinearSVC(random_state=seed, max_iter=5000).fit(seen, trait)
            columns.append(svm.predict(unseen))
        return np.stack(columns, axis=1)

    return decide


def judge_texts(
    decide: Decide, essays: Sequence[list[str]], labels: Labels, folds: Sequence[Fold]
) -> dict[str, Any]:
    """Decide about the essays of each fold by a model of its training essays.

    Args:
        decide: trains and answers; an SVM gives decisions, no probabilities.
        essays: n lists of lemmas.
        labels: 0 or 1, shape (n, 5).
        folds: from `stratified_folds`, all of them or some.

    Returns:
        folds, essays (judged ones), macro_accuracy, and accuracy and balanced_accuracy by trait.
    """
    decided = np.zeros(labels.shape, dtype=np.int64)
    for number, (training, test) in enumerate(folds, start=1):
        decided[test] = decide(
            [essays[i] for i in training], labels[training], [essays[i] for i in test]
        )
        right = float((decided[test] == labels[test]).mean())
        logger.info("fold %d of %d: macro accuracy %.3f", number, len(folds), right)
    judged = np.concatenate([test for _, test in folds])
    metrics = [
        classification_metrics(labels[judged, trait], np.eye(2)[decided[judged, trait]])
        for trait in range(len(TRAITS))
    ]
    by_trait = {
        name: {trait: each[name] for trait, each in zip(TRAITS, metrics, strict=True)}
        for name in ("accuracy", "balanced_accuracy")
    }
    macro = float(np.mean([each["accuracy"] for each in metrics]))
    return {"folds": len(folds), "essays": len(judged), "macro_accuracy": macro, **by_trait}
