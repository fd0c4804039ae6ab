"""Scores windows of speech with two blocks of Whisper's encoder and an attentive pooling."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper
from models.runtime.onnx import onnx_session
from models.store import Artefact
from models.voice.whisper_mel import whisper_mel
from models.voice.windows import Window
from schemas.labels import EMOTIONS

GRAPH = "voice_whisper.onnx"
NOTICE = "NOTICE.txt"
"""Files of the artefact: the graph, and the licence of the weights that it began with."""

PROBABILITIES, ATTENTION = "probabilities", "attention"
"""Outputs of the graph."""


class VoiceWhisper:
    """The network in ONNX Runtime."""

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
        # One window a run: 8-bit products take their scale from all that is in them.
        probabilities = [self._run(PROBABILITIES, window) for window in windows]
        return temper(np.concatenate(probabilities), self._temperature)

    def moments(self, window: Window) -> NDArray[np.float64]:
        """How much each moment of a window counts for its score.

        Args:
            window: in state "scored".

        Returns:
            float64, shape (76,): shares of the attention, every VOICE_MOMENT_SECONDS from the
            window's start, mean of the heads; they sum to one.
        """
        return np.asarray(self._run(ATTENTION, window)[0], dtype=np.float64)

    def _run(self, output: str, window: Window) -> NDArray[np.float32]:
        mel = whisper_mel(window.samples)[np.newaxis]
        (result,) = self._session.run([output], {self._input: mel})
        return np.asarray(result)
