"""From frames to faces: detect, verify, follow, align."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.face.alignment import align_face, unusable_because
from models.face.detection import OVERLAP, FaceDetector, iou
from models.face.eyes import EyeReader
from models.face.landmarks import FaceLandmarker, FaceMesh
from models.face.tracking import FaceTracker, look
from models.store import Artefact

MINIMUM_PRESENCE = 0.5
"""Below this, the landmark model says that the detector was wrong (a wall pattern, a hand)."""

DETECT_SECONDS = 0.5
"""The detector looks for new faces at least this often, seconds of presentation time."""
FOLLOW_SECONDS = 0.31
"""A face is followed without the detector if it was seen at most this long ago, seconds: frames
are sampled every 0.2 s, and may be half as much late."""
FOLLOW_PRESENCE = 0.9
"""A followed face of which the landmark model is less sure is looked for by the detector."""
FOLLOW_DISTANCE = 0.25
"""So is one that moved by more than this share of its size: it may have left the region."""

SAME_SIDE = float(np.log(1.25))
"""A face whose side differs by more, as a logarithm, does not tell how a film changed its size."""


class FoundFace(NamedTuple):
    """One verified face in one frame; lengths are shares of the frame's width or height."""

    track: int
    size: float
    """Side of the face in pixels of the recording's first size, for comparing its faces."""
    box: tuple[float, ...]
    """x, y, width, height."""
    landmarks: tuple[float, ...]
    """Right eye, left eye, nose, mouth corners: x1, y1, x2, y2, ..."""
    presence: float
    yaw_degrees: float
    unusable: str | None
    """Why it cannot be scored, or None."""
    crop: NDArray[np.uint8] | None
    """Shape (48, 48) if it can be scored."""
    gated_crop: NDArray[np.uint8] | None
    """The same if it cannot: what the models would say of it is kept apart."""
    eye_openness: float | None
    """As `EyeReader.openness`; None if the eyes were not or could not be read."""


class FaceFinder:
    """Reads the frames of one recording after the other; holds the networks, loaded once.

    Args:
        artefact: the face_mesh of a release.
        eyes: reads how far the eyes are open; None leaves that out.
    """

    def __init__(self, artefact: Artefact, eyes: EyeReader | None = None) -> None:
        self._detector = FaceDetector(artefact)
        self._landmarker = FaceLandmarker(artefact)
        self._eyes = eyes
        self.start_recording()

    @property
    def reads_eyes(self) -> bool:
        return self._eyes is not None

    def start_recording(self) -> None:
        """Forget the faces of the recording before."""
        self._tracker = FaceTracker()
        self._seen: list[FaceMesh] = []
        self._seen_seconds = self._detected_seconds = -np.inf
        self._shape: tuple[int, ...] | None = None
        self._scaled_shape: tuple[int, ...] | None = None
        self._scale, self._usual_side = 1.0, 0.0

    def read(self, frame: NDArray[np.uint8], seconds: float) -> Sequence[FoundFace]:
        """Read one frame.

        Args:
            frame: uint8, shape (height, width, 3), RGB, upright.
            seconds: its presentation time, not before the last frame's.

        Returns:
            Every verified face in it.
        """
        meshes = self.find_meshes(frame, seconds)
        unusable = [unusable_because(mesh) for mesh in meshes]
        crops = [align_face(frame, mesh) for mesh in meshes]
        looks = [None if why else look(crop) for crop, why in zip(crops, unusable, strict=True)]
        scale = self._scale_of(frame, meshes)
        height, width = frame.shape[:2]
        # From the middle: where a phone is turned, the face stays there.
        middle = np.array([width, height, width, height], np.float32) / np.float32(2)
        boxes = [np.asarray(scale * (mesh.box - middle), np.float32) for mesh in meshes]
        tracks = self._tracker.update(seconds, boxes, looks)
        extent = np.array([width, height], np.float64)
        faces = []
        for track, mesh, why, crop in zip(tracks, meshes, unusable, crops, strict=True):
            corners = mesh.box.reshape(2, 2)
            origin, sides = corners[0] / extent, (corners[1] - corners[0]) / extent
            faces.append(
                FoundFace(
                    track=track,
                    size=_side(scale * mesh.box),
                    box=(*origin.tolist(), *sides.tolist()),
                    landmarks=tuple((mesh.five_points / extent).ravel().tolist()),
                    presence=mesh.presence,
                    yaw_degrees=mesh.yaw_degrees,
                    unusable=why,
                    crop=None if why else crop,
                    gated_crop=crop if why else None,
                    eye_openness=self._openness(frame, mesh),
                )
            )
        return faces

    def _scale_of(self, frame: NDArray[np.uint8], meshes: Sequence[FaceMesh]) -> np.float32:
        """Pixels of the recording's first size in one of this frame: where a film changes size, it
        has grown or its edge has moved; the largest face tells which."""
        if not meshes:
            return np.float32(self._scale)
        side = max(_side(mesh.box) for mesh in meshes)
        if self._scaled_shape is not None and frame.shape != self._scaled_shape:
            grown = self._scale * max(self._scaled_shape) / max(frame.shape)
            differs = {s: abs(np.log(s * side / self._usual_side)) for s in (self._scale, grown)}
            nearest = min(differs, key=lambda s: differs[s])
            if differs[nearest] > SAME_SIDE:
                return np.float32(grown)  # another face: the next one is to tell
            self._scale = nearest
        self._scaled_shape, self._usual_side = frame.shape, self._scale * side
        return np.float32(self._scale)

    def _openness(self, frame: NDArray[np.uint8], mesh: FaceMesh) -> float | None:
        openness = self._eyes.openness(frame, mesh) if self._eyes else np.nan
        return None if np.isnan(openness) else openness

    def find_meshes(self, frame: NDArray[np.uint8], seconds: float) -> list[FaceMesh]:
        """Every verified face: where the last frame had it, or where the detector sees one.

        Args as in `read`, which calls this: of each frame call one of the two.
        """
        fresh = seconds - self._seen_seconds <= FOLLOW_SECONDS and frame.shape == self._shape
        self._shape = frame.shape
        if fresh and seconds - self._detected_seconds < DETECT_SECONDS:
            meshes = self._follow(frame)
        else:
            meshes = []
        if not meshes:
            meshes = self._detect(frame)
            self._detected_seconds = seconds
        self._seen, self._seen_seconds = meshes, seconds
        return meshes

    def _follow(self, frame: NDArray[np.uint8]) -> list[FaceMesh]:
        """The faces of the last frame in this one; empty if one of them is not sure."""
        meshes: list[FaceMesh] = []
        for last in self._seen:
            mesh = self._landmarker.follow(frame, last)
            moved = np.hypot(*(_centre(mesh.box) - _centre(last.box)))
            merged = any(iou(mesh.box, other.box) > OVERLAP for other in meshes)
            lost = mesh.presence < FOLLOW_PRESENCE or moved > FOLLOW_DISTANCE * _side(last.box)
            if lost or merged:
                return []
            meshes.append(mesh)
        return meshes

    def _detect(self, frame: NDArray[np.uint8]) -> list[FaceMesh]:
        for detections in self._detector.detect(frame):
            found = [self._landmarker.find(frame, face) for face in detections]
            meshes = [mesh for mesh in found if mesh.presence >= MINIMUM_PRESENCE]
            if meshes:
                return meshes
        return []


def _centre(box: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((box[:2] + box[2:]) / 2, np.float32)


def _side(box: NDArray[np.float32]) -> float:
    return float((box[2:] - box[:2]).max())
