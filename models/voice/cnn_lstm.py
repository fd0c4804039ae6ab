"""Scores windows of speech with the exported CNN-LSTM on log-mel spectrograms."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper
from models.runtime.onnx import onnx_session
from models.store import Artefact
from models.voice.preprocessing import log_mel
from models.voice.windows import Window
from schemas.labels import EMOTIONS

GRAPH = "voice_cnn_lstm.onnx"
"""File of the artefact."""


class VoiceCnnLstm:
    """The CNN-LSTM in ONNX Runtime."""

    def __init__(self, artefact: Artefact) -> None:
        """Open the graph.

        Raises:
            ArtefactError: if the file is missing or altered.
        """
        self._session = onnx_session(artefact.read(GRAPH))
        self._input = self._session.get_inputs()[0].name
        self._temperature = float(artefact.card.scoring["temperature"])

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
