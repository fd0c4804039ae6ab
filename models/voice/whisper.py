"""Scores windows of speech with two blocks of Whisper's encoder and an attentive pooling."""

import numpy as np
from numpy.typing import NDArray

from models.store import Artefact
from models.voice.graph import GraphScorer
from models.voice.whisper_mel import whisper_mel
from models.voice.windows import Window

GRAPH = "voice_whisper.onnx"
NOTICE = "NOTICE.txt"
"""Files of the artefact: the graph, and the licence of the weights that it began with."""

PROBABILITIES, ATTENTION = "probabilities", "attention"
"""Outputs of the graph."""


class VoiceWhisper(GraphScorer):
    """The network on Whisper's encoder; it also tells where it looked."""

    def __init__(self, artefact: Artefact) -> None:
        """Open the graph.

        Raises:
            ArtefactError: if the file is missing or altered.
        """
        super().__init__(artefact, GRAPH, whisper_mel, PROBABILITIES)

    def moments(self, window: Window) -> NDArray[np.float64]:
        """How much each moment of a window counts for its score.

        Args:
            window: in state "scored".

        Returns:
            float64, shape (76,): shares of the attention, every VOICE_MOMENT_SECONDS from the
            window's start, mean of the heads; they sum to one.
        """
        return np.asarray(self._run(ATTENTION, window)[0], dtype=np.float64)
