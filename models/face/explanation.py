"""Which places of a face moved its score, from the graph's class activation maps."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.alignment import frame_to_crop
from models.face.cnn import FaceCnn
from models.registry import Scorer
from models.store import ArtefactError
from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE

SMALLEST_SCALE = 1.0
"""Logits. Below it are the graph's 8-bit arithmetic (up to 0.4) and odds that hardly move; a scale
that ended there would make the most of noise."""

SMALLEST_SCORE = 0.0005
"""A score below is printed as 0.0 %."""

SMALLEST_HEAT = 0.05
"""Share of the scale; a map that stays below cannot be seen in the picture."""


def activation_maps(scorer: Scorer, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much each place of each crop adds to each emotion's logit (Zhou et al., 2016).

    Args:
        scorer: a face model, which must be a `FaceCnn`.
        crops: uint8, shape (n, 48, 48), n > 0.

    Returns:
        float32, shape (n, 7, 48, 48), in the order of EMOTIONS, in logits: positive places speak
        for the emotion, negative ones against it. Bilinear from the network's coarse places (8
        pixels each in `build_face_cnn`): it cannot tell details smaller than those.

    Raises:
        ArtefactError: if the model gives no activation maps.
    """
    if not isinstance(scorer, FaceCnn):
        raise ArtefactError(
            f"{type(scorer).__name__} gives no activation maps; choose a --release whose faces the "
            "face CNN scores"
        )
    first = scorer.head * len(EMOTIONS)
    coarse = scorer.network.activation_maps(crops)[..., first : first + len(EMOTIONS)]
    maps = np.empty((len(crops), len(EMOTIONS), FACE_SIZE, FACE_SIZE), np.float32)
    for fine, places in zip(maps, coarse.astype(np.float32), strict=True):
        upsampled = cv2.resize(places, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_LINEAR)
        fine[:] = np.moveaxis(upsampled, 2, 0)
    return maps


def heat_scale(maps: NDArray[np.floating]) -> float:
    """Where a heat map of one face ends: the same for its seven emotions, so that they compare.

    Args:
        maps: of all emotions, shape (7, ...), logits.

    Returns:
        Logits, at least SMALLEST_SCALE.
    """
    return max(float(maps.max()), SMALLEST_SCALE)


def heat(activation: NDArray[np.floating], scale: float) -> NDArray[np.float32]:
    """What speaks for the emotion, as a share of the scale.

    Args:
        activation: one emotion's map in logits, any shape.
        scale: logits, of `heat_scale`.

    Returns:
        float32, same shape, in [0, 1]; 0 where nothing speaks for the emotion.
    """
    return np.asarray(np.clip(activation / scale, 0, 1), dtype=np.float32)


def why_unpainted(
    emotion: str, probability: float, activation: NDArray[np.floating], scale: float
) -> str | None:
    """Why a class gets no heat map: it has no evidence, and noise must not look like some.

    Args:
        emotion: the class.
        probability: its score.
        activation: its map in logits, any shape.
        scale: logits, of `heat_scale`.

    Returns:
        A sentence, or None if there is something to paint.
    """
    if probability < SMALLEST_SCORE:
        return f"The score for {emotion} is 0.0 %: there is no evidence to show."
    if (most := float(activation.max())) <= 0:
        return f"No place of the face speaks for {emotion}: there is no evidence to show."
    if most < SMALLEST_HEAT * scale:
        return (
            f"The strongest place adds {most:.1f} logits for {emotion}, where the scale ends at "
            f"{scale:.1f}: too little to show."
        )
    return None


def to_frame(
    heat: NDArray[np.float32], landmarks: tuple[float, ...], height: int, width: int
) -> NDArray[np.float32]:
    """Lay a crop's map back onto the face it was cut from.

    Args:
        heat: float32, shape (48, 48).
        landmarks: `FoundFace.landmarks` of that face, shares of the frame's width and height.
        height, width: of the frame, pixels.

    Returns:
        float32, shape (height, width); 0 outside the crop.
    """
    matrix = frame_to_crop(np.reshape(landmarks, (5, 2)) * (width, height))
    laid = cv2.warpAffine(
        heat, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    return np.asarray(laid, dtype=np.float32)


def crop_outline(landmarks: tuple[float, ...], height: int, width: int) -> NDArray[np.float64]:
    """The square of the frame that the model saw, turned as the face is.

    Args:
        landmarks, height, width: as for `to_frame`.

    Returns:
        Four corners, shape (4, 2), x and y in pixels of the frame.
    """
    matrix = frame_to_crop(np.reshape(landmarks, (5, 2)) * (width, height))
    low, high = -0.5, FACE_SIZE - 0.5  # edges: a pixel's centre is a whole number
    corners = np.array([[(low, low), (high, low), (high, high), (low, high)]])
    placed = cv2.transform(corners, cv2.invertAffineTransform(matrix))[0]
    return np.asarray(placed, dtype=np.float64)
