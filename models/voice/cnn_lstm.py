"""Scores windows of speech with the exported CNN-LSTM on log-mel spectrograms."""

from models.store import Artefact
from models.voice.graph import GraphScorer
from models.voice.preprocessing import log_mel

GRAPH = "voice_cnn_lstm.onnx"
"""File of the artefact."""


class VoiceCnnLstm(GraphScorer):
    """The CNN-LSTM."""

    def __init__(self, artefact: Artefact) -> None:
        """Open the graph.

        Raises:
            ArtefactError: if the file is missing or altered.
        """
        super().__init__(artefact, GRAPH, log_mel)
