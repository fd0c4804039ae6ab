"""Follows faces from frame to frame and tells the candidate's from all others."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import cv2
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

LOOK_SIDE = 12
"""Pixels along each side of a face's look."""
SAME_LOOK = 0.6
"""A face looks like a track's if it correlates by more with a look of it. At 5 frames/s, 99 % of
the faces in the development clips correlate by 0.83 or more with the same person 0.2 s before
(head thrown down: 0.43); two people by 0.35 (median), in 5 % of the pairs by more than 0.76."""
SAME_LOOK_AFTER_A_JUMP = 0.85
"""The same where boxes hardly overlap: who jumps may be another, who stepped in front."""
JUMP_IOU = 0.5
SAME_LOOK_LATER = 0.9
"""A face correlating by more continues a track that was lost for longer than FORGET_SECONDS."""
NEW_LOOK = 0.9
LOOKS = 8
"""A track keeps this many looks, each correlating by less than NEW_LOOK with those before."""
LOST_TRACKS = 8
"""So many tracks that were lost for long can be known again."""

Look = NDArray[np.float32]
"""A face's grey levels, coarse, with mean 0 and length 1; shape (144,)."""


def look(crop: NDArray[np.uint8]) -> Look:
    """How an aligned face looks, for telling two people of one recording apart and no more.

    Indifferent to exposure and contrast; the dot product of two looks is their correlation.

    Args:
        crop: grey levels, uint8, shape (48, 48), eyes and mouth in their places.
    """
    coarse = cv2.resize(crop, (LOOK_SIDE, LOOK_SIDE), interpolation=cv2.INTER_AREA)
    levels = coarse.astype(np.float32).ravel()
    levels -= levels.mean()
    return np.asarray(levels / max(float(np.linalg.norm(levels)), 1e-6), np.float32)


class _Track(NamedTuple):
    number: int
    box: NDArray[np.float32]
    seconds: float
    looks: tuple[Look, ...]
    """The last one comes last."""
    sightings: int


class FaceTracker:
    """Gives each face of a recording a track number, frame by frame, in order of time."""

    def __init__(self) -> None:
        self._tracks: dict[int, _Track] = {}
        self._next = 0

    def update(
        self,
        seconds: float,
        boxes: Sequence[NDArray[np.float32]],
        looks: Sequence[Look | None] | None = None,
    ) -> list[int]:
        """Continue or start tracks.

        A face continues a track whose place, size and look it shares; one that was lost for long
        is known again by its look alone. Who steps in front of somebody starts a track.

        Args:
            seconds: presentation time of the frame, not before the last one.
            boxes: faces in it, each (left, top, right, bottom) in pixels, from
                any point that stays.
            looks: how each looks, None where that cannot be told; as many as boxes.

        Returns:
            A track number for each box; no number occurs twice.
        """
        looks = looks or [None] * len(boxes)
        pairs = sorted(
            (-likeness, number, b)
            for number, track in self._tracks.items()
            for b, box in enumerate(boxes)
            if (likeness := _match(track, seconds, box, looks[b])) > 0
        )
        numbers: dict[int, int] = {}
        used: set[int] = set()
        for _, number, b in pairs:
            if number not in used and b not in numbers:
                numbers[b] = number
                used.add(number)
        for b, box in enumerate(boxes):
            old = self._tracks.get(numbers.setdefault(b, self._next))
            self._next = max(self._next, numbers[b] + 1)
            known = _remember(old.looks if old else (), looks[b])
            times = old.sightings + 1 if old else 1
            self._tracks[numbers[b]] = _Track(numbers[b], box, seconds, known, times)
        self._forget(seconds)
        return [numbers[b] for b in range(len(boxes))]

    def _forget(self, seconds: float) -> None:
        """Keep, of the tracks lost for long, those seen most often, then those seen last.

        Without it, each bystander of a recording of hours would slow the next frame.
        """
        lost = [t for t in self._tracks.values() if seconds - t.seconds > FORGET_SECONDS]
        for track in sorted(lost, key=lambda t: (-t.sightings, -t.seconds))[LOST_TRACKS:]:
            del self._tracks[track.number]


def _remember(looks: tuple[Look, ...], new: Look | None) -> tuple[Look, ...]:
    """The different looks of a track and, at the end, the last one."""
    if new is None:
        return looks
    kept = looks[:-1]
    if looks and all(float(look @ looks[-1]) < NEW_LOOK for look in kept):
        kept = looks[-LOOKS:]
    return (*kept, new)


def _match(track: _Track, seconds: float, box: NDArray[np.float32], seen: Look | None) -> float:
    """How well a face continues a track, 0 if it cannot; a track seen lately comes before all."""
    alike = 1.0
    if seen is not None and track.looks:
        alike = max(float(seen @ old) for old in track.looks)
    if seconds - track.seconds > FORGET_SECONDS:
        known = seen is not None and bool(track.looks) and alike > SAME_LOOK_LATER
        return 1e-6 * alike if known and _similar_size(track.box, box) else 0.0
    jump = iou(track.box, box) < JUMP_IOU
    if alike <= (SAME_LOOK_AFTER_A_JUMP if jump else SAME_LOOK):
        return 0.0
    return _likeness(track.box, box) * alike**2


def _similar_size(old: NDArray[np.float32], new: NDArray[np.float32]) -> bool:
    old_size, new_size = float(old[2] - old[0]), float(new[2] - new[0])
    return max(old_size, new_size) <= SIMILAR_SIZE * min(old_size, new_size)


def _likeness(old: NDArray[np.float32], new: NDArray[np.float32]) -> float:
    """How well two boxes may show one face, in (0, 1]; 0 if they cannot."""
    overlap = iou(old, new)
    if overlap > SAME_FACE_IOU:
        return overlap
    if not _similar_size(old, new):
        return 0.0
    old_size = float(old[2] - old[0])
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
    the recording. Further tracks count as the candidate's return if they lie before or after all
    of the candidate's and their median size is similar. Whoever is in view together with the
    candidate, or comes in front between two sightings, is a bystander or a picture on the wall.

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
    spans = [(min(frames[ranked[0]]), max(frames[ranked[0]]))]
    usual = float(np.median(sizes[ranked[0]]))
    for track in ranked[1:]:
        size = float(np.median(sizes[track]))
        first, last = min(frames[track]), max(frames[track])
        apart = all(last < start or first > end for start, end in spans)
        if apart and usual / SIMILAR_SIZE < size < usual * SIMILAR_SIZE:
            chosen.add(track)
            spans.append((first, last))
    return frozenset(chosen)
