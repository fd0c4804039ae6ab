"""Scores face crops with the exported emotion CNN."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.calibration import temper
from models.face.preprocessing import mirror, prepare_crops
from models.runtime.onnx import onnx_session
from models.store import Artefact, ArtefactError
from schemas.labels import EMOTIONS

GRAPH = "face_cnn.onnx"
"""File of the artefact."""

EMBEDDING_OUTPUT = "embedding"
MAPS_OUTPUT = "activation_maps"
"""Outputs of the graph beside one for each label scheme."""

BATCH = 64
"""Crops that are scored together."""


class FaceNetwork:
    """The graph in ONNX Runtime; its probabilities are not calibrated yet."""

    def __init__(self, graph: bytes, mirrored: bool, output: str) -> None:
        self._session = onnx_session(graph)
        self._input = self._session.get_inputs()[0].name
        self._mirrored, self._output = mirrored, output

    def probabilities(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Read crops of shape (n, 48, 48), n > 0; float64, shape (n, 7)."""
        probabilities = self._run(self._output, crops)
        if self._mirrored:
            # A face and its mirror image show one emotion; the mean of what is read in both is
            # better than either, and the same whichever way round the camera was.
            probabilities = (probabilities + self._run(self._output, mirror(crops))) / 2
        return probabilities

    def embeddings(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        """What the network makes of the crops before it names an emotion, shape (n, features)."""
        return self._run(EMBEDDING_OUTPUT, crops)

    def activation_maps(self, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        """What each place of the crops adds to each logit, shape (n, h, w, classes of all heads).

        Of a mirrored network the mean with the mirror image, which the score averages too.
        """
        maps = self._run(MAPS_OUTPUT, crops)
        if self._mirrored:
            maps = (maps + self._run(MAPS_OUTPUT, mirror(crops))[:, :, ::-1]) / 2
        return maps

    def _run(self, output: str, crops: NDArray[np.uint8]) -> NDArray[np.float64]:
        batches = []
        for start in range(0, len(crops), BATCH):
            inputs = prepare_crops(crops[start : start + BATCH])
            batches += self._session.run([output], {self._input: inputs})
        return np.concatenate(batches).astype(np.float64)


class FaceCnn:
    """The emotion CNN under one label scheme, with that scheme's calibration temperature."""

    def __init__(self, artefact: Artefact, labels: str) -> None:
        """Open the graph.

        Args:
            artefact: face CNN.
            labels: one of FACE_LABELS: whose labels to read the faces by.

        Raises:
            ArtefactError: if the file is missing or altered, or the artefact has no such output.
        """
        schemes = artefact.card.scoring["labels"]
        if labels not in schemes:
            raise ArtefactError(
                f"{artefact.label} does not read faces as labelled by {labels!r}; choose "
                f"{' or '.join(schemes)}"
            )
        scheme = schemes[labels]
        self.network = FaceNetwork(
            artefact.read(GRAPH), bool(artefact.card.scoring["mirrored"]), scheme["output"]
        )
        self.head = list(schemes).index(labels)
        """Place of the scheme among the heads of the activation maps."""
        self._temperature = float(scheme["temperature"])

    def score(self, crops: Sequence[NDArray[np.uint8]] | NDArray[np.uint8]) -> NDArray[np.float64]:
        """Score crops; a crop's score does not depend on the others in the batch.

        Args:
            crops: uint8, n of shape (48, 48).

        Returns:
            float64, shape (n, 7): calibrated probabilities in the order of EMOTIONS.
        """
        if not len(crops):
            return np.empty((0, len(EMOTIONS)))
        return temper(self.network.probabilities(np.asarray(crops)), self._temperature)
