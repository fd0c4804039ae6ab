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


def heat(activation: NDArray[np.floating]) -> NDArray[np.float32]:
    """What speaks for the emotion, relative to the place that speaks loudest.

    Args:
        activation: one emotion's map in logits, any shape.

    Returns:
        float32, same shape, in [0, 1]; all 0 if nothing speaks for the emotion.
    """
    positive = np.maximum(activation, 0)
    return np.asarray(positive / max(float(positive.max(initial=0)), 1e-6), dtype=np.float32)


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
