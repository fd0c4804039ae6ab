"""Small pictures of what spoke for an emotion in a face, for a page that is asked for them.

They show a person: they are made on request, and kept nowhere but in the page.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.report.contents import Overlay, Telling
from models.selection import Selection, Wanted, selection_of
from models.store import ArtefactError, Release
from schemas.labels import EMOTIONS
from schemas.sampling import FRAMES_PER_SECOND
from transforms.errors import InputError

if TYPE_CHECKING:
    from transforms.explain import Explanation

TOLD = 3
"""Pictures of a recording."""
MAXIMUM_BYTES = 40_000
"""Of a data: address."""
SIDES = (240, 200, 160, 128, 96, 64)
"""Pixels: the first that fits is taken."""
MARGIN = 0.5
"""Of the face's size, shown around it."""

_TRIED = (0.5, 0.25, 0.75)
"""Parts of a moment at which a face is looked for."""

Picture = NDArray[np.uint8]


def overlays_of(
    path: Path, telling: Sequence[Telling], selection: Selection, frames_per_second: float
) -> list[Overlay]:
    """Draw a frame of each of the moments of the face that moved a recording's score most.

    Args:
        path: the local video.
        telling: moments of the recording; those of the face are drawn, earliest first.
        selection: the models that scored it.
        frames_per_second: frames sampled, as the nightly job was told.

    Returns:
        At most TOLD; a moment in which no frame shows a usable face gives none.
    """
    found = []
    faces = [each for each in telling if each.modality == "face"][:TOLD]
    for moment in sorted(faces, key=lambda each: each.start_seconds):
        explained = _explain(path, moment, selection, frames_per_second)
        if explained is not None:
            found.append(Overlay(data_address(draw(explained)), _note(explained)))
    return found


def selection_for(
    release: Release, store: Path | None, face_labels: str | None, options: Mapping[str, Any]
) -> Selection | None:
    """The models that scored a face; None where they cannot be loaded."""
    wanted = Wanted(face_models=tuple(options.get("face_models") or ()), face_labels=face_labels)
    try:
        return selection_of(release, store, wanted)
    except ArtefactError:
        return None


def rate_of(options: Mapping[str, Any]) -> float:
    """Frames a second that a run sampled."""
    return float(options.get("frames_per_second") or FRAMES_PER_SECOND)


def draw(explained: "Explanation") -> Picture:
    """The face with the heat on it, and some of what is around: shape (height, width, 3), RGB."""
    from models.evaluation.overlay import overlay

    picture = overlay(explained.frame.pixels, explained.heat)
    height, width = picture.shape[:2]
    x, y, w, h = np.array(explained.face.box) * (width, height, width, height)
    left, right = _within(x - MARGIN * w, x + (1 + MARGIN) * w, width)
    top, bottom = _within(y - MARGIN * h, y + (1 + MARGIN) * h, height)
    return picture[top:bottom, left:right]


def data_address(picture: Picture, most: int = MAXIMUM_BYTES) -> str:
    """A picture as the data: address of a PNG, as large as fits: at most 240 pixels a side."""
    address = ""
    for side in SIDES:
        scale = min(1.0, side / max(picture.shape[:2]))
        size = tuple(max(1, round(length * scale)) for length in picture.shape[1::-1])
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        # 32 levels a colour: the noise of a camera, which is not seen, takes most of the room.
        quiet = cv2.cvtColor(np.asarray(small, np.uint8) & 0xF8 | 0x04, cv2.COLOR_RGB2BGR)
        _, png = cv2.imencode(".png", quiet, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        address = f"data:image/png;base64,{base64.b64encode(png.tobytes()).decode()}"
        if len(address) <= most:
            break
    return address


def _explain(
    path: Path, moment: Telling, selection: Selection, frames_per_second: float
) -> "Explanation | None":
    from transforms.explain import explain_frame

    length = moment.end_seconds - moment.start_seconds
    for part in _TRIED:
        at = moment.start_seconds + part * length
        try:
            return explain_frame(str(path), at, selection, moment.emotion, frames_per_second)
        except (InputError, ArtefactError):
            continue
    return None


def _note(explained: "Explanation") -> str:
    probability = max(explained.probabilities)
    of = explained.probabilities[EMOTIONS.index(explained.emotion)]
    best = EMOTIONS[explained.probabilities.index(probability)]
    return (
        f"The face at {explained.frame.seconds:.1f} s: bright places speak for "
        f"{explained.emotion}, which the model gives {of:.0%} in this frame"
        + ("." if best == explained.emotion else f" ({best}: {probability:.0%}).")
    )


def _within(low: float, high: float, end: int) -> tuple[int, int]:
    """Pixels of a stretch, at least one, inside the picture."""
    first = min(max(int(low), 0), end - 1)
    return first, min(max(int(np.ceil(high)), first + 1), end)
