"""Scores face crops with the exported emotion CNN."""

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper
from models.face.preprocessing import mirror, prepare_crops
from models.face.scoring_graph import EMOTIONS_OUTPUT
from models.store import Artefact, onnx_session
from schemas.labels import EMOTIONS

BATCH = 64
"""Crops that are scored together."""


class FaceScorer:
    """The emotion CNN in ONNX Runtime, with the calibration temperature of its card."""

    def __init__(self, artefact: Artefact) -> None:
        self._session = onnx_session(artefact.read("face_cnn.onnx"))
        self._input = self._session.get_inputs()[0].name
        outputs = [output.name for output in self._session.get_outputs()]
        # The first release's graph has one output, of another name.
        self._emotions = EMOTIONS_OUTPUT if EMOTIONS_OUTPUT in outputs else outputs[0]
        self._temperature = float(artefact.card["temperature"])
        self._mirrored = bool(artefact.card.get("mirrored", False))

    def score(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Score crops; a crop's score does not depend on the others in the batch.

        Args:
            crops: uint8, shape (n, 48, 48).

        Returns:
            float64, shape (n, 7): calibrated probabilities in the order of EMOTIONS.
        """
        if not len(crops):
            return np.empty((0, len(EMOTIONS)))
        probabilities = self._read(crops)
        if self._mirrored:
            # A face and its mirror image show one emotion; the mean of both readings is better
            # than either, and the same whichever way round the camera was.
            probabilities = (probabilities + self._read(mirror(crops))) / 2
        return temper(probabilities, self._temperature)

    def _read(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        (probabilities,) = self._session.run([self._emotions], {self._input: prepare_crops(crops)})
        return np.asarray(probabilities, np.float64)
