"""Scores face crops with the exported emotion CNN."""

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper
from models.face.preprocessing import mirror, prepare_crops
from models.runtime.onnx import onnx_session
from models.store import Artefact, ArtefactError
from models.training.face.graph import EMBEDDING_OUTPUT, EMOTIONS_OUTPUT, GRAPH
from schemas.labels import EMOTIONS

BATCH = 64
"""Crops that are scored together."""


class FaceNetwork:
    """The emotion CNN in ONNX Runtime; its probabilities are not calibrated yet."""

    def __init__(self, graph: bytes, mirrored: bool, reading: str | None = None) -> None:
        self._session = onnx_session(graph)
        self._input = self._session.get_inputs()[0].name
        outputs = [output.name for output in self._session.get_outputs()]
        if reading is not None:
            self._emotions = reading
        else:
            # The first release's graph has one output, of another name.
            self._emotions = EMOTIONS_OUTPUT if EMOTIONS_OUTPUT in outputs else outputs[0]
        self._mirrored = mirrored

    def probabilities(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Read crops of shape (n, 48, 48), n > 0; float64, shape (n, 7)."""
        probabilities = self._read(self._emotions, crops)
        if self._mirrored:
            # A face and its mirror image show one emotion; the mean of what is read in both is
            # better than either, and the same whichever way round the camera was.
            probabilities = (probabilities + self._read(self._emotions, mirror(crops))) / 2
        return probabilities

    def embeddings(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        """What the network makes of the crops before it names an emotion, shape (n, features)."""
        return self._read(EMBEDDING_OUTPUT, crops)

    def _read(self, output: str, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        batches = []
        for start in range(0, len(crops), BATCH):
            inputs = prepare_crops(crops[start : start + BATCH])
            batches += self._session.run([output], {self._input: inputs})
        return np.concatenate(batches).astype(np.float64)


def reading_of(artefact: Artefact, wanted: str | None = None) -> tuple[str | None, float]:
    """Which output of the graph reads, and its calibration temperature.

    Args:
        artefact: face CNN of any version.
        wanted: one of FACE_READINGS; the artefact's default if None.

    Returns:
        Name of the reading, None before 0.5.0, when there was one only; temperature.

    Raises:
        ArtefactError: if the artefact does not read so.
    """
    readings = artefact.card.get("readings")
    if readings is None and wanted is None:
        return None, float(artefact.card["temperature"])
    chosen = wanted or artefact.card["reading"]
    if readings is None or chosen not in readings:
        known = f"choose {' or '.join(readings)}" if readings else "leave --face_reading out"
        raise ArtefactError(
            f"{artefact.name} {artefact.version} has no reading {chosen!r}; {known} or choose a "
            "later --release"
        )
    return chosen, float(readings[chosen]["temperature"])


class FaceScorer:
    """The emotion CNN with the calibration temperature of its card."""

    def __init__(self, artefact: Artefact, reading: str | None = None) -> None:
        mirrored = bool(artefact.card.get("mirrored", False))
        output, self._temperature = reading_of(artefact, reading)
        self._network = FaceNetwork(artefact.read(GRAPH), mirrored, output)

    def score(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Score crops; a crop's score does not depend on the others in the batch.

        Args:
            crops: uint8, shape (n, 48, 48).

        Returns:
            float64, shape (n, 7): calibrated probabilities in the order of EMOTIONS.
        """
        if not len(crops):
            return np.empty((0, len(EMOTIONS)))
        return temper(self._network.probabilities(crops), self._temperature)
