"""The development clips with their marks, and pictures without people from scikit-image."""

import csv
import functools
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from models.evaluation.finding import Boxes, MarkedFrame
from models.face.finder import FaceFinder
from schemas.sampling import FRAMES_PER_SECOND
from transforms.media.choose import choose
from transforms.media.frames import Frame, decode_frames
from transforms.media.probe import probe

CLIPS = Path(
    os.environ.get("INTERVIEW_CLIPS", Path(__file__).parents[2] / "shared" / "data" / "clips")
)
FACES = Path(__file__).parent / "labelled_frames" / "faces.csv"
BLINKS = FACES.with_name("blinks.csv")

needs_clips = pytest.mark.skipif(
    not CLIPS.is_dir(), reason="the development clips are not here (INTERVIEW_CLIPS names them)"
)

SAME_PERSON = {
    "GRID/pwij3p.mpg": "GRID/id2_vcd_swwp2s.mpg",
    "MEAD/M030_sad_3_001.mp4": "MEAD/sad.mp4",
    "MEAD/surprised.mp4": "MEAD/fear.mp4",
}
"""Clips of one person, so that halves of the clips can share none."""

PICTURES = (
    *("brick", "grass", "gravel", "chelsea", "coffee"),
    *("text", "page", "moon", "rocket", "hubble_deep_field"),
)
"""Walls, lawns and things, without anybody in them."""


def clip_names() -> list[str]:
    """The clips that are there, as folder/file."""
    return sorted(f"{path.parent.name}/{path.name}" for path in CLIPS.glob("*/*.m*"))


def decode_clip(name: str, frames_per_second: float = FRAMES_PER_SECOND) -> list[Frame]:
    """Its frames as the job decodes them, none left out: the marks are those of all."""
    path = str(CLIPS / name)
    chosen = choose(path, probe(path))
    assert chosen.picture is not None
    every = chosen._replace(picture=chosen.picture._replace(reference_spacing=None))
    return list(decode_frames(path, every, frames_per_second))


@functools.cache
def face_marks(how: str = "") -> dict[str, dict[str, list[list[float]]]]:
    """Boxes by clip and by time (text with two decimals); shares of the frame's sides.

    Args:
        how: "by_hand" for the boxes that were drawn without a proposal, else all.
    """
    marks: dict[str, dict[str, list[list[float]]]] = defaultdict(lambda: defaultdict(list))
    with FACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            box = [float(row[side]) for side in ("left", "top", "right", "bottom")]
            if how in ("", row["marked"]):
                marks[row["clip"]][row["seconds"]].append(box)
    return marks


def marked_recording(name: str, how: str = "") -> list[MarkedFrame]:
    """All frames of a clip that the job samples, with their marks where they have any."""
    marks, frames = face_marks(how)[name], []
    for frame in decode_clip(name):
        height, width = frame.pixels.shape[:2]
        boxes = marks.get(f"{frame.seconds:.2f}")
        extent = np.array([width, height] * 2, np.float32)
        faces = None if boxes is None else [np.array(box, np.float32) * extent for box in boxes]
        frames.append(MarkedFrame(frame.pixels, frame.seconds, faces))
    return frames


def pictures_without_people() -> list[list[MarkedFrame]]:
    """Each picture as a recording of one frame, 640 pixels wide."""
    recordings = []
    for name in PICTURES:
        picture = getattr(data, name)()
        colour = cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if picture.ndim == 2 else picture
        size = (640, round(640 * colour.shape[0] / colour.shape[1]))
        resized = cv2.resize(np.ascontiguousarray(colour[..., :3]), size)
        recordings.append([MarkedFrame(resized, 0.0, [])])
    return recordings


def boxes_in_pixels(finder: FaceFinder, pixels: NDArray[np.uint8], seconds: float) -> Boxes:
    """The faces that stood verification, as the marks are: (left, top, right, bottom)."""
    extent = np.tile(pixels.shape[1::-1], 2)  # width, height, width, height
    corners = [(x, y, x + w, y + h) for x, y, w, h in (f.box for f in finder.read(pixels, seconds))]
    return [(np.array(box) * extent).astype(np.float32) for box in corners]


def as_720p(recording: Sequence[MarkedFrame]) -> list[MarkedFrame]:
    """The frames as the job would decode them from a 1280x720 film with grey at both sides."""
    frames = []
    for frame in recording:
        height, width = frame.pixels.shape[:2]
        scale = 360 / height
        inner = cv2.resize(frame.pixels, (round(width * scale), 360))[:, :640]
        left = (640 - inner.shape[1]) // 2
        canvas = np.full((360, 640, 3), 128, np.uint8)
        canvas[:, left : left + inner.shape[1]] = inner
        offset = np.array([left, 0, left, 0], np.float32)
        faces = None if frame.faces is None else [box * scale + offset for box in frame.faces]
        frames.append(MarkedFrame(canvas, frame.seconds, faces))
    return frames


class MarkedLids(NamedTuple):
    """What the lids of a clip do, by eye."""

    start: float
    end: float
    kind: str
    """blink, closed (for long) or unclear."""


def blink_marks() -> dict[str, list[MarkedLids]]:
    """The marks of each clip, seconds."""
    marks: dict[str, list[MarkedLids]] = defaultdict(list)
    with BLINKS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lids = MarkedLids(float(row["start_seconds"]), float(row["end_seconds"]), row["kind"])
            marks[row["clip"]].append(lids)
    return marks
