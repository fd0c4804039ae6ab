"""468 face landmarks: the face mesh of Kartynnik et al. (2019), run with LiteRT."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.detection import Detection
from models.runtime.litert import open_interpreter
from models.store import Artefact

SIZE = 192
MARGIN = 1.5
"""The mesh wants the detector's box enlarged by this factor."""

_UNIT = np.arange(256, dtype=np.float32) / np.float32(255)
"""Grey levels 0-255 as the network wants them, 0-1."""

MAXIMUM_ROLL_ERROR_DEGREES = 4.0
"""If the mesh finds the eyes at another tilt than the detector by more, it is placed again."""

# Indices into the mesh; right and left are the person's own.
RIGHT_EYE = (33, 133)
LEFT_EYE = (362, 263)
NOSE_TIP = 1
MOUTH_RIGHT, MOUTH_LEFT = 61, 291
RIGHT_CHEEK, LEFT_CHEEK = 234, 454
_PLACES = [*RIGHT_EYE, *LEFT_EYE, NOSE_TIP, MOUTH_RIGHT, MOUTH_LEFT]


@dataclass(frozen=True, eq=False)
class FaceMesh:
    """Landmarks of one face, in pixels of the frame."""

    points: NDArray[np.float32]
    """Shape (468, 3): x, y, and depth z in the same unit (smaller is nearer)."""
    presence: float
    """Probability that there is a face at all, 0-1."""

    @cached_property
    def five_points(self) -> NDArray[np.float32]:
        """Right eye, left eye, nose tip, right and left mouth corner; shape (5, 2)."""
        places = self.points[_PLACES, :2]
        eyes = (places[[0, 2]] + places[[1, 3]]) / 2
        return np.concatenate([eyes, places[4:]])

    @cached_property
    def box(self) -> NDArray[np.float32]:
        """Smallest box around all landmarks: left, top, right, bottom."""
        xy = self.points[:, :2]
        return np.concatenate([xy.min(axis=0), xy.max(axis=0)])

    @property
    def yaw_degrees(self) -> float:
        """Turn of the head about the vertical, degrees; positive to the person's left."""
        across = self.points[LEFT_CHEEK] - self.points[RIGHT_CHEEK]
        return float(np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1]))))


class FaceLandmarker:
    """Finds the mesh of a detected face and says how sure it is that there is a face."""

    def __init__(self, artefact: Artefact) -> None:
        self._interpreter = open_interpreter(artefact.read("landmarks.tflite"))
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._points, self._presence = (
            detail["index"] for detail in self._interpreter.get_output_details()
        )

    def find(self, frame: NDArray[np.uint8], detection: Detection) -> FaceMesh:
        """Place the mesh.

        Args:
            frame: uint8, shape (height, width, 3), RGB.
            detection: a face in that frame.

        Returns:
            The mesh; a low `presence` tells a false detection.
        """
        roll = _roll_degrees(detection.keypoints[0], detection.keypoints[1])
        mesh = self._place(frame, detection.box, roll)
        # The detector's eyes are rough, and the mesh leans towards the angle it was shown.
        better = _roll_degrees(*mesh.five_points[:2])
        if abs(better - roll) > MAXIMUM_ROLL_ERROR_DEGREES:
            mesh = self._place(frame, detection.box, better)
        return mesh

    def follow(self, frame: NDArray[np.uint8], last: FaceMesh) -> FaceMesh:
        """Place the mesh where the face was a moment ago, without a detection.

        The landmarks then differ by 2 % of the distance between the eyes (median over the
        development clips at 5 frames/s; a detection shifted by a few pixels makes 1.5 %).

        Args:
            frame: uint8, shape (height, width, 3), RGB.
            last: the face's mesh in a frame shortly before.

        Returns:
            The mesh; a low `presence` tells that the face is no longer there.
        """
        return self._place(frame, last.box, _roll_degrees(*last.five_points[:2]))

    def _place(
        self, frame: NDArray[np.uint8], box: NDArray[np.float32], roll_degrees: float
    ) -> FaceMesh:
        left, top, right, bottom = box
        side = MARGIN * max(right - left, bottom - top)
        centre = (float(left + right) / 2, float(top + bottom) / 2)
        matrix = cv2.getRotationMatrix2D(centre, roll_degrees, SIZE / float(side))
        matrix[:, 2] = matrix[:, 2] + SIZE / 2 - np.array(centre)
        region = cv2.warpAffine(frame, matrix, (SIZE, SIZE), flags=cv2.INTER_LINEAR)
        self._interpreter.set_tensor(self._input, cv2.LUT(region, _UNIT)[np.newaxis])
        self._interpreter.invoke()
        points = self._interpreter.get_tensor(self._points).reshape(-1, 3).copy()
        logit = float(self._interpreter.get_tensor(self._presence).ravel()[0])
        back = cv2.invertAffineTransform(matrix)
        points[:, :2] = points[:, :2] @ back[:, :2].T + back[:, 2]
        points[:, 2] *= side / SIZE
        presence = 1 / (1 + np.exp(-np.clip(logit, -60, 60)))
        return FaceMesh(points.astype(np.float32), float(presence))


def _roll_degrees(right_eye: NDArray[np.float32], left_eye: NDArray[np.float32]) -> float:
    """Tilt of the line through the eyes, degrees, positive clockwise in the picture."""
    across = left_eye - right_eye
    return float(np.degrees(np.arctan2(across[1], across[0])))
