"""Shows which places of a face spoke for an emotion, in one scored frame of a video.

python -m jobs.explain_frame --input motivation.mp4 --at 2.5 --output overlay.png

Frames are sampled, followed and cut as the nightly job does it, so the probabilities are those of
the frame's row in frame_scores: --at takes its time_seconds.
"""

import argparse
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from jobs.config import MAXIMUM_FRAMES_PER_SECOND
from models.face.cnn import FaceScorer, reading_of
from models.face.explanation import activation_maps, heat, overlay, to_frame
from models.face.finder import FaceReader, ReadFace
from models.runtime.threads import use_one_thread
from models.store import ARTEFACTS, CURRENT_RELEASE, ArtefactError, Release, load_release
from schemas.datasets import CAVEAT
from schemas.labels import DEFAULT_FACE_READING, EMOTIONS, FACE_READINGS
from schemas.sampling import FRAMES_PER_SECOND
from transforms.errors import InputError
from transforms.inputs.fetch import local_copy
from transforms.isolated import Isolated
from transforms.media.decode import Frame, decode_frames
from transforms.media.probe import Probe

WRONG_USE = 2
ROUNDING_SECONDS = 1e-3
"""A time that was copied with three decimals still names its frame."""

REASONS = {
    "face_too_small": "The face is too small to be read; choose a frame where it is nearer.",
    "face_turned": "The face is turned away too far; choose a frame where it looks ahead.",
}


class Explanation(NamedTuple):
    """One scored frame and what spoke for one emotion."""

    frame: Frame
    face: ReadFace
    faces: int
    """Verified faces in view; the largest is explained."""
    probabilities: NDArray[np.float64]
    """Shape (7,), in the order of EMOTIONS, sum 1."""
    emotion: str
    activation: NDArray[np.float32]
    """Shape (48, 48), logits."""
    reading: str | None
    """One of FACE_READINGS; None where the release knows one only."""


def explain(
    path: str,
    at_seconds: float,
    emotion: str | None,
    rate: float,
    release: Release,
    reading: str | None = None,
) -> Explanation:
    """Read and score the frame in view at a time.

    Args:
        path: local video.
        at_seconds: presentation time, seconds from the start of the file.
        emotion: one of EMOTIONS; None for the one with the highest probability.
        rate: frames sampled a second, as the nightly job was told.
        release: whose face CNN gives activation maps.
        reading: of the face, one of FACE_READINGS; the release's default if None.

    Raises:
        InputError: if the video cannot be read, ends before, or shows no usable face then.
        ArtefactError: if the release's face CNN gives no maps, or does not read so.
    """
    artefact = release.artefacts["face_cnn"]
    crop_scorer = FaceScorer(artefact, reading)
    activation_maps(artefact, np.zeros((0, 48, 48), np.uint8))
    frame, faces = _read_frame(path, at_seconds, rate, release)
    if not faces:
        raise InputError(
            "score", "no_face", f"No face is in view at {frame.seconds:.2f} s; choose another time."
        )
    face = max(faces, key=lambda face: face.size)
    if face.crop is None:
        raise InputError("score", face.unusable or "no_face", REASONS[face.unusable or ""])
    crops = face.crop[np.newaxis]
    (probabilities,) = crop_scorer.score(crops)
    chosen = emotion or EMOTIONS[int(probabilities.argmax())]
    activation = activation_maps(artefact, crops, reading)[0, EMOTIONS.index(chosen)]
    read, _ = reading_of(artefact, reading)
    return Explanation(frame, face, len(faces), probabilities, chosen, activation, read)


def _read_frame(
    path: str, at_seconds: float, rate: float, release: Release
) -> tuple[Frame, Sequence[ReadFace]]:
    """The sampled frame in view at a time, and the faces in it as the job follows them."""
    with Isolated() as isolated:
        found = Probe(*isolated.run("probe", path, "probe", "unreadable_media"))
    if not found.has_picture:
        raise InputError("probe", "no_stream", "The file holds no picture; name a video.")
    reader = FaceReader(release.artefacts["face_mesh"])
    reader.start_recording()
    last: tuple[Frame, Sequence[ReadFace]] | None = None
    for frame in decode_frames(path, found, rate):
        if last is not None and frame.seconds > at_seconds + ROUNDING_SECONDS:
            return last
        last = frame, reader.read(frame.pixels, frame.seconds)
    assert last is not None  # decode_frames raises instead
    end = max(last[0].end_seconds, last[0].seconds + 1 / rate)
    if at_seconds > end:
        raise InputError(
            "decode", "truncated_media", f"The picture ends at {end:.2f} s; choose an earlier time."
        )
    return last


