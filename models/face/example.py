"""A drawn face: the face's artefacts show before the night that they can read it.

It is drawn with arithmetic: no person is in it, and no file can be missing.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.eyes import EyeReader
from models.face.finder import FaceFinder
from models.face.landmarks import LEFT_EYE, RIGHT_EYE, FaceMesh
from models.fusion import check_distribution
from models.registry import load, score_one
from models.store import Artefact
from schemas.labels import EMOTIONS
from schemas.sampling import FACE_SIZE


def example_frame() -> NDArray[np.uint8]:
    """A drawn face that the detector takes for one: uint8, shape (240, 320, 3), RGB."""
    frame = np.full((240, 320, 3), (120, 140, 160), np.uint8)
    cv2.ellipse(frame, (160, 120), (52, 70), 0, 0, 360, (205, 160, 135), -1)
    cv2.ellipse(frame, (160, 68), (54, 28), 0, 180, 360, (60, 45, 40), -1)
    for eye in (138, 182):
        cv2.ellipse(frame, (eye, 107), (10, 5), 0, 0, 360, (245, 245, 245), -1)
        cv2.circle(frame, (eye, 107), 4, (40, 30, 30), -1)
        cv2.ellipse(frame, (eye, 95), (12, 3), 0, 180, 360, (60, 45, 40), 3)
    cv2.line(frame, (160, 108), (156, 132), (170, 120, 100), 2)
    cv2.ellipse(frame, (160, 134), (8, 4), 0, 0, 180, (150, 100, 85), 2)
    cv2.ellipse(frame, (160, 158), (20, 6), 0, 0, 180, (150, 60, 60), 4)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.5), dtype=np.uint8)


def example_crop() -> NDArray[np.uint8]:
    """The drawn face, uint8, shape (48, 48)."""
    grey = cv2.cvtColor(example_frame()[58:202, 88:232], cv2.COLOR_RGB2GRAY)
    crop = cv2.resize(grey, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, dtype=np.uint8)


def score_example(artefact: Artefact) -> str:
    """Score the drawn face under every label scheme of a face model.

    Raises:
        ValueError: if a score is no probability.
    """
    said = []
    for labels in artefact.card.scoring["labels"]:
        scores = score_one(load(artefact, labels), example_crop(), len(EMOTIONS))
        check_distribution(scores)
        said.append(f"{EMOTIONS[int(scores.argmax())]} {scores.max():.0%}")
    return "; ".join(said)


def find_example(artefact: Artefact) -> str:
    """Find the drawn face.

    Raises:
        ValueError: if it is not found, or cannot be cut out.
    """
    (face,) = FaceFinder(artefact).read(example_frame(), 0.0)
    if face.crop is None or not np.isfinite(face.landmarks).all():
        raise ValueError("the drawn face has no crop")
    return f"1 face, presence {face.presence:.3f}"


def open_example(artefact: Artefact) -> str:
    """Read how far the drawn eyes are open.

    Raises:
        ValueError: if that is no share of their width.
    """
    points = np.zeros((468, 3), np.float32)
    corners = zip((*RIGHT_EYE, *LEFT_EYE), (128, 148, 172, 192), strict=True)
    for index, x in corners:
        points[index, :2] = x, 107
    openness = EyeReader(artefact).openness(example_frame(), FaceMesh(points, 1.0))
    if not 0 < openness < 1:
        raise ValueError(f"the drawn eyes are open by {openness}, not by a share of their width")
    return f"eyes open by {openness:.2f} of their width"
