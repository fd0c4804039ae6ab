"""The one path from a 48x48 crop to the CNN's input, used in training and in scoring."""

import numpy as np
from numpy.typing import NDArray

from schemas.sampling import FACE_SIZE

LEAST_DEVIATION = np.float32(8)
"""Grey levels; a flatter crop is not amplified further."""


def prepare_crops(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Standardise grey crops, each by its own mean and deviation.

    The crop's own statistics make the score indifferent to exposure and contrast, and there
    is no constant (255, the crop's maximum) on which training and scoring could disagree.

    Args:
        crops: uint8, shape (n, 48, 48), grey levels 0-255.

    Returns:
        float32, shape (n, 48, 48, 1), mean 0 and deviation at most 1 per crop.

    Raises:
        ValueError: if the shape or type differs.
    """
    if crops.dtype != np.uint8 or crops.shape[1:] != (FACE_SIZE, FACE_SIZE):
        raise ValueError(
            f"expected uint8 (n, {FACE_SIZE}, {FACE_SIZE}), got {crops.dtype} {crops.shape}"
        )
    # In place and row by row: with copies this took a third of the time of a crop's score.
    pixels = crops.reshape(len(crops), FACE_SIZE * FACE_SIZE).astype(np.float32)
    pixels -= pixels.mean(axis=1, keepdims=True)
    deviation = np.sqrt(np.einsum("ij,ij->i", pixels, pixels) / pixels.shape[1])
    # A flat crop has no contrast to amplify: the floor keeps its noise small.
    pixels /= np.maximum(deviation, LEAST_DEVIATION)[:, np.newaxis]
    return pixels.reshape(*crops.shape, 1)


def mirror(crops: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Crops with left and right exchanged, shape (n, height, width)."""
    return np.ascontiguousarray(crops[:, :, ::-1])
