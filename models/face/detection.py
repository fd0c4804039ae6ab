"""Face detection: BlazeFace (Bazarevsky et al., 2019) run with LiteRT."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.runtime.litert import open_interpreter
from models.store import Artefact

MINIMUM_SCORE = 0.5
OVERLAP = 0.3
"""Detections that overlap by more than this IoU are one face, averaged by their scores."""

_SIGNED = np.arange(256, dtype=np.float32) / np.float32(127.5) - np.float32(1)
"""Grey levels 0-255 as the networks want them, -1 to 1."""


class Detection(NamedTuple):
    """One face, in pixels of the frame."""

    box: NDArray[np.float32]
    """Shape (4,): left, top, right, bottom."""
    keypoints: NDArray[np.float32]
    """Shape (6, 2): right eye, left eye, nose, mouth, right ear, left ear (of the person)."""
    score: float


def iou(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Intersection over union of two boxes (left, top, right, bottom), in [0, 1]."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    overlap = width * height
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - overlap
    return float(overlap / union)


def _anchors(size: int, strides: tuple[tuple[int, int], ...]) -> NDArray[np.float32]:
    """Anchor centres of a single-shot detector, shape (n, 2), for (stride, anchors a cell)."""
    centres = []
    for stride, repeats in strides:
        cells = (np.arange(size // stride, dtype=np.float32) + 0.5) / (size // stride)
        x, y = np.meshgrid(cells, cells)
        centres.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), repeats, axis=0))
    return np.concatenate(centres)


class _BlazeFace:
    def __init__(self, model: bytes, size: int, strides: tuple[tuple[int, int], ...]) -> None:
        self.size = size
        self.anchors = _anchors(size, strides)
        self.interpreter = open_interpreter(model)
        self.input = self.interpreter.get_input_details()[0]["index"]
        self.regressors, self.scores = (
            detail["index"] for detail in self.interpreter.get_output_details()
        )

    def detect(self, frame: NDArray[np.uint8]) -> list[Detection]:
        height, width = frame.shape[:2]
        scale = self.size / max(height, width)
        inner = cv2.resize(
            frame,
            (max(1, round(width * scale)), max(1, round(height * scale))),
            interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
        )
        top, left = (self.size - inner.shape[0]) // 2, (self.size - inner.shape[1]) // 2
        tensor = np.full((1, self.size, self.size, 3), _SIGNED[0], np.float32)
        tensor[0, top : top + inner.shape[0], left : left + inner.shape[1]] = cv2.LUT(
            inner, _SIGNED
        )
        self.interpreter.set_tensor(self.input, tensor)
        self.interpreter.invoke()
        logits = self.interpreter.get_tensor(self.scores).reshape(-1)
        candidates = np.flatnonzero(logits > np.log(MINIMUM_SCORE / (1 - MINIMUM_SCORE)))
        if not candidates.size:
            return []
        raw = self.interpreter.get_tensor(self.regressors).reshape(len(logits), -1, 2)[candidates]
        points = raw / self.size
        points[:, 0] += self.anchors[candidates]
        points[:, 2:] += self.anchors[candidates][:, np.newaxis]
        half = points[:, 1] / 2
        points[:, 0], points[:, 1] = points[:, 0] - half, points[:, 0] + half
        pixels = (points * self.size - np.array([left, top], np.float32)) / scale
        scores = 1 / (1 + np.exp(-logits[candidates].astype(np.float64)))
        return _merge_overlapping(pixels.astype(np.float32), scores)


def _merge_overlapping(points: NDArray[np.float32], scores: NDArray[np.float64]) -> list[Detection]:
    """Weighted non-maximum suppression: overlapping candidates are averaged by score."""
    remaining = list(np.argsort(-scores, kind="stable"))
    faces = []
    while remaining:
        best = points[remaining[0], :2].ravel()
        group = [i for i in remaining if iou(best, points[i, :2].ravel()) > OVERLAP]
        group = group or [remaining[0]]
        weights = scores[group] / scores[group].sum()
        mean = (points[group] * weights[:, np.newaxis, np.newaxis]).sum(axis=0, dtype=np.float32)
        if np.all(mean[1] > mean[0]):
            faces.append(Detection(mean[:2].ravel(), mean[2:], float(scores[group[0]])))
        remaining = [i for i in remaining if i not in group]
    return faces


class FaceDetector:
    """Finds faces: the short-range network first, the full-range one when that finds none.

    The short-range network (128 x 128 pixels) misses faces that are small in the frame; the
    full-range one (192 x 192) costs three times as much and is only asked then.
    """

    def __init__(self, artefact: Artefact) -> None:
        self._short = _BlazeFace(artefact.read("short_range.tflite"), 128, ((8, 2), (16, 6)))
        self._full = _BlazeFace(artefact.read("full_range.tflite"), 192, ((4, 1),))

    def detect(self, frame: NDArray[np.uint8]) -> Iterator[list[Detection]]:
        """Detect faces.

        Args:
            frame: uint8, shape (height, width, 3), RGB.

        Yields:
            What each network finds, the most certain face first. Ask for the next only if no
            face of the one before stood verification.
        """
        yield self._short.detect(frame)
        yield self._full.detect(frame)
