"""Cross-validate a text model, train it on all essays, and package it with its card."""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from models.text.preprocessing import lemmas
from models.text.scorers import CALIBRATION, GRAPH, VOCABULARY
from models.text.stored import STYLED, model_to_bytes
from models.text.style import STYLE_NAMES
from models.text.tfidf import Prepared, TfidfOptions, fit_tfidf, predict_tfidf, prepare
from models.text.vocabulary import HASHED, LemmaEncoder, coverage
from models.training.export import to_onnx
from models.training.text.cnn_lstm import CnnLstmOptions, fit_cnn_lstm, predict_cnn_lstm
from models.training.text.folds import (
    Fold,
    Labels,
    Probabilities,
    calibrate_out_of_fold,
    fit_temperatures,
    stratified_folds,
    trait_metrics,
)
from schemas.labels import TRAITS
from schemas.sampling import TEXT_TOKENS

logger = logging.getLogger(__name__)

Input = TypeVar("Input")

LEARNER = 2
"""Version of the training code: count on when a fold would come out differently although its
options and features are the same, so that older finished folds are not read."""

TFIDF_SELECTION = (
    "weights of topics and style and penalty from the grids by five inner folds of each training "
    "fold; that terms, topics and stylistic counts are the blocks, the number of topics and the "
    "range of the grids were settled on other ten-fold splits (seeds 1 to 4) of the same essays, "
    "so the figures are a little kind"
)


class Evaluated(NamedTuple):
    """Out-of-fold predictions, what they score, and the temperatures fitted on them."""

    metrics: dict[str, Any]
    temperatures: dict[str, float]
    calibrated: Probabilities
    """Out-of-fold probabilities, shape (n, 5); a fold's temperatures come from the others."""


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
    prepared = [prepare(text) for text in texts]

    def predict(
        train: Sequence[Prepared], train_labels: Labels, test: Sequence[Prepared]
    ) -> Probabilities:
        model, setting = fit_tfidf(train, train_labels, options)
        logger.info("chosen by inner folds: %s", setting)
        return predict_tfidf(model, test)

    folds = stratified_folds(labels, options.folds, options.seed)
    checkpoint = _checkpoint(work_dir, "tfidf", options, prepared, labels)
    evaluated = _cross_validate(prepared, labels, folds, predict, checkpoint)
    _keep_validation(work_dir, "text_tfidf", labels, evaluated)
    model, setting = fit_tfidf(prepared, labels, options)
    known = set(model.vectorizer.vocabulary_)
    files = {STYLED: model_to_bytes(model), CALIBRATION: _calibration(evaluated)}
    facts = {
        "model": "terms (TF-IDF of tokens and their sequences), their strongest directions (latent "
        "semantic analysis) and standardised stylistic counts; one regularised least squares "
        "classifier per trait, linear in terms and counts",
        "vocabulary": len(known),
        "vocabulary_single_tokens": sum(" " not in term for term in known),
        "stylistic_counts": len(STYLE_NAMES),
        "token_coverage": coverage([text.joined.split() for text in prepared], list(known)),
        "setting": {
            "topic_weight": setting.weights[1],
            "style_weight": setting.weights[2],
            "penalty": setting.penalty,
        },
        "privacy": _privacy(options.minimum_essays, "tokens and sequences of tokens"),
    }
    return files, _card(evaluated, options, facts, ("scikit-learn", "skops"), TFIDF_SELECTION)


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
    checkpoint = _checkpoint(work_dir, "cnn_lstm", options, essays, labels)
    evaluated = _cross_validate(essays, labels, folds, predict, checkpoint)
    _keep_validation(work_dir, "text_cnn_lstm", labels, evaluated)
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
    calibrated = calibrate_out_of_fold(labels, probabilities, folds)
    return Evaluated(
        trait_metrics(labels, calibrated, len(folds)),
        dict(zip(TRAITS, temperatures, strict=True)),
        calibrated,
    )


def _checkpoint(
    work_dir: str | Path,
    name: str,
    options: TfidfOptions | CnnLstmOptions,
    inputs: Sequence[object],
    labels: Labels,
) -> Path:
    """Folder of finished folds: other options, essays, labels or features, another folder."""
    key = hashlib.sha256(f"{LEARNER} {options}".encode())
    key.update(labels.astype(np.int64).tobytes())
    for text in inputs:
        key.update(repr(text).encode("utf-8", "replace"))
    return Path(work_dir) / f"{name}-{key.hexdigest()[:12]}"


def _keep_validation(work_dir: str | Path, name: str, labels: Labels, evaluated: Evaluated) -> None:
    """Write `<name>_validation.npz`: labels (n, 5) int64, probabilities (n, 5) float64, calibrated
    and out of fold, essays in the order of training, columns in the order of TRAITS."""
    np.savez_compressed(
        Path(work_dir) / f"{name}_validation.npz",
        labels=labels.astype(np.int64),
        probabilities=evaluated.calibrated.astype(np.float64),
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
