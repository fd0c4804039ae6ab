"""A candidate's face score withstands what else is in the picture.

Other faces, a passer-by and frames of wall pattern distorted the clips of an earlier system. Films
are composed, encoded and scored as the job does it, with the distraction and without.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from models.selection import select
from schemas.sampling import FRAMES_PER_SECOND
from tests.films import write_film
from tests.integration.hostile_inputs import FILM
from tests.marked_clips import CLIPS, decode_clip, needs_clips
from transforms.labelled.clips import LabelledClip, score_clips
from transforms.media.choose import choose
from transforms.media.frames import decode_frames
from transforms.media.probe import probe

Film = list[NDArray[np.uint8]]
"""Frames at 25/s, uint8, 360x640x3."""

TOLERANCE = 0.05
"""By how much any emotion may move, in the face's mean and fused with the film's voice."""

CANDIDATES = (
    "MEAD/happy.mp4",
    "MEAD/disgusted.mp4",
    "talking_heads/00473.mp4",
    "talking_heads/731200067.mp4",
    "GRID/lbbc2a.mpg",
)
OTHERS = ("MEAD/fear.mp4", "MEAD/happy.mp4", "GRID/swiz3n.mpg")
SECONDS = 6


def on_canvas(frames: Film, left: int) -> Film:
    """Each frame 360 pixels high, on a grey wall of 640x360 pixels, its left edge at `left`."""
    canvases = []
    for frame in frames[: 25 * SECONDS]:
        width = min(640 - left, round(frame.shape[1] * 360 / frame.shape[0]))
        resized = cv2.resize(frame, (round(frame.shape[1] * 360 / frame.shape[0]), 360))
        canvas = np.full((360, 640, 3), 140, np.uint8)
        canvas[:, left : left + width] = resized[:, :width]
        canvases.append(canvas)
    return canvases


def paste(canvas: NDArray[np.uint8], picture: NDArray[np.uint8], x: float, y: float) -> None:
    """Put a picture onto the canvas; what reaches out of it is cut."""
    left, top = round(x), round(y)
    x0, y0 = max(0, left), max(0, top)
    x1 = min(canvas.shape[1], left + picture.shape[1])
    y1 = min(canvas.shape[0], top + picture.shape[0])
    if x1 > x0 and y1 > y0:
        canvas[y0:y1, x0:x1] = picture[y0 - top : y1 - top, x0 - left : x1 - left]


def scaled(picture: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    width = round(picture.shape[1] * height / picture.shape[0])
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))


def with_poster(film: Film, other: Film) -> Film:
    """Another face hangs in the upper right corner for as long as the film lasts."""
    picture = scaled(other[0], 200)
    distorted = [frame.copy() for frame in film]
    for frame in distorted:
        paste(frame, picture, 640 - picture.shape[1], 0)
    return distorted


def with_passer_by(film: Film, other: Film) -> Film:
    """Another person walks through the picture in two seconds, in front of everything."""
    distorted = [frame.copy() for frame in film]
    for i, frame in enumerate(distorted[25:75]):
        picture = scaled(other[i % len(other)], 280)
        paste(frame, picture, 640 - (640 + picture.shape[1]) * i / 50, 60)
    return distorted


def with_walls(film: Film, other: Film) -> Film:
    """Every fifth part of a second shows a wall instead."""
    walls = [cv2.cvtColor(p(), cv2.COLOR_GRAY2RGB) for p in (data.brick, data.gravel, data.grass)]
    walls = [cv2.resize(wall, (640, 360)) for wall in walls]
    return [walls[i // 25 % 3] if i % 25 < 5 else frame for i, frame in enumerate(film)]


def with_a_long_wall(film: Film, other: Film) -> Film:
    """A fifth of the film, in one piece, shows a wall instead."""
    wall = cv2.resize(cv2.cvtColor(data.brick(), cv2.COLOR_GRAY2RGB), (640, 360))
    first, last = len(film) * 2 // 5, len(film) * 3 // 5
    return [wall if first <= i < last else frame for i, frame in enumerate(film)]


DISTRACTIONS = (with_poster, with_passer_by, with_walls, with_a_long_wall)


def assert_withstands(
    folder: Path, film: Film, sound: Path, distract: Callable[[Film, Film], Film], other: Film
) -> None:
    """No emotion of the face's mean or of the fused score moves, and most frames are scored."""
    films: Mapping[str, Film] = {"plain": film, "distorted": distract(film, other)}
    clips = [
        LabelledClip(write_film(folder / f"{name}.mp4", frames, sound=sound), 0)
        for name, frames in films.items()
    ]
    fused = score_clips(clips, select(), FRAMES_PER_SECOND)
    assert None not in fused
    plain, distorted = (each.score for each in fused)
    assert distorted.frames_scored >= 0.6 * plain.frames_scored
    assert distorted.voice_emotions == plain.voice_emotions
    for before, after in (
        (plain.face_emotions, distorted.face_emotions),
        (plain.emotions, distorted.emotions),
    ):
        moved = np.subtract(after, before)
        assert np.abs(moved).max() < TOLERANCE, (plain.modalities, np.round(moved, 3))


@pytest.fixture(scope="module")
def portrait_film() -> Film:
    """The bundled sample: a portrait that moves a little."""
    frames = [
        frame.pixels for frame in decode_frames(str(FILM), choose(str(FILM), probe(str(FILM))), 25)
    ]
    return on_canvas(frames, 0)


@pytest.fixture(scope="module")
def small_portraits() -> Film:
    """Ten other faces, small and grey, that ship with scikit-image."""
    faces = data.lfw_subset()[:10]
    return [
        cv2.cvtColor(np.asarray(255 * face, np.uint8), cv2.COLOR_GRAY2RGB)
        for face in (cv2.resize(face, (100, 100), interpolation=cv2.INTER_CUBIC) for face in faces)
    ]


@pytest.mark.parametrize("distract", DISTRACTIONS, ids=lambda f: f.__name__)
def test_the_sample_withstands(tmp_path, portrait_film, small_portraits, distract):
    assert_withstands(tmp_path, portrait_film, FILM, distract, small_portraits)


def clip_film(name: str, left: int = 0) -> Film:
    return on_canvas([frame.pixels for frame in decode_clip(name, 25)], left)


SWINGING = "MEAD/happy.mp4"
"""Its scores swing between happy and not from one frame to the next: where a distraction costs a
fifth of its 29 frames, the mean of the others moves by up to 0.06."""


def cases() -> Iterator[tuple[str, str]]:
    for i, candidate in enumerate(CANDIDATES):
        other = OTHERS[i % len(OTHERS)]
        yield candidate, other if other != candidate else OTHERS[0]


@needs_clips
@pytest.mark.parametrize("distract", DISTRACTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("candidate", "other"), cases())
def test_a_clip_withstands(tmp_path, request, candidate, other, distract):
    if candidate == SWINGING and distract in (with_passer_by, with_walls):
        request.applymarker(pytest.mark.xfail(reason="moves by 0.055 and 0.058", strict=True))
    others = [frame.pixels for frame in decode_clip(other, 25)]
    assert_withstands(tmp_path, clip_film(candidate), CLIPS / candidate, distract, others)
