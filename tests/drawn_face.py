"""Faces drawn with arithmetic: no person is in them."""

import cv2
import numpy as np


def drawn_face(emotion, rng):
    """A face whose mouth tells its class, so that there is something to learn."""
    image = np.full((48, 48), 150, np.uint8)
    cv2.circle(image, (15, 18), 3, 30, -1)
    cv2.circle(image, (33, 18), 3, 30, -1)
    cv2.ellipse(image, (24, 36), (9, 1 + emotion), 0, 0, 180 + 25 * emotion, 40, 2)
    return (image + rng.integers(-20, 20, image.shape)).clip(0, 255).astype(np.uint8)
