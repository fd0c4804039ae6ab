"""Shows which places of a face spoke for an emotion, from the graph's class activation maps."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.alignment import frame_to_crop
from models.face.cnn import reading_of
from models.face.preprocessing import mirror, prepare_crops
from models.runtime.onnx import onnx_session
from models.store import Artefact, ArtefactError
from models.training.face.graph import GRAPH, MAPS_OUTPUT
from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE

OPACITY = 0.55
"""Share of the colour where the heat is 1."""


def activation_maps(
    artefact: Artefact, crops: NDArray[np.uint8], reading: str | None = None
) -> NDArray[np.float32]:
    """How much each place of each crop adds to each emotion's logit (Zhou et al., 2016).

    Args:
        artefact: face CNN whose graph has the output "activation_maps" (0.2.0 and later).
        crops: uint8, shape (n, 48, 48).
        reading: one of FACE_READINGS; the artefact's default if None.

    Returns:
        float32, shape (n, 7, 48, 48), in the order of EMOTIONS, in logits: positive places speak
        for the emotion, negative ones against it. Bilinear from the network's coarse places (8
        pixels each in `build_face_cnn`): it cannot tell details smaller than those.

    Raises:
        ArtefactError: if the graph has no such output, or the artefact does not read so.
    """
    chosen, _ = reading_of(artefact, reading)
    session = onnx_session(artefact.read(GRAPH))
    if MAPS_OUTPUT not in {output.name for output in session.get_outputs()}:
        raise ArtefactError(
            f"{artefact.name} {artefact.version} has no activation maps; choose a --release with "
            "0.2.0 or later of it"
        )
    name = session.get_inputs()[0].name
    (coarse,) = session.run([MAPS_OUTPUT], {name: prepare_crops(crops)})
    if artefact.card.get("mirrored", False):
        # The score averages the crop and its mirror image, so its explanation does.
        (turned,) = session.run([MAPS_OUTPUT], {name: prepare_crops(mirror(crops))})
        coarse = (coarse + turned[:, :, ::-1]) / 2
    if chosen is not None:
        first = list(artefact.card["readings"]).index(chosen) * len(EMOTIONS)
        coarse = coarse[..., first : first + len(EMOTIONS)]
    maps = np.empty((len(crops), coarse.shape[3], FACE_SIZE, FACE_SIZE), np.float32)
    for fine, places in zip(maps, coarse, strict=True):
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
        landmarks: `ReadFace.landmarks` of that face, shares of the frame's width and height.
        height, width: of the frame, pixels.

    Returns:
        float32, shape (height, width); 0 outside the crop.
    """
    matrix = frame_to_crop(np.reshape(landmarks, (5, 2)) * (width, height))
    laid = cv2.warpAffine(
        heat, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    return np.asarray(laid, dtype=np.float32)


def overlay(picture: NDArray[np.uint8], heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Colour a picture by heat, from transparent (0) over violet and orange to yellow (1).

    Args:
        picture: uint8, a frame (height, width, 3), RGB, or a grey crop (height, width).
        heat: float32, shape (height, width), in [0, 1], from `heat` or `to_frame`.

    Returns:
        uint8, shape (height, width, 3), RGB.

    Raises:
        ValueError: if the two differ in size.
    """
    if heat.shape != picture.shape[:2]:
        raise ValueError(f"heat of shape {heat.shape} on a picture of {picture.shape[:2]}")
    colour = picture if picture.ndim == 3 else cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    levels = (np.clip(heat, 0, 1) * 255).round().astype(np.uint8)
    painted = cv2.cvtColor(cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO), cv2.COLOR_BGR2RGB)
    share = OPACITY * np.clip(heat, 0, 1)[..., np.newaxis]
    mixed = (1 - share) * colour.astype(np.float32) + share * painted.astype(np.float32)
    return np.asarray(mixed.round(), dtype=np.uint8)
