"""How far the frames of a clip agree, and whether their mean is calibrated.

    make bench

Needs the development clips (INTERVIEW_CLIPS) and, in a folder `faces` beside theirs, FER2013. No
film of one person has a label of what the face shows at each moment. So a face of PublicTest stands
for a person: it is moved, lit and compressed anew for each of 8 to 50 frames, and the mean of their
scores is judged by the face's label. Slightly, log scores vary a fifth as much as within the
development clips; strongly (which also costs each frame accuracy), about as much.
"""

import cv2
import numpy as np
import pytest

from models.evaluation.agreement import agreement_of, effective_number, intraclass_correlation
from models.evaluation.metrics import classification_metrics
from models.fusion import log_scores
from models.labelled import PUBLIC_TEST, majority_labels
from models.registry import load
from models.runtime.threads import use_one_thread
from models.selection import Wanted, select
from models.training.calibration import cross_calibrate, fit_temperature
from schemas.sampling import FRAMES_PER_SECOND
from tests.marked_clips import CLIPS, clip_names, needs_clips
from transforms.labelled.clips import LabelledClip, score_clips
from transforms.labelled.faces import read_faces

FACES = CLIPS.parent / "faces"
FEWEST, MOST = 8, 50
SLIGHTLY, STRONGLY = 1, 4
HIGHEST_ERROR = 0.05
"""Expected calibration error that a mean over frames which differ slightly may have."""


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    use_one_thread()


@needs_clips
@pytest.mark.parametrize("scheme", ["ferplus", "fer2013"])
def test_frames_of_a_clip_agree(scheme):
    """GRID's speakers all read one neutral sentence: what their frames share is error."""
    names = clip_names()
    clips = [LabelledClip(CLIPS / name, 0) for name in names]
    found = score_clips(clips, select(wanted=Wanted(face_labels=scheme)), FRAMES_PER_SECOND)
    series = {
        name: log_scores(np.array([frame.emotions for frame in each.frames if frame.emotions]))
        for name, each in zip(names, found, strict=True)
    }
    print()
    for name, values in series.items():
        print(f"{scheme} {name}: {len(values)} frames, {effective_number(values):.1f} of its own")
    for folder in ("", *sorted({name.partition("/")[0] for name in names})):
        print(f"{folder or 'all'}: {agreement_of([v for n, v in series.items() if folder in n])}")
    grid = [values for name, values in series.items() if name.startswith("GRID")]
    assert intraclass_correlation(list(series.values())) > 0.5
    assert not grid or intraclass_correlation(grid) > 0.5


def rendered(crop: np.ndarray, rng: np.random.Generator, strength: int) -> np.ndarray:
    """The same face at another moment: moved, lit differently, compressed."""
    by = strength
    centre = (crop.shape[0] / 2, crop.shape[1] / 2)
    zoom = rng.uniform(1 - 0.03 * by, 1 + 0.05 * by)
    matrix = cv2.getRotationMatrix2D(centre, rng.uniform(-4 * by, 4 * by), zoom)
    matrix[:, 2] += rng.uniform(-1.5 * by, 1.5 * by, 2)
    moved = cv2.warpAffine(crop, matrix, crop.shape, borderMode=cv2.BORDER_REPLICATE)
    lit = moved * rng.uniform(1 - 0.15 * by, 1 + 0.15 * by) + rng.uniform(-12 * by, 12 * by)
    noisy = np.clip(lit + rng.normal(0, 3 * by, lit.shape), 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40 // by, 95))]
    return cv2.imdecode(cv2.imencode(".jpg", noisy, quality)[1], cv2.IMREAD_GRAYSCALE)


@pytest.mark.skipif(not FACES.is_dir(), reason="FER2013 is not here")
@pytest.mark.parametrize("strength", [SLIGHTLY, STRONGLY])
def test_a_mean_over_frames_of_one_person_is_calibrated(strength):
    faces = read_faces(FACES, lambda _: None)
    faces = faces.take(faces.rows_of(PUBLIC_TEST))
    rng = np.random.default_rng(2026)
    lengths = rng.integers(FEWEST, MOST, len(faces.labels), endpoint=True)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    frames = np.stack(
        [
            rendered(crop, rng, strength)
            for crop, length in zip(faces.crops, lengths, strict=True)
            for _ in range(length)
        ]
    )
    print(f"\n{len(lengths):,} people, {len(frames):,} frames, strength {strength}")
    for scheme in ("ferplus", "fer2013"):
        truth = faces.labels if scheme == "fer2013" else majority_labels(faces.votes)
        clear = truth >= 0
        selection = select(wanted=Wanted(face_labels=scheme))
        (artefact,) = (selection.artefact(name) for name in selection.face.models)
        scores = load(artefact, scheme).score
        by_frame = np.concatenate(
            [scores(frames[start : start + 512]) for start in range(0, len(frames), 512)]
        )
        pooled = np.add.reduceat(by_frame, starts) / lengths[:, np.newaxis]
        halves = np.arange(clear.sum()) % 2 == 0
        tempered = cross_calibrate(truth[clear], pooled[clear], [halves, ~halves])
        temperature = fit_temperature(truth[clear], pooled[clear])
        shown = {
            "one picture": scores(faces.crops)[clear],
            "one frame": by_frame[starts][clear],
            "mean over the frames": pooled[clear],
            f"the same with a temperature ({temperature:.2f})": tempered,
        }
        parts = np.split(log_scores(by_frame), starts[1:])
        print(f"{scheme}: {agreement_of(parts)}")
        measured = {}
        for name, probabilities in shown.items():
            measured[name] = classification_metrics(truth[clear], probabilities)
            measured[name]["claim"] = probabilities.max(axis=1).mean()
            figures = ("accuracy", "balanced_accuracy", "log_loss", "ece", "claim")
            told = ", ".join(f"{figure} {measured[name][figure]:.4f}" for figure in figures)
            print(f"{scheme}, {name}: {told}, highest {probabilities.max():.4f}")
        mean = measured["mean over the frames"]
        assert mean["claim"] <= mean["accuracy"], "it never claims too much"
        assert strength > SLIGHTLY or mean["ece"] <= HIGHEST_ERROR
