"""Films composed for a test, and the face's score as the job would give it."""

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.face.tracking import Sighting, candidate_tracks
from models.selection import select
from schemas.details import FrameScore
from schemas.elements import InputFile, Recording
from schemas.labels import EMOTIONS
from schemas.sampling import FRAMES_PER_SECOND
from transforms.faces import face_finder, sample_faces
from transforms.fuse import frame_rows
from transforms.media.choose import choose
from transforms.media.decoder import ffmpeg_binary
from transforms.media.frames import Frame
from transforms.media.probe import probe
from transforms.scoring import score_faces

FILE = InputFile(*["x"] * 3, *[None] * (len(InputFile._fields) - 3))


def write_film(
    target: Path,
    frames: Iterable[NDArray[np.uint8]],
    rate: float = 25.0,
    crf: int = 18,
    sound: Path | None = None,
) -> Path:
    """Encode frames (uint8, height x width x 3, RGB, even sides) as H.264, without B frames: what
    is drawn into a film must not change which frames of it are sampled.

    `sound` names a recording whose sound, if it has any, goes with them from the start.
    """
    frames = iter(frames)
    first = next(frames)
    height, width = first.shape[:2]
    command = [ffmpeg_binary(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{width}x{height}", "-r", str(rate), "-i", "pipe:0", "-threads", "1"]
    if sound is not None:
        command += ["-i", str(sound), "-map", "0:v", "-map", "1:a?"]
    command += ["-c:v", "libx264", "-preset", "veryfast", "-crf", str(crf), "-bf", "0"]
    command += ["-pix_fmt", "yuv420p"]
    process = subprocess.Popen([*command, str(target)], stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(np.ascontiguousarray(first).tobytes())
    for frame in frames:
        process.stdin.write(np.ascontiguousarray(frame).tobytes())
    process.stdin.close()
    assert process.wait() == 0
    return target


class FaceJob:
    """What the job does with a film's picture, from decoding to one row a frame."""

    def __init__(self) -> None:
        self.selection = select()
        self.finder = face_finder(self.selection, FRAMES_PER_SECOND)
        self.scorers = self.selection.load("face")

    def rows(self, path: Path) -> Sequence[FrameScore]:
        """One row a sampled frame."""
        found = choose(str(path), probe(str(path)))
        sampled = sample_faces("x/x", str(path), found, FRAMES_PER_SECOND, self.finder)
        faces = list(score_faces([face for face, _ in sampled], self.scorers))
        recording = Recording(FILE, *[None] * (len(Recording._fields) - 1))
        return frame_rows(recording, faces, self.selection.face)

    def mean(self, path: Path) -> NDArray[np.float64]:
        """Mean face emotion over the scored frames, shape (7,), in the order of EMOTIONS."""
        return mean_emotions(self.rows(path))

    def dominant(self, frames: Sequence[Frame]) -> str | None:
        """The emotion on top of the candidate's mean in sampled frames; None without a face."""
        self.finder.start_recording()
        found = [
            (number, face)
            for number, frame in enumerate(frames)
            for face in self.finder.read(frame.pixels, frame.seconds)
        ]
        chosen = candidate_tracks(Sighting(number, f.track, f.size) for number, f in found)
        crops = [f.crop for _, f in found if f.track in chosen and f.crop is not None]
        if not crops:
            return None
        scores = {name: scorer.score(crops) for name, scorer in self.scorers.items()}
        return EMOTIONS[int(np.argmax(self.selection.face.combine(scores).mean(axis=0)))]


def mean_emotions(rows: Sequence[FrameScore]) -> NDArray[np.float64]:
    """Mean over the scored rows, shape (7,); NaN if there is none."""
    scored = [row.emotions for row in rows if row.emotions is not None]
    return np.mean(scored, axis=0) if scored else np.full(7, np.nan)
