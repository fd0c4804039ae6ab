"""Samples a recording's picture and finds the faces in it."""

import contextlib
import functools
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.face.blinks import MINIMUM_RATE
from models.face.eyes import EyeReader
from models.face.finder import FaceFinder, FoundFace
from models.selection import Selection
from schemas.elements import ScoredFace
from transforms.media.chosen import Chosen
from transforms.media.decoder import DamagedError
from transforms.media.frames import decode_frames
from transforms.media.limits import FRAMES_HELD
from transforms.media.work import threads_for
from transforms.timing import cpu_time


class FaceToScore(NamedTuple):
    """A face (or a frame without one) on its way to the CNN."""

    row: ScoredFace
    crop: NDArray[np.uint8] | None
    """Shape (48, 48), also of a face that no score counts; None if there is no face."""


def face_finder(selection: Selection, frames_per_second: float) -> FaceFinder:
    """Finds faces, and reads their eyes if the frames are enough for blinks: that costs time."""
    eyes = None
    if frames_per_second >= MINIMUM_RATE and "eyes" in selection.versions:
        eyes = EyeReader(selection.artefact("eyes"))
    return FaceFinder(selection.artefact("face_mesh"), eyes)


def sample_faces(
    recording: str,
    path: str,
    chosen: Chosen,
    frames_per_second: float,
    finder: FaceFinder,
    threads: int = 1,
) -> Iterator[tuple[FaceToScore, float]]:
    """Decode a recording's picture and find the faces: one item a face, one for an empty frame.

    With each comes the presentation time at which its frame ends, seconds. A heavy film that is
    not too long is decoded by several threads, and nothing of it is given before its end: where
    they meet damage, a single thread begins anew.
    """
    assert chosen.picture is not None
    sampled = functools.partial(_sampled, recording, path, chosen, frames_per_second, finder)
    several = threads_for(chosen.picture, chosen.seconds, threads)
    if several > 1 and (chosen.seconds or math.inf) * frames_per_second <= FRAMES_HELD:
        with contextlib.suppress(DamagedError):
            yield from list(sampled(several))
            return
    yield from sampled(1)


def _sampled(
    recording: str,
    path: str,
    chosen: Chosen,
    frames_per_second: float,
    finder: FaceFinder,
    threads: int,
) -> Iterator[tuple[FaceToScore, float]]:
    finder.start_recording()
    for number, frame in enumerate(decode_frames(path, chosen, frames_per_second, threads)):
        with cpu_time("find faces"):
            faces = finder.read(frame.pixels, frame.seconds)
        end = max(frame.end_seconds, frame.seconds + 1 / frames_per_second)
        for face in faces or (None,):
            yield _face_to_score(recording, number, frame.seconds, len(faces), face), end


def _face_to_score(
    recording: str, number: int, seconds: float, faces: int, face: FoundFace | None
) -> FaceToScore:
    if face is None:
        return FaceToScore(ScoredFace(recording, number, seconds, faces, "no_face"), None)
    row = ScoredFace(
        recording=recording,
        frame=number,
        time_seconds=seconds,
        faces=faces,
        state=face.unusable or "scored",
        track=face.track,
        size=face.size,
        box=face.box,
        landmarks=face.landmarks,
        confidence=face.presence,
        yaw_degrees=face.yaw_degrees,
        eye_openness=face.eye_openness,
    )
    return FaceToScore(row, face.gated_crop if face.crop is None else face.crop)
