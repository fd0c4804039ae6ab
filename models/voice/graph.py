"""What the exported voice networks share: a graph that scores one window at a time."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.runtime.onnx import onnx_session
from models.store import Artefact
from models.voice.temperature import VoiceTemperature
from models.voice.windows import Window
from schemas.labels import EMOTIONS


class GraphScorer:
    """A network in ONNX Runtime."""

    def __init__(
        self,
        artefact: Artefact,
        file: str,
        feature: Callable[[NDArray[np.float32]], NDArray[np.float32]],
        output: str | None = None,
    ) -> None:
        """Open the graph.

        Args:
            artefact: with the file, and a temperature in its card.
            file: the graph's.
            feature: from a window's samples to the graph's input.
            output: name of the probabilities; None for the graph's only output.

        Raises:
            ArtefactError: if the file is missing or altered.
        """
        self._session = onnx_session(artefact.read(file))
        self._input = self._session.get_inputs()[0].name
        self._output = output or str(self._session.get_outputs()[0].name)
        self._feature = feature
        self._temperature = VoiceTemperature.of_card(artefact.card.scoring)

    def score(self, windows: Sequence[Window]) -> NDArray[np.float64]:
        """Score windows; a window's score does not depend on the others in the batch.

        Args:
            windows: windows in state "scored".

        Returns:
            float64, shape (n, 7): calibrated probabilities in the order of EMOTIONS.
        """
        if not windows:
            return np.empty((0, len(EMOTIONS)))
        # One window a run: matrix products of another size round differently in their last bit, and
        # those of 8-bit integers take their scale from all that is in them.
        probabilities = [self._run(self._output, window) for window in windows]
        return self._temperature.temper_windows(np.concatenate(probabilities), windows)

    def _run(self, output: str, window: Window) -> NDArray[np.float32]:
        """An output of the graph for a window, its first axis of length 1."""
        inputs = self._feature(window.samples)[np.newaxis]
        (result,) = self._session.run([output], {self._input: inputs})
        return np.asarray(result)
