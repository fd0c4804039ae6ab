"""Augmentation of face crops: how else the same face could have been filmed."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray


def augment(crop: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Flip, rotate, zoom and shift; some crops are blurred, compressed, noisy, or lack a patch.

    Blur, blocks and noise are what a small face in a compressed or dark video looks like.

    Args:
        crop: uint8, shape (48, 48).
        rng: source of the random choices.

    Returns:
        uint8, shape (48, 48).
    """
    size = crop.shape[0]
    matrix = cv2.getRotationMatrix2D(
        (size / 2, size / 2), rng.uniform(-15, 15), rng.uniform(0.9, 1.12)
    )
    matrix[:, 2] = matrix[:, 2] + rng.uniform(-4, 4, 2)
    if rng.random() < 0.5:
        matrix[0] = -matrix[0]
        matrix[0, 2] += size - 1
    turned = cv2.warpAffine(crop, matrix, (size, size), borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.15:
        turned = cv2.GaussianBlur(turned, (0, 0), rng.uniform(0.4, 1.0))
    if rng.random() < 0.15:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(10, 50))]
        compressed = cv2.imencode(".jpg", turned, quality)[1]
        turned = cast(cv2.typing.MatLike, cv2.imdecode(compressed, cv2.IMREAD_GRAYSCALE))
    if rng.random() < 0.15:
        noisy = turned + rng.normal(0, rng.uniform(2, 10), turned.shape)
        turned = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        height, width = rng.integers(6, 17, 2)
        top, left = rng.integers(0, size - height), rng.integers(0, size - width)
        turned[top : top + height, left : left + width] = int(turned.mean())
    return np.asarray(turned, dtype=np.uint8)
