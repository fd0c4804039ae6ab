"""Follows faces from frame to frame and tells the candidate's from all others."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.face.detection import iou

SAME_FACE_IOU = 0.2
SAME_FACE_DISTANCE = 0.75
"""Without overlap, a face may have moved by this share of its size since it was last seen."""
FORGET_SECONDS = 2.0
"""A face lost for longer starts a new track: who returns may be somebody else."""
SIMILAR_SIZE = 2.0
"""A later track counts as the candidate's return if its size differs by less than this factor."""


class _Track(NamedTuple):
    number: int
    box: NDArray[np.float32]
    seconds: float


class FaceTracker:
    """Gives each face of a recording a track number, frame by frame, in order of time."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._next = 0

    def update(self, seconds: float, boxes: Sequence[NDArray[np.float32]]) -> list[int]:
        """Continue or start tracks.

        Args:
            seconds: presentation time of the frame, not before the last one.
            boxes: faces in it, each (left, top, right, bottom) in pixels.

        Returns:
            A track number for each box; no number occurs twice.
        """
        live = [track for track in self._tracks if seconds - track.seconds <= FORGET_SECONDS]
        pairs = sorted(
            (
                (-_likeness(track.box, box), t, b)
                for t, track in enumerate(live)
                for b, box in enumerate(boxes)
                if _likeness(track.box, box) > 0
            ),
        )
        numbers: dict[int, int] = {}
        used: set[int] = set()
        for _, t, b in pairs:
            if t not in used and b not in numbers:
                numbers[b] = live[t].number
                used.add(t)
        for b in range(len(boxes)):
            if b not in numbers:
                numbers[b] = self._next
                self._next += 1
        seen = [_Track(numbers[b], box, seconds) for b, box in enumerate(boxes)]
        self._tracks = [track for t, track in enumerate(live) if t not in used] + seen
        return [numbers[b] for b in range(len(boxes))]


def _likeness(old: NDArray[np.float32], new: NDArray[np.float32]) -> float:
    """How well two boxes may show one face, in (0, 1]; 0 if they cannot."""
    overlap = iou(old, new)
    if overlap > SAME_FACE_IOU:
        return overlap
    old_size, new_size = float(old[2] - old[0]), float(new[2] - new[0])
    if max(old_size, new_size) > SIMILAR_SIZE * min(old_size, new_size):
        return 0.0
    distance = float(np.hypot(*((old[:2] + old[2:]) / 2 - (new[:2] + new[2:]) / 2)))
    if distance < SAME_FACE_DISTANCE * old_size:
        return SAME_FACE_IOU * (1 - distance / (SAME_FACE_DISTANCE * old_size)) + 1e-6
    return 0.0


class Sighting(NamedTuple):
    """A face of one track in one frame."""

    frame: int
    track: int
    size: float
    """Side of the face, any unit that is the same over the recording."""


def candidate_tracks(sightings: Iterable[Sighting]) -> frozenset[int]:
    """Tell which tracks show the candidate.

    The candidate is who fills the picture most: the track with the largest sum of areas over
    the recording. Further tracks count as the candidate's return if they never share a frame
    with the candidate and their median size is similar; whoever is in view together with the
    candidate, smaller or in passing, is a bystander or a picture on the wall.

    Returns:
        Track numbers, empty if there is no sighting.
    """
    frames: dict[int, set[int]] = {}
    sizes: dict[int, list[float]] = {}
    for sighting in sightings:
        frames.setdefault(sighting.track, set()).add(sighting.frame)
        sizes.setdefault(sighting.track, []).append(sighting.size)
    if not frames:
        return frozenset()
    ranked = sorted(frames, key=lambda track: (-float(np.square(sizes[track]).sum()), track))
    chosen = {ranked[0]}
    taken = set(frames[ranked[0]])
    usual = float(np.median(sizes[ranked[0]]))
    for track in ranked[1:]:
        size = float(np.median(sizes[track]))
        if frames[track].isdisjoint(taken) and usual / SIMILAR_SIZE < size < usual * SIMILAR_SIZE:
            chosen.add(track)
            taken |= frames[track]
    return frozenset(chosen)
