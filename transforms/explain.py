"""Explains one frame of a video: which places of the face speak for an emotion.

Frames are sampled, followed, cut and scored as the nightly job does it, so the probabilities are
those of the frame's row in frame_scores.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.face.explanation import (
    activation_maps,
    crop_outline,
    heat,
    heat_scale,
    to_frame,
    why_unpainted,
)
from models.face.finder import FaceFinder, FoundFace
from models.registry import Scorer
from models.selection import Selection
from schemas.labels import EMOTIONS
from schemas.sampling import FRAMES_PER_SECOND
from transforms.errors import InputError
from transforms.isolated import Isolated
from transforms.media.choose import open_media
from transforms.media.frames import Frame, decode_frames

ROUNDING_SECONDS = 1e-3
"""A time that was copied with three decimals still names its frame."""

UNUSABLE = {
    "face_too_small": "The face is too small to be read; choose a frame where it is nearer.",
    "face_turned": "The face is turned away too far; choose a frame where it looks ahead.",
}
"""Why a face has no score to what to do."""


class Explanation(NamedTuple):
    """One scored frame and what speaks for one emotion in it."""

    frame: Frame
    face: FoundFace
    faces: int
    """Verified faces in view; the largest is explained."""
    probabilities: tuple[float, ...]
    """Seven, in the order of EMOTIONS, sum 1."""
    emotion: str
    """Which is explained."""
    activation: NDArray[np.float32]
    """Shape (48, 48), logits: mean over the models of the ensemble."""
    scale: float
    """Logits at which the heat is 1, the same for the seven emotions of this face."""

    @property
    def unpainted(self) -> str | None:
        """Why there is no heat map, if there is none."""
        probability = self.probabilities[EMOTIONS.index(self.emotion)]
        return why_unpainted(self.emotion, probability, self.activation, self.scale)

    @property
    def outline(self) -> NDArray[np.float64]:
        """Corners of what the models saw of the frame, shape (4, 2), x and y in pixels."""
        return crop_outline(self.face.landmarks, *self.frame.pixels.shape[:2])

    @property
    def heat(self) -> NDArray[np.float32]:
        """What speaks for the emotion, laid onto the frame: shape (height, width), in [0, 1].

        All 0 where the class has no evidence.
        """
        height, width = self.frame.pixels.shape[:2]
        if self.unpainted:
            return np.zeros((height, width), np.float32)
        return to_frame(heat(self.activation, self.scale), self.face.landmarks, height, width)


def explain_frame(
    path: str,
    at_seconds: float,
    selection: Selection,
    emotion: str | None = None,
    frames_per_second: float = FRAMES_PER_SECOND,
) -> Explanation:
    """Explain the score of the face in view at a time.

    Args:
        path: local video.
        at_seconds: presentation time, seconds from the start of the file.
        selection: the models, as the night has them.
        emotion: one of EMOTIONS; None for the one with the highest probability.
        frames_per_second: frames sampled, as the nightly job was told.

    Raises:
        InputError: if the video cannot be read, ends before, or shows no usable face then.
        ArtefactError: if a face model gives no activation maps, is missing or altered.
    """
    scorers = selection.load("face")
    finder = FaceFinder(selection.artefact("face_mesh"))
    frame, faces = frame_in_view(path, at_seconds, finder, frames_per_second)
    if not faces:
        raise InputError(
            "score", "no_face", f"No face is in view at {frame.seconds:.2f} s; choose another time."
        )
    face = max(faces, key=lambda face: face.size)
    if face.crop is None:
        assert face.unusable is not None
        raise InputError("score", face.unusable, UNUSABLE[face.unusable])
    scores = {name: scorer.score([face.crop])[0] for name, scorer in scorers.items()}
    probabilities = selection.face.combine(scores)
    chosen = emotion or EMOTIONS[int(probabilities.argmax())]
    maps = _mean_maps(scorers, face.crop)
    return Explanation(
        frame,
        face,
        len(faces),
        tuple(probabilities.tolist()),
        chosen,
        maps[EMOTIONS.index(chosen)],
        heat_scale(maps),
    )


def frame_in_view(
    path: str, at_seconds: float, finder: FaceFinder, frames_per_second: float
) -> tuple[Frame, Sequence[FoundFace]]:
    """The sampled frame in view at a time, and the faces in it as the job follows them.

    Args:
        path, at_seconds, frames_per_second: as for `explain_frame`.
        finder: finds the faces.

    Raises:
        InputError: if the file cannot be decoded, holds no picture, or the picture ends before.
    """
    with Isolated() as isolated:
        chosen = open_media(isolated, path, finder)
    if chosen.picture is None:
        raise InputError("probe", "no_stream", "The file holds no picture; name a video.")
    finder.start_recording()
    last: tuple[Frame, Sequence[FoundFace]] | None = None
    for frame in decode_frames(path, chosen, frames_per_second):
        if last is not None and frame.seconds > at_seconds + ROUNDING_SECONDS:
            return last
        last = frame, finder.read(frame.pixels, frame.seconds)
    assert last is not None  # decode_frames raises instead
    end = max(last[0].end_seconds, last[0].seconds + 1 / frames_per_second)
    if at_seconds > end:
        raise InputError(
            "decode", "truncated_media", f"The picture ends at {end:.2f} s; choose an earlier time."
        )
    return last


def _mean_maps(scorers: Mapping[str, Scorer], crop: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Of one crop, shape (7, 48, 48)."""
    maps = [activation_maps(scorer, crop[np.newaxis])[0] for scorer in scorers.values()]
    return np.mean(maps, axis=0, dtype=np.float32)
