"""How well and how fast faces are found, beside detectors of earlier systems.

    make bench

Needs the development clips (INTERVIEW_CLIPS). The SVM is trained on the clips of one half of the
people and judged on the other half's.
"""

import time

import numpy as np
import pytest

from models.baselines.face_detectors import HaarDetector, HogDetector
from models.evaluation.finding import Finding, MarkedFrame, findings_table, judge
from models.face.finder import FaceFinder
from models.runtime.litert import open_interpreter
from models.runtime.threads import use_one_thread
from models.store import load_release
from tests import marked_clips
from tests.marked_clips import (
    as_720p,
    boxes_in_pixels,
    clip_names,
    marked_recording,
    pictures_without_people,
)

pytestmark = marked_clips.needs_clips

MAXIMUM_RATIO = 3.0
"""A sampled frame of a 720p film may cost so many times the landmark network alone: 2.66 times on
an idle core (2.50 ms; the target is 3 ms), 2.4 on one shared with a training."""


def everything(size) -> dict[str, list[MarkedFrame]]:
    return {name: size(marked_recording(name)) for name in clip_names()}


def half(name: str) -> int:
    """Which half of the people a clip belongs to."""
    person = marked_clips.SAME_PERSON.get(name, name)
    people = [clip for clip in clip_names() if clip not in marked_clips.SAME_PERSON]
    return people.index(person) % 2


def train_hog(recordings, fold: int) -> HogDetector:
    """On one marked frame in four of the clips of this half, and on pictures without people."""
    marked = [
        frame
        for name, frames in recordings.items()
        if half(name) == fold
        for frame in [frame for frame in frames if frame.faces is not None][::4]
    ]
    marked += [frame for picture in pictures_without_people()[::2] for frame in picture]
    return HogDetector([frame.pixels for frame in marked], [frame.faces for frame in marked])


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    use_one_thread()


def test_faces_found_by_each_detector():
    recordings = everything(list)
    talking_heads = [v for k, v in recordings.items() if k.startswith("talking_heads")]
    finder = FaceFinder(load_release().artefacts["face_mesh"])
    haar = HaarDetector()
    hogs = {1 - fold: train_hog(recordings, fold) for fold in (0, 1)}

    def job(given) -> Finding:
        return judge(given, finder.start_recording, lambda f, s: boxes_in_pixels(finder, f, s))

    # Detectors that see each frame alone are only shown the marked ones.
    marked = {
        name: [frame for frame in frames if frame.faces is not None]
        for name, frames in recordings.items()
    }

    def by_hog(given: dict[str, list[MarkedFrame]]) -> Finding:
        chosen = iter([hogs[half(name)] for name in given])
        current: list[HogDetector] = []
        return judge(
            given.values(),
            lambda: current.append(next(chosen)),
            lambda f, _: current[-1].detect(f),
        )

    findings = {
        "this job, every clip": job(recordings.values()),
        "this job, talking_heads": job(talking_heads),
        "Haar, every clip": judge(marked.values(), lambda: None, lambda f, _: haar.detect(f)),
        "HOG + SVM, every clip": by_hog(marked),
        "this job, no people": job(pictures_without_people()),
        "Haar, no people": judge(
            pictures_without_people(), lambda: None, lambda f, _: haar.detect(f)
        ),
        "HOG + SVM, no people": judge(
            pictures_without_people()[1::2], lambda: None, lambda f, _: hogs[0].detect(f)
        ),
    }
    print(f"\n{findings_table(findings)}")
    ours = findings["this job, every clip"]
    assert findings["this job, talking_heads"].recall >= 0.99
    assert ours.recall >= 0.99
    assert ours.false_positives <= 0.005
    assert ours.recall > findings["Haar, every clip"].recall
    assert ours.recall > findings["HOG + SVM, every clip"].recall


def milliseconds(call, *arguments) -> float:
    """CPU time of one call."""
    before = time.process_time()
    call(*arguments)
    return 1000 * (time.process_time() - before)


def test_milliseconds_a_frame():
    """Of each frame the fastest of five runs (every third clip): others only ever add to it.

    Beside it stands the landmark network alone, run in between. A loaded machine slows both, so
    their ratio is what is held to account.
    """
    artefact = load_release().artefacts["face_mesh"]
    finder, network = FaceFinder(artefact), open_interpreter(artefact.read("landmarks.tflite"))
    fastest, alone = [], []
    for name in clip_names()[::3]:
        frames = as_720p(marked_recording(name))
        runs = []
        for _ in range(5):
            finder.start_recording()
            runs.append(
                [
                    (milliseconds(finder.read, f.pixels, f.seconds), milliseconds(network.invoke))
                    for f in frames
                ]
            )
        ours, bare = np.min(runs, axis=0).T
        fastest += ours.tolist()
        alone += bare.tolist()
    mean, bare_mean = float(np.mean(fastest)), float(np.mean(alone))
    ratio = mean / bare_mean
    print(
        f"\nfind, verify, follow and align: {mean:.2f} ms a 640x360 frame, {len(fastest)} frames; "
        f"{ratio:.2f} x the landmark network alone ({bare_mean:.2f} ms here)"
    )
    assert ratio <= MAXIMUM_RATIO
