"""From a frame and a mesh to the 48x48 crop that the CNN was trained on."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.landmarks import FaceMesh
from schemas.sampling import FACE_SIZE

# Where FER2013 has its faces: medians of 632 near-frontal Training images on which the mesh
# stands with presence > 0.9 (pixels of the 48x48 image).
EYE_DISTANCE = 18.1
EYES_TO_MOUTH = 17.8
CENTRE = (24.0, 27.6)
"""Midway between the eyes' and the mouth's centre."""

MINIMUM_SCALE = 1 / 2.5
"""A face that would have to be enlarged more than 2.5 times is too small to be read."""

MAXIMUM_YAW_DEGREES = 45.0
"""A head turned further hides half of the face."""


def face_scale(mesh: FaceMesh) -> float:
    """Size of a face relative to FER2013's, 1 = as large as there.

    The larger of two measures counts: turning the head shortens one, nodding the other.
    """
    return _scale(mesh.five_points)


def unusable_because(mesh: FaceMesh) -> str | None:
    """Why a face cannot be read (a state of schemas.states.FRAME_STATES), or None if it can."""
    if face_scale(mesh) < MINIMUM_SCALE:
        return "face_too_small"
    if abs(mesh.yaw_degrees) > MAXIMUM_YAW_DEGREES:
        return "face_turned"
    return None


def frame_to_crop(five_points: NDArray[np.floating], oversampling: int = 1) -> NDArray[np.float64]:
    """The turn, scale and shift that put eyes and mouth where FER2013 has them.

    Args:
        five_points: right eye, left eye, nose, right and left mouth corner, shape (5, 2), pixels.
        oversampling: by how much the crop is to be larger than 48x48.

    Returns:
        Affine matrix, shape (2, 3), from pixels of the frame to pixels of the crop.
    """
    right_eye, left_eye, _, mouth_right, mouth_left = five_points.astype(np.float64)
    eyes = left_eye - right_eye
    angle = float(np.degrees(np.arctan2(eyes[1], eyes[0])))
    centre = (right_eye + left_eye + mouth_right + mouth_left) / 4
    scale = oversampling / max(_scale(five_points), 1e-6)
    turn = cv2.getRotationMatrix2D((centre[0], centre[1]), angle, scale)
    matrix = np.asarray(turn, dtype=np.float64)
    matrix[:, 2] += oversampling * np.array(CENTRE) - centre
    return matrix


def _scale(five_points: NDArray[np.floating]) -> float:
    right_eye, left_eye, _, mouth_right, mouth_left = five_points
    across = np.linalg.norm(left_eye - right_eye) / EYE_DISTANCE
    down = np.linalg.norm((mouth_right + mouth_left - right_eye - left_eye) / 2) / EYES_TO_MOUTH
    return float(max(across, down))


def align_face(frame: NDArray[np.uint8], mesh: FaceMesh) -> NDArray[np.uint8]:
    """Turn, scale and cut the face so that eyes and mouth stand where FER2013 has them.

    Args:
        frame: uint8, shape (height, width, 3), RGB.
        mesh: landmarks in pixels of that frame.

    Returns:
        Grey crop, uint8, shape (48, 48).
    """
    # Shrinking by interpolation alone would alias: cut at a multiple of the size, then average.
    oversampling = int(np.clip(np.ceil(face_scale(mesh)), 1, 8))
    side = FACE_SIZE * oversampling
    crop = cv2.warpAffine(
        cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY),
        frame_to_crop(mesh.five_points, oversampling),
        (side, side),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(
        cv2.resize(crop, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
