"""How far the eyes of a face are open, by the eye network of MediaPipe (Ablavatski et al., 2020).

The face mesh alone hardly closes its eyes: its eye aspect ratio (Soukupova and Cech, 2016) falls
to 0.9 of the open level in a blink, no further than in its noise. The eye network sees each eye
alone at 64x64 pixels, and its lids fall to 0.3-0.7.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.alignment import unusable_because
from models.face.landmarks import LEFT_EYE, RIGHT_EYE, FaceMesh
from models.runtime.litert import open_interpreter
from models.store import Artefact

SIZE = 64
MARGIN = 2.3
"""The network wants the eye's width, corner to corner, enlarged by this factor."""
MINIMUM_EYE_PIXELS = 14.0
"""A narrower eye is not read. The clips on which blinks were judged have 17-50 pixels."""

# The network's points of one eye, from the outer corner: lower lid 1-7, inner corner 8, upper lid.
CORNERS = (0, 8)
LIDS = ((11, 3), (12, 4), (13, 5))
"""Pairs of points on the upper and the lower lid, around the pupil."""


class EyeReader:
    """Reads how far the eyes of a face are open."""

    def __init__(self, artefact: Artefact) -> None:
        self._interpreter = open_interpreter(artefact.read("eye.tflite"))
        self._input = self._interpreter.get_input_details()[0]["index"]
        (self._contour,) = (
            detail["index"]
            for detail in self._interpreter.get_output_details()
            if detail["shape"][-1] == 213
        )

    def openness(self, frame: NDArray[np.uint8], mesh: FaceMesh) -> float:
        """Height of the gap between the lids over the width of the eye, mean of both eyes.

        The eye that is seen wider, since nearer or less turned away, counts more.

        Args:
            frame: uint8, shape (height, width, 3), RGB.
            mesh: the face in that frame.

        Returns:
            About 0.1 (closed) to 0.5; NaN if the face is too small or too far turned away.
        """
        xy = mesh.points[:, :2]
        # Corners from left to right in the picture; the network knows left eyes.
        eyes = (
            (xy[RIGHT_EYE[0]], xy[RIGHT_EYE[1]], True),
            (xy[LEFT_EYE[0]], xy[LEFT_EYE[1]], False),
        )
        widths = [float(np.hypot(*(right - left))) for left, right, _ in eyes]
        if max(widths) < MINIMUM_EYE_PIXELS or unusable_because(mesh) == "face_turned":
            return float("nan")
        opened = [self._read(frame, *eye) for eye in eyes]
        return float(np.average(opened, weights=widths))

    def _read(
        self,
        frame: NDArray[np.uint8],
        left: NDArray[np.float32],
        right: NDArray[np.float32],
        mirrored: bool,
    ) -> float:
        across = right - left
        centre = (float(left[0] + right[0]) / 2, float(left[1] + right[1]) / 2)
        degrees = float(np.degrees(np.arctan2(across[1], across[0])))
        scale = SIZE / (MARGIN * max(float(np.hypot(*across)), 1.0))
        matrix = cv2.getRotationMatrix2D(centre, degrees, scale)
        matrix[:, 2] = matrix[:, 2] + SIZE / 2 - np.array(centre)
        eye = cv2.warpAffine(
            frame, matrix, (SIZE, SIZE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        eye = eye[:, ::-1] if mirrored else eye
        self._interpreter.set_tensor(self._input, eye[np.newaxis].astype(np.float32) / 255)
        self._interpreter.invoke()
        points = self._interpreter.get_tensor(self._contour).reshape(-1, 3)[:, :2]
        height = np.mean([np.hypot(*(points[upper] - points[lower])) for upper, lower in LIDS])
        return float(height / max(np.hypot(*(points[CORNERS[0]] - points[CORNERS[1]])), 1e-6))
