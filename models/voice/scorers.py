"""Scores windows of speech with the trained SVM and CNN-LSTM."""

from collections.abc import Sequence

import numpy as np
import skops.io
from numpy.typing import NDArray

from models.calibration import temper
from models.runtime.onnx import onnx_session
from models.store import Artefact, ArtefactError
from models.voice.functionals import SVM_FEATURES
from models.voice.pairwise import pairwise_probabilities
from models.voice.preprocessing import log_mel
from models.voice.windows import Window
from schemas.labels import EMOTIONS

ESTIMATOR = "voice_svm.skops"
GRAPH = "voice_cnn_lstm.onnx"

TRUSTED_TYPES = (
    "numpy.clip",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
)
"""The only types outside skops's own list that the SVM's file may hold."""


class VoiceSvm:
    """The SVM on statistics of short-term features.

    Its card says which form of features it wants, and how its decisions become probabilities:
    from pairs of classes (`decision`: pairwise) or, as in 0.1.0, by the estimator's own sigmoids.
    """

    def __init__(self, artefact: Artefact) -> None:
        """Load the estimator.

        Raises:
            ArtefactError: if the file is missing or altered, or its features are unknown here.
            skops.io.exceptions.UntrustedTypesFoundException: if it holds any other type.
        """
        form = artefact.card.get("features", "statistics")
        if form not in SVM_FEATURES:
            raise ArtefactError(
                f"{artefact.name} {artefact.version} wants features {form!r}; this code knows "
                f"{', '.join(SVM_FEATURES)}: install the code that trained it"
            )
        self._features = SVM_FEATURES[form]
        self._pairwise = artefact.card.get("decision") == "pairwise"
        self._model = skops.io.loads(artefact.read(ESTIMATOR), trusted=list(TRUSTED_TYPES))
        self._temperature = float(artefact.card["temperature"])

    def score(self, windows: Sequence[Window]) -> NDArray[np.float64]:
        """Score windows; a window's score does not depend on the others in the batch.

        Args:
            windows: windows in state "scored".

        Returns:
            float64, shape (n, 7): calibrated probabilities in the order of EMOTIONS.
        """
        if not windows:
            return np.empty((0, len(EMOTIONS)))
        features = np.stack([self._features(window.samples) for window in windows])
        if self._pairwise:
            decisions = self._model.decision_function(features)
            probabilities = pairwise_probabilities(decisions, len(EMOTIONS))
        else:
            probabilities = self._model.predict_proba(features)
        return temper(probabilities, self._temperature)


class VoiceCnnLstm:
    """The CNN-LSTM on log-mel spectrograms, in ONNX Runtime."""

    def __init__(self, artefact: Artefact) -> None:
        """Open the graph.

        Raises:
            ArtefactError: if the file is missing or altered.
        """
        self._session = onnx_session(artefact.read(GRAPH))
        self._input = self._session.get_inputs()[0].name
        self._temperature = float(artefact.card["temperature"])

    def score(self, windows: Sequence[Window]) -> NDArray[np.float64]:
        """Score windows; a window's score does not depend on the others in the batch.

        Args:
            windows: windows in state "scored".

        Returns:
            float64, shape (n, 7): calibrated probabilities in the order of EMOTIONS.
        """
        if not windows:
            return np.empty((0, len(EMOTIONS)))
        # One window a run: matrix products of another size round differently in their last bit,
        # and five stretches of one window already fill the convolutions.
        probabilities = [
            self._session.run(None, {self._input: log_mel(window.samples)[np.newaxis]})[0]
            for window in windows
        ]
        return temper(np.concatenate(probabilities), self._temperature)
