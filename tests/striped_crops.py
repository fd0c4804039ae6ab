"""Crops without a face in them, of which a classifier can learn something."""

import numpy as np
from numpy.typing import NDArray


def striped_crops(labels: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Stripes whose direction tells the class, in noise: shape (n, 48, 48)."""
    rng = np.random.default_rng(0)
    rows, columns = np.mgrid[0:48, 0:48]
    angles = labels * np.pi / 7
    phase = np.cos(angles)[:, None, None] * columns + np.sin(angles)[:, None, None] * rows
    grey = 128 + 60 * np.sin(phase * 0.8 + rng.uniform(0, 6, (len(labels), 1, 1)))
    return (grey + rng.normal(0, 20, grey.shape)).clip(0, 255).astype(np.uint8)
