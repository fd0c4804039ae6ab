"""Scores texts with the exported CNN-LSTM on embedded lemmas."""

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper_traits
from models.runtime.onnx import onnx_session
from models.store import Artefact
from models.text.preprocessing import lemmas
from models.text.vocabulary import LemmaEncoder
from schemas.labels import TRAITS

GRAPH = "model.onnx"
VOCABULARY = "vocabulary.json"
"""Files of the artefact."""


class TextCnnLstm:
    """Lemma embedding, convolutions and LSTM in ONNX Runtime."""

    def __init__(self, artefact: Artefact) -> None:
        self._session = onnx_session(artefact.read(GRAPH))
        (self._input,) = (node.name for node in self._session.get_inputs())
        self._encoder = LemmaEncoder(json.loads(artefact.read(VOCABULARY))["lemmas"])
        temperatures = artefact.card.scoring["temperatures"]
        self._temperatures = [float(temperatures[trait]) for trait in TRAITS]

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Read texts for the Big Five.

        Args:
            texts: n texts; only the first 300 lemmas of each are read.

        Returns:
            float64, shape (n, 5), calibrated independent probabilities in [0, 1], in the order
            of TRAITS.
        """
        if not texts:
            return np.empty((0, len(TRAITS)))
        ids = self._encoder.encode([lemmas(text) for text in texts])
        # One by one: the rounding of a batched product depends on the size of the batch.
        rows = [self._session.run(None, {self._input: row[np.newaxis]})[0] for row in ids]
        return temper_traits(np.concatenate(rows).astype(np.float64), self._temperatures)
