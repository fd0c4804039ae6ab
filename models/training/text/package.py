"""Cross-validates a text model, trains it on all essays and packages it.

Keras is imported by the model that needs it.
"""

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from models.labelled import TextData
from models.text import tfidf as scorer
from models.text import vocabulary
from models.text.cnn_lstm import GRAPH, VOCABULARY
from models.text.preprocessing import lemmas
from models.text.style import STYLE_NAMES
from models.text.vocabulary import HASHED, LemmaEncoder, coverage
from models.training.fingerprint import fingerprint
from models.training.text import folds, least_squares, tfidf
from models.training.text.card import privacy, text_card
from models.training.text.folds import Labels, Probabilities, stratified_folds
from models.training.text.judge import judge
from models.training.text.sufficiency import require_essays
from models.training.text.tfidf import (
    LONGEST_TERM,
    Prepared,
    TfidfOptions,
    fit_tfidf,
    predict_tfidf,
    prepare,
)
from models.training.trainer import Trained, Trainer
from schemas.sampling import TEXT_TOKENS

if TYPE_CHECKING:
    from models.training.text.fit import CnnLstmOptions

logger = logging.getLogger(__name__)

TFIDF_NAME, CNN_LSTM_NAME = "text_tfidf", "text_cnn_lstm"


def train_tfidf(data: TextData, options: TfidfOptions, work: Path) -> Trained:
    """Cross-validate TF-IDF, then train it on all essays.

    Args:
        data: labelled essays.
        options: hyperparameters.
        work: existing folder where finished folds are kept; an interrupted training on the same
            essays with the same options resumes from them.

    Raises:
        InsufficientDataError: if a trait has fewer than two high or two low essays in a training
            part, or no word is common enough.
    """
    require_essays(data, options.folds, options.minimum_essays, options.seed, options.inner_folds)
    prepared = [prepare(text) for text in data.texts]

    def predict(
        train: Sequence[Prepared], train_labels: Labels, test: Sequence[Prepared]
    ) -> Probabilities:
        model, setting = fit_tfidf(train, train_labels, options)
        logger.info("chosen by inner folds: %s", setting)
        return predict_tfidf(model, test)

    judgement = judge(
        prepared,
        data.labels,
        stratified_folds(data.labels, options.folds, options.seed),
        predict,
        _checkpoint(
            work / TFIDF_NAME, prepared, data.labels, options, (folds, least_squares, tfidf, scorer)
        ),
    )
    model, setting = fit_tfidf(prepared, data.labels, options)
    known = list(model.terms)
    card = text_card(
        "terms (TF-IDF of tokens and their sequences), their strongest directions (latent "
        "semantic analysis) and standardised stylistic counts; one regularised least squares "
        "classifier per trait, linear in terms and counts",
        options={**options._asdict(), "longest_term": LONGEST_TERM},
        judgement=judgement,
        selection="weights of topics and style and penalty from the grids by five inner folds of "
        "each training fold; that terms, topics and stylistic counts are the blocks, the number "
        "of topics and the range of the grids were settled on other ten-fold splits (seeds 1 to "
        "4) of the same essays, so the figures are slightly optimistic",
        facts={
            "vocabulary": len(known),
            "vocabulary_single_tokens": sum(" " not in term for term in known),
            "stylistic_counts": len(STYLE_NAMES),
            "token_coverage": coverage([text.tokens for text in prepared], known),
            "setting": {
                "topic_weight": setting.weights[1],
                "style_weight": setting.weights[2],
                "penalty": setting.penalty,
            },
            "privacy": privacy(options.minimum_essays, "tokens and sequences of tokens"),
        },
        libraries=("scikit-learn", "numpy"),
    )
    return Trained(model.to_files(), card, {TFIDF_NAME: judgement.held_out})


def train_cnn_lstm(data: TextData, options: "CnnLstmOptions", work: Path) -> Trained:
    """Cross-validate the CNN-LSTM, then train it on all essays; as `train_tfidf`."""
    from models.training.export import to_onnx
    from models.training.text import architecture, fit
    from models.training.text.fit import fit_cnn_lstm, predict_cnn_lstm

    require_essays(data, options.folds, options.minimum_essays, options.seed)
    essays = [lemmas(text) for text in data.texts]

    def predict(
        train: Sequence[list[str]], train_labels: Labels, test: Sequence[list[str]]
    ) -> Probabilities:
        return predict_cnn_lstm(fit_cnn_lstm(train, train_labels, options), test)

    judgement = judge(
        essays,
        data.labels,
        stratified_folds(data.labels, options.folds, options.seed),
        predict,
        _checkpoint(
            work / CNN_LSTM_NAME,
            essays,
            data.labels,
            options,
            (folds, architecture, fit, vocabulary),
        ),
    )
    trained = fit_cnn_lstm(essays, data.labels, options)
    encoded = LemmaEncoder(trained.vocabulary).encode(essays)
    files = {
        GRAPH: to_onnx(trained.network, encoded[:64]),
        VOCABULARY: json.dumps({"lemmas": trained.vocabulary}, ensure_ascii=False).encode(),
    }
    card = text_card(
        "embedded lemmas, two convolutions, an LSTM, mean over time, five sigmoids; "
        f"{trained.network.count_params():,} parameters",
        options=options._asdict(),
        judgement=judgement,
        selection="learning rate, epochs and width were tried on two of the ten folds, then fixed",
        facts={
            "vocabulary": len(trained.vocabulary),
            "hashed_ids": HASHED,
            "token_coverage": coverage(essays, trained.vocabulary),
            "token_coverage_note": "share of running lemmas with an embedding of their own; every "
            "other lemma reaches the network through a hashed id",
            "tokens_read": float(np.count_nonzero(encoded) / sum(map(len, essays))),
            "tokens_read_note": "share of running lemmas that reach the network; the rest stand "
            f"behind the first {TEXT_TOKENS} of a long essay",
            "parameters": trained.network.count_params(),
            "privacy": privacy(options.minimum_essays, "lemmas"),
        },
        libraries=("keras", "tensorflow-cpu", "tf2onnx"),
    )
    return Trained(files, card, {CNN_LSTM_NAME: judgement.held_out})


def _checkpoint(
    folder: Path,
    essays: Sequence[object],
    labels: Labels,
    options: object,
    code: Sequence[ModuleType],
) -> Path:
    """Folder of finished folds: other options, essays, features, labels or code, another one."""
    return folder / fingerprint((labels, *essays), options, code)


def _cnn_lstm_options() -> "CnnLstmOptions":
    from models.training.text.fit import CnnLstmOptions

    return CnnLstmOptions()


TFIDF = Trainer(TfidfOptions, train_tfidf)
CNN_LSTM = Trainer(_cnn_lstm_options, train_cnn_lstm)
