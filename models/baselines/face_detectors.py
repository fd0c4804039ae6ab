"""Detectors that earlier systems used, to compare with: Haar cascade and HOG + linear SVM.

The job does not use them.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from models.face.detection import iou

WINDOW = 64
"""Side of the SVM's window, pixels."""
CONTEXT = 1.25
"""The window shows a face box enlarged by this factor."""
NEGATIVES_PER_PICTURE = 40
MINIMUM_SIDE = 48
"""Smaller faces are not looked for, pixels; the job refuses most of them as too small."""

Boxes = list[NDArray[np.float32]]


class HaarDetector:
    """Boosted cascade of Haar features (Viola and Jones, 2001), with OpenCV's frontal faces."""

    def __init__(self) -> None:
        folder = Path(cv2.__file__).parent / "data"
        self._cascade = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_default.xml"))

    def detect(self, frame: NDArray[np.uint8]) -> Boxes:
        """Boxes (left, top, right, bottom) in a frame, uint8 (height, width, 3), RGB."""
        grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
        found = self._cascade.detectMultiScale(
            grey, scaleFactor=1.1, minNeighbors=5, minSize=(MINIMUM_SIDE, MINIMUM_SIDE)
        )
        return [np.array([x, y, x + w, y + h], np.float32) for x, y, w, h in found]


class HogDetector:
    """Histograms of oriented gradients and a linear SVM (Dalal and Triggs, 2005)."""

    def __init__(self, frames: Sequence[NDArray[np.uint8]], faces: Sequence[Boxes]) -> None:
        """Train on frames with all their faces; what is not a face is a negative, for free.

        One round of hard negatives follows: what the first SVM takes for a face and is none.

        Args:
            frames: uint8, shape (height, width, 3), RGB; some may show no face.
            faces: boxes (left, top, right, bottom) of every face in each.
        """
        block, cell = (16, 16), (8, 8)
        self._hog = cv2.HOGDescriptor((WINDOW, WINDOW), block, cell, cell, 9)
        random = np.random.default_rng(0)
        positives = [self._describe(crop) for crop in _faces(frames, faces)]
        negatives = [self._describe(crop) for crop in _elsewhere(frames, faces, random)]
        self._fit(positives, negatives)
        for frame, boxes in zip(frames, faces, strict=True):
            for box in self.detect(frame):
                if all(iou(box, face) < 0.3 for face in boxes):
                    negatives.append(self._describe(_cut(frame, box, CONTEXT)))
        self._fit(positives, negatives)

    def detect(self, frame: NDArray[np.uint8]) -> Boxes:
        """Boxes (left, top, right, bottom) in a frame, uint8 (height, width, 3), RGB."""
        grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
        # Half a window of border: faces reach out of the picture.
        border = WINDOW // 2
        grey = cv2.copyMakeBorder(grey, border, border, border, border, cv2.BORDER_REPLICATE)
        found, _ = self._hog.detectMultiScale(grey, winStride=(8, 8), scale=1.15, groupThreshold=2)
        boxes = []
        for x, y, w, h in found:
            margin = w * (1 - 1 / CONTEXT) / 2
            inner = np.array([x + margin, y + margin, x + w - margin, y + h - margin], np.float32)
            boxes.append(inner - border)
        return boxes

    def _describe(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(self._hog.compute(crop), np.float32).ravel()

    def _fit(
        self, positives: Sequence[NDArray[np.float32]], negatives: Sequence[NDArray[np.float32]]
    ) -> None:
        features = np.stack([*positives, *negatives])
        labels = np.repeat([1, 0], [len(positives), len(negatives)])
        svm = LinearSVC(C=0.01, class_weight="balanced", random_state=0).fit(features, labels)
        plane = np.append(svm.coef_.ravel(), svm.intercept_).astype(np.float32)
        self._hog.setSVMDetector(plane)


def _faces(
    frames: Sequence[NDArray[np.uint8]], faces: Sequence[Boxes]
) -> Iterable[NDArray[np.uint8]]:
    for frame, boxes in zip(frames, faces, strict=True):
        for box in boxes:
            crop = _cut(frame, box, CONTEXT)
            yield crop
            yield np.ascontiguousarray(crop[:, ::-1])


def _elsewhere(
    frames: Sequence[NDArray[np.uint8]], faces: Sequence[Boxes], random: np.random.Generator
) -> Iterable[NDArray[np.uint8]]:
    for frame, boxes in zip(frames, faces, strict=True):
        height, width = frame.shape[:2]
        for _ in range(NEGATIVES_PER_PICTURE):
            side = random.uniform(MINIMUM_SIDE, min(height, width))
            left, top = random.uniform(0, width - side), random.uniform(0, height - side)
            box = np.array([left, top, left + side, top + side], np.float32)
            if all(iou(box, face) < 0.3 for face in boxes):
                yield _cut(frame, box, 1.0)


def _cut(frame: NDArray[np.uint8], box: NDArray[np.float32], enlarged: float) -> NDArray[np.uint8]:
    """A square around the box, enlarged, as a grey window; the border repeats outwards."""
    side = float((box[2:] - box[:2]).max()) * enlarged
    x, y = (box[:2] + box[2:]) / 2 - side / 2
    matrix = np.array([[WINDOW / side, 0, -x], [0, WINDOW / side, -y]], np.float64)
    matrix[:, 2] *= WINDOW / side
    crop = cv2.warpAffine(frame, matrix, (WINDOW, WINDOW), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)
