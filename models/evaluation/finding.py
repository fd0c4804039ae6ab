"""How well faces are found: recall, false positives and box error against marked boxes."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.face.detection import iou

HIT_IOU = 0.4
"""A box that overlaps a marked face by this IoU has found it. Loose: detectors disagree on what
a face's outline is."""

Boxes = Sequence[NDArray[np.float32]]


class MarkedFrame(NamedTuple):
    """A frame and, if it is marked, every face in it."""

    pixels: NDArray[np.uint8]
    """Shape (height, width, 3), RGB."""
    seconds: float
    faces: Boxes | None
    """Each (left, top, right, bottom) in pixels; None: shown to the detector, not judged."""


class Finding(NamedTuple):
    """What a detector found in marked frames."""

    frames: int
    """Marked frames."""
    faces: int
    recall: float
    """Share of the faces that were found, 0-1; NaN if there was none."""
    false_positives: float
    """Boxes a frame that are no face, or a face again."""
    overlap: float
    """Mean IoU of found faces, 0-1."""
    centre_error: float
    """Median distance of the centres, share of the face's height."""
    size_error: float
    """Median deviation of the height from the marked one, share of it."""
    milliseconds: float
    """CPU time a frame, marked or not."""


def judge(
    recordings: Iterable[Sequence[MarkedFrame]],
    start: Callable[[], object],
    detect: Callable[[NDArray[np.uint8], float], Boxes],
) -> Finding:
    """Compare what is found with what is marked.

    Args:
        recordings: marked frames of each recording, in order of time.
        start: called before each recording.
        detect: boxes found in a frame (pixels, seconds), each (left, top, right, bottom).

    Returns:
        The figures over all recordings.
    """
    shown = frames = faces = hits = extra = 0
    overlaps, centres, sizes = [], [], []
    spent = 0.0
    for recording in recordings:
        start()
        for frame in recording:
            before = time.process_time()
            found = list(detect(frame.pixels, frame.seconds))
            spent += time.process_time() - before
            shown += 1
            if frame.faces is None:
                continue
            frames, faces = frames + 1, faces + len(frame.faces)
            for face in frame.faces:
                best = max(found, key=lambda box: iou(box, face), default=None)
                if best is None or iou(best, face) < HIT_IOU:
                    continue
                found = [box for box in found if box is not best]
                hits += 1
                height = float(face[3] - face[1])
                overlaps.append(iou(best, face))
                centres.append(float(np.hypot(*(best[:2] + best[2:] - face[:2] - face[2:]) / 2)))
                centres[-1] /= height
                sizes.append(abs(float(best[3] - best[1]) / height - 1))
            extra += len(found)
    return Finding(
        frames=frames,
        faces=faces,
        recall=hits / faces if faces else float("nan"),
        false_positives=extra / frames if frames else float("nan"),
        overlap=float(np.mean(overlaps)) if overlaps else float("nan"),
        centre_error=float(np.median(centres)) if centres else float("nan"),
        size_error=float(np.median(sizes)) if sizes else float("nan"),
        milliseconds=1000 * spent / shown if shown else float("nan"),
    )


def findings_table(findings: dict[str, Finding]) -> str:
    """The figures as a Markdown table, one line a detector."""
    lines = [
        "| detector | frames | faces | recall | false positives a frame | mean IoU "
        "| centre error | size error | CPU ms a frame |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, f in findings.items():
        lines.append(
            f"| {name} | {f.frames} | {f.faces} | {f.recall:.3f} | {f.false_positives:.3f} "
            f"| {f.overlap:.2f} | {100 * f.centre_error:.1f} % | {100 * f.size_error:.1f} % "
            f"| {f.milliseconds:.1f} |"
        )
    return "\n".join(lines)
