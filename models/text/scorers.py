"""Scorers of the two text models. Neither needs TensorFlow, and nothing is unpickled."""

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from models.runtime.onnx import onnx_session
from models.store import Artefact
from models.text.preprocessing import lemmas
from models.text.stored import PIPELINE, STYLED, model_from_bytes, pipeline_from_bytes
from models.text.tfidf import Styled, joined_tokens, predict_tfidf, prepare
from models.text.vocabulary import LemmaEncoder
from models.training.text.folds import calibrate
from schemas.labels import TRAITS

GRAPH = "model.onnx"
VOCABULARY = "vocabulary.json"
CALIBRATION = "calibration.json"


def _temperatures(artefact: Artefact) -> list[float]:
    temperatures = json.loads(artefact.read(CALIBRATION))["temperatures"]
    return [float(temperatures[trait]) for trait in TRAITS]


class TextTfidf:
    """TF-IDF and linear classifiers, beside stylistic counts from version 0.2.0 on."""

    def __init__(self, artefact: Artefact) -> None:
        self.model: Pipeline | Styled
        """Of the form that the artefact has: the file in its card tells."""
        if STYLED in artefact.card["files"]:
            self.model = model_from_bytes(artefact.read(STYLED))
        else:
            self.model = pipeline_from_bytes(artefact.read(PIPELINE))
        self.temperatures = _temperatures(artefact)
        """One per trait: log-odds are divided by it."""

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Read texts for the Big Five.

        Args:
            texts: n texts, each scored on its own. A text without a known word is possible,
                but says nothing; the caller decides what is long enough to be scored.

        Returns:
            float64, shape (n, 5), calibrated independent probabilities in [0, 1], in the order
            of `schemas.labels.TRAITS`.
        """
        if not texts:
            return np.empty((0, len(TRAITS)))
        if isinstance(self.model, Styled):
            probabilities = predict_tfidf(self.model, [prepare(text) for text in texts])
        else:
            probabilities = self.model.predict_proba([joined_tokens(text) for text in texts])
        return calibrate(probabilities, self.temperatures)


class TextCnnLstm:
    """Lemma embedding, convolutions and LSTM, as an ONNX graph."""

    def __init__(self, artefact: Artefact) -> None:
        self._session = onnx_session(artefact.read(GRAPH))
        (self._input,) = (node.name for node in self._session.get_inputs())
        self._encoder = LemmaEncoder(json.loads(artefact.read(VOCABULARY))["lemmas"])
        self._temperatures = _temperatures(artefact)

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Read texts for the Big Five.

        Args:
            texts: n texts; only the first 300 lemmas of each are read.

        Returns:
            float64, shape (n, 5), calibrated independent probabilities in [0, 1], in the order
            of `schemas.labels.TRAITS`.
        """
        if not texts:
            return np.empty((0, len(TRAITS)))
        ids = self._encoder.encode([lemmas(text) for text in texts])
        # One by one: the rounding of a batched product depends on the size of the batch.
        rows = [self._session.run(None, {self._input: row[np.newaxis]})[0] for row in ids]
        return calibrate(np.concatenate(rows).astype(np.float64), self._temperatures)
