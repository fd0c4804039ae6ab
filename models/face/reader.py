"""From frames to faces: detect, verify, follow, align."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.face.alignment import align_face, unusable_because
from models.face.detection import FaceDetector
from models.face.landmarks import FaceLandmarker, FaceMesh
from models.face.tracking import FaceTracker
from models.store import Artefact

MINIMUM_PRESENCE = 0.5
"""Below this, the landmark model says that the detector was wrong (a wall pattern, a hand)."""


class ReadFace(NamedTuple):
    """One verified face in one frame; lengths are shares of the frame's width or height."""

    track: int
    size: float
    """Side of the face in pixels, for comparing faces of one recording."""
    box: tuple[float, ...]
    """x, y, width, height."""
    landmarks: tuple[float, ...]
    """Right eye, left eye, nose, mouth corners: x1, y1, x2, y2, ..."""
    presence: float
    yaw_degrees: float
    unusable: str | None
    """Why it cannot be scored, or None."""
    crop: NDArray[np.uint8] | None
    """Shape (48, 48) if it can be scored."""


class FaceReader:
    """Reads the frames of one recording after the other; holds the networks, loaded once."""

    def __init__(self, artefact: Artefact) -> None:
        self._detector = FaceDetector(artefact)
        self._landmarker = FaceLandmarker(artefact)
        self._tracker = FaceTracker()

    def start_recording(self) -> None:
        """Forget the faces of the recording before."""
        self._tracker = FaceTracker()

    def read(self, frame: NDArray[np.uint8], seconds: float) -> Sequence[ReadFace]:
        """Read one frame.

        Args:
            frame: uint8, shape (height, width, 3), RGB, upright.
            seconds: its presentation time, not before the last frame's.

        Returns:
            Every verified face in it.
        """
        meshes: list[FaceMesh] = []
        for detections in self._detector.detect(frame):
            found = [self._landmarker.find(frame, face) for face in detections]
            meshes = [mesh for mesh in found if mesh.presence >= MINIMUM_PRESENCE]
            if meshes:
                break
        tracks = self._tracker.update(seconds, [mesh.box for mesh in meshes])
        height, width = frame.shape[:2]
        extent = np.array([width, height], np.float64)
        faces = []
        for track, mesh in zip(tracks, meshes, strict=True):
            corners = mesh.box.reshape(2, 2)
            origin, sides = corners[0] / extent, (corners[1] - corners[0]) / extent
            unusable = unusable_because(mesh)
            faces.append(
                ReadFace(
                    track,
                    float((corners[1] - corners[0]).max()),
                    (*origin.tolist(), *sides.tolist()),
                    tuple((mesh.five_points / extent).ravel().tolist()),
                    mesh.presence,
                    mesh.yaw_degrees,
                    unusable,
                    None if unusable else align_face(frame, mesh),
                )
            )
        return faces