def draw(explained: Explanation, release: str) -> Figure:
    """The frame with the face's box and the heat on it, beside the seven probabilities."""
    pixels = explained.frame.pixels
    height, width = pixels.shape[:2]
    laid = to_frame(heat(explained.activation), explained.face.landmarks, height, width)
    figure = Figure(figsize=(11, 5.2), dpi=120, layout="constrained")
    shown, bars = figure.subplots(1, 2, width_ratios=(2.2, 1))
    shown.imshow(overlay(pixels, laid))
    x, y, w, h = np.array(explained.face.box) * (width, height, width, height)
    shown.add_patch(Rectangle((x, y), w, h, fill=False, edgecolor="white", linewidth=1.5))
    shown.set_axis_off()
    shown.set_title(
        f"What speaks for {explained.emotion}, {explained.frame.seconds:.2f} s\n"
        "yellow: most, uncoloured: nothing or against it",
        fontsize=11,
    )
    colours = ["#dd513a" if name == explained.emotion else "#8a8a9a" for name in EMOTIONS]
    places = np.arange(len(EMOTIONS))
    drawn = bars.barh(places, explained.probabilities, color=colours)
    bars.bar_label(drawn, [f"{p:.1%}" for p in explained.probabilities], padding=3, fontsize=9)
    bars.set_yticks(places, EMOTIONS)
    bars.set(xlim=(0, 1.18), xlabel="probability", xticks=[0, 0.5, 1])
    bars.invert_yaxis()
    bars.spines[["top", "right"]].set_visible(False)
    read = f", reading {explained.reading}" if explained.reading else ""
    bars.set_title(f"models {release}{read}", fontsize=9)
    figure.supxlabel(CAVEAT, fontsize=11, fontweight="bold")
    return figure


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="explain-frame",
        description="Show which places of a face spoke for an emotion, in one frame of a video.",
        epilog=f"The map is as coarse as the network's last layer, 8 pixels of the 48. {CAVEAT}",
    )
    add = parser.add_argument
    add("--input", required=True, metavar="VIDEO", help="video, local or of a bucket (required)")
    add(
        "--at", required=True, type=_seconds, metavar="SECONDS", help="presentation time (required)"
    )
    add("--emotion", choices=EMOTIONS, help="default: the one with the highest probability")
    add(
        "--face_reading",
        choices=FACE_READINGS,
        help=f"as the nightly job's; default: {DEFAULT_FACE_READING}",
    )
    add("--output", required=True, type=Path, metavar="PNG", help="picture to write (required)")
    add("--release", default=CURRENT_RELEASE, help="trained models (default: %(default)s)")
    add("--artefacts", type=Path, default=ARTEFACTS, help="store (default: the shipped one)")
    add(
        "--frames_per_second",
        type=_rate,
        default=FRAMES_PER_SECOND,
        metavar="RATE",
        help="as given to score-interviews (default: %(default)s)",
    )
    return parser


def _seconds(text: str) -> float:
    if 0 <= (seconds := _number(text)) < math.inf:
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0, as 2.5")


def _rate(text: str) -> float:
    if 0 < (rate := _number(text)) <= MAXIMUM_FRAMES_PER_SECOND:
        return rate
    raise argparse.ArgumentTypeError(
        f"{text!r} is no number above 0 and at most {MAXIMUM_FRAMES_PER_SECOND:g}"
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def main(argv: Sequence[str] | None = None) -> int:
    """Entry of the command `explain-frame`: 0, or 2 with a line that says what to change."""
    options = _parser().parse_args(argv)
    use_one_thread()
    try:
        if options.output.suffix.lower() != ".png":
            raise InputError("write", "wrong_use", "--output must end in .png.")
        release = load_release(options.release, options.artefacts)
        with local_copy(options.input) as copy:
            explained = explain(
                copy.path,
                options.at,
                options.emotion,
                options.frames_per_second,
                release,
                options.face_reading,
            )
        os.makedirs(options.output.parent, exist_ok=True)
        draw(explained, release.identifier).savefig(options.output)
    except (InputError, ArtefactError, OSError) as error:
        print(f"explain-frame: {error}", file=sys.stderr)
        return WRONG_USE
    for emotion, probability in zip(EMOTIONS, explained.probabilities, strict=True):
        print(f"{emotion:<9} {probability:6.1%}{'  <' if emotion == explained.emotion else ''}")
    if explained.faces > 1:
        print(f"{explained.faces} faces are in view; the largest was explained.")
    print(f"{CAVEAT}\nwritten: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
