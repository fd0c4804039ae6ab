"""Cross-validate a text model, train it on all essays, and package it with its card."""

import json
import logging
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from models.export import to_onnx
from models.text.cnn_lstm import CnnLstmOptions, fit_cnn_lstm, predict_cnn_lstm
from models.text.evaluation import (
    Fold,
    Labels,
    Probabilities,
    fit_temperatures,
    held_out_metrics,
    stratified_folds,
)
from models.text.preprocessing import lemmas
from models.text.scorers import CALIBRATION, GRAPH, PIPELINE, VOCABULARY
from models.text.tfidf import (
    TfidfOptions,
    fit_tfidf,
    joined_tokens,
    pipeline_to_bytes,
    predict_tfidf,
)
from models.text.vocabulary import HASHED, LemmaEncoder, coverage
from schemas.labels import TRAITS
from schemas.sampling import TEXT_TOKENS

logger = logging.getLogger(__name__)

Input = TypeVar("Input")


class Evaluated(NamedTuple):
    """Out-of-fold predictions, what they score, and the temperatures fitted on them."""

    metrics: dict[str, Any]
    temperatures: dict[str, float]


def train_and_package_tfidf(
    texts: Sequence[str], labels: Labels, options: TfidfOptions, work_dir: str | Path
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Cross-validate TF-IDF, then train it on all essays.

    Args:
        texts: n essays.
        labels: 0 or 1, shape (n, 5), columns in the order of TRAITS.
        options: hyperparameters.
        work_dir: existing folder where finished folds are kept, so that a rerun continues.

    Returns:
        File name to content, and the card, both for `models.store.save_artefact`.

    Raises:
        ValueError: if a trait has fewer than two high or two low essays.
    """
    joined = [joined_tokens(text) for text in texts]

    def predict(train: Sequence[str], train_labels: Labels, test: Sequence[str]) -> Probabilities:
        return predict_tfidf(fit_tfidf(train, train_labels, options), test)

    folds = stratified_folds(labels, options.folds, options.seed)
    evaluated = _cross_validate(joined, labels, folds, predict, Path(work_dir) / "tfidf")
    pipeline = fit_tfidf(joined, labels, options)
    known = set(pipeline["vectorizer"].vocabulary_)
    files = {PIPELINE: pipeline_to_bytes(pipeline), CALIBRATION: _calibration(evaluated)}
    facts = {
        "vocabulary": len(known),
        "vocabulary_single_tokens": sum(" " not in term for term in known),
        "token_coverage": coverage([text.split() for text in joined], list(known)),
        "inverse_regularisation": pipeline["classifiers"].estimator.C,
        "privacy": _privacy(options.minimum_essays, "tokens and pairs of tokens"),
    }
    return files, _card(
        evaluated,
        options,
        facts,
        ("scikit-learn", "skops"),
        "regularisation from the grid by three inner folds of each training fold; tokens (as "
        "written, not expanded) and pairs were preferred to six variants on the same ten folds, "
        "which lay within 0.6 points",
    )


def train_and_package_cnn_lstm(
    texts: Sequence[str], labels: Labels, options: CnnLstmOptions, work_dir: str | Path
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Cross-validate the CNN-LSTM, then train it on all essays.

    Arguments, result and errors as for `train_and_package_tfidf`.
    """
    essays = [lemmas(text) for text in texts]

    def predict(
        train: Sequence[list[str]], train_labels: Labels, test: Sequence[list[str]]
    ) -> Probabilities:
        return predict_cnn_lstm(fit_cnn_lstm(train, train_labels, options), test)

    folds = stratified_folds(labels, options.folds, options.seed)
    evaluated = _cross_validate(essays, labels, folds, predict, Path(work_dir) / "cnn_lstm")
    trained = fit_cnn_lstm(essays, labels, options)
    files = {
        GRAPH: to_onnx(trained.network, LemmaEncoder(trained.vocabulary).encode(essays[:64])),
        VOCABULARY: json.dumps({"lemmas": trained.vocabulary}, ensure_ascii=False).encode(),
        CALIBRATION: _calibration(evaluated),
    }
    facts = {
        "vocabulary": len(trained.vocabulary),
        "hashed_ids": HASHED,
        "token_coverage": coverage(essays, trained.vocabulary),
        "token_coverage_note": "share of running lemmas with an embedding of their own; "
        "every other lemma reaches the network through a hashed id",
        "tokens_read": _share_read(essays, trained.vocabulary),
        "tokens_read_note": "share of running lemmas that reach the network; the rest stand "
        f"behind the first {TEXT_TOKENS} of a long essay",
        "parameters": trained.network.count_params(),
        "privacy": _privacy(options.minimum_essays, "lemmas"),
    }
    return files, _card(
        evaluated,
        options,
        facts,
        ("keras", "tensorflow-cpu", "tf2onnx"),
        "learning rate, epochs and width were tried on two of the ten folds, then fixed",
    )


def _cross_validate(
    inputs: Sequence[Input],
    labels: Labels,
    folds: Sequence[Fold],
    predict: Callable[[Sequence[Input], Labels, Sequence[Input]], Probabilities],
    checkpoint: Path,
) -> Evaluated:
    """Predict every essay by a model that has not seen it; finished folds are read again."""
    checkpoint.mkdir(parents=True, exist_ok=True)
    probabilities = np.zeros(labels.shape)
    for number, (train, test) in enumerate(folds):
        file = checkpoint / f"fold-{number + 1}-of-{len(folds)}.npy"
        if file.exists():
            probabilities[test] = np.load(file)
        else:
            probabilities[test] = predict(
                [inputs[i] for i in train], labels[train], [inputs[i] for i in test]
            )
            np.save(file, probabilities[test])
        accuracy = ((probabilities[test] > 0.5) == labels[test]).mean()
        logger.info("fold %d of %d: macro accuracy %.3f", number + 1, len(folds), accuracy)
    temperatures = fit_temperatures(labels, probabilities)
    return Evaluated(
        held_out_metrics(labels, probabilities, folds),
        dict(zip(TRAITS, temperatures, strict=True)),
    )


def _share_read(essays: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> float:
    read = np.count_nonzero(LemmaEncoder(vocabulary).encode(essays))
    return float(read / sum(map(len, essays)))


def _calibration(evaluated: Evaluated) -> bytes:
    return json.dumps({"temperatures": evaluated.temperatures}, indent=2).encode()


def _privacy(minimum_essays: int, terms: str) -> str:
    return (
        f"only {terms} that occur in at least {minimum_essays} different essays are stored; "
        "no essay, no author and no rarer word is"
    )


def _card(
    evaluated: Evaluated,
    options: TfidfOptions | CnnLstmOptions,
    facts: dict[str, Any],
    libraries: Sequence[str],
    selection: str,
) -> dict[str, Any]:
    return {
        "data": "Pennebaker and King (1999) stream-of-consciousness essays by American students, "
        f"Big Five from questionnaires; {evaluated.metrics['essays']} essays",
        "split": f"{evaluated.metrics['folds']} folds stratified on the combination of traits, "
        "all essays predicted out of fold; temperatures of a fold come from the other folds; the "
        "shipped model is trained on all essays",
        "selection": selection,
        "metrics": evaluated.metrics,
        "options": options._asdict(),
        **facts,
        "outputs": list(TRAITS),
        "libraries": {name: version(name) for name in libraries},
        "licence": "research use; personal text, not redistributed",
        "must_not_be_used_for": "hiring, rejecting, ranking or diagnosing anybody: a probability "
        "is hardly better than a coin and describes a text, not a person",
    }
