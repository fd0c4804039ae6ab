"""Checks releases before a night: every artefact opens, scores a built-in example, and says what
it is. The examples are drawn with arithmetic: no person is in them, and no file can be missing.
"""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from models.face.blinks import EyeReader
from models.face.cnn import FaceScorer
from models.face.finder import FaceReader
from models.face.landmarks import LEFT_EYE, RIGHT_EYE, FaceMesh
from models.fusion import FUSIONS, WEIGHTS, Fusion
from models.store import (
    ARTEFACTS,
    MAXIMUM_BYTES,
    Artefact,
    ArtefactError,
    list_releases,
    load_release,
    read_ledger,
)
from models.text.scorers import TextCnnLstm, TextTfidf
from models.voice.scorers import VoiceCnnLstm, VoiceSvm
from models.voice.windows import WINDOW_SAMPLES, Window, cut_windows
from schemas.labels import EMOTIONS, TRAITS
from schemas.sampling import FACE_SIZE, SAMPLE_RATE

MAXIMUM_TOTAL_BYTES = 60 * 2**20
"""Of all artefacts of all releases, which the package ships together."""

EXAMPLE_TEXT = (
    "I led a small team that moved our records to a new system. We met every morning, wrote down "
    "what was in the way, and I asked people before I decided. It took longer than we had hoped, "
    "but nobody lost a day of work, and I am still proud of that."
)

Scores = NDArray[np.float64]


class Checked(NamedTuple):
    """One artefact of one release, checked."""

    release: str
    artefact: str
    size: int
    """Bytes of its files."""
    example: str
    """What it said of the built-in example."""
    problems: tuple[str, ...]
    """What is wrong and what to do; empty if it may score."""


def example_frame() -> NDArray[np.uint8]:
    """A drawn face that the detector takes for one: uint8, shape (240, 320, 3), RGB."""
    frame = np.full((240, 320, 3), (120, 140, 160), np.uint8)
    cv2.ellipse(frame, (160, 120), (52, 70), 0, 0, 360, (205, 160, 135), -1)
    cv2.ellipse(frame, (160, 68), (54, 28), 0, 180, 360, (60, 45, 40), -1)
    for eye in (138, 182):
        cv2.ellipse(frame, (eye, 107), (10, 5), 0, 0, 360, (245, 245, 245), -1)
        cv2.circle(frame, (eye, 107), 4, (40, 30, 30), -1)
        cv2.ellipse(frame, (eye, 95), (12, 3), 0, 180, 360, (60, 45, 40), 3)
    cv2.line(frame, (160, 108), (156, 132), (170, 120, 100), 2)
    cv2.ellipse(frame, (160, 134), (8, 4), 0, 0, 180, (150, 100, 85), 2)
    cv2.ellipse(frame, (160, 158), (20, 6), 0, 0, 180, (150, 60, 60), 4)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), 1.5), dtype=np.uint8)


def example_crop() -> NDArray[np.uint8]:
    """The drawn face, uint8, shape (48, 48)."""
    grey = cv2.cvtColor(example_frame()[58:202, 88:232], cv2.COLOR_RGB2GRAY)
    crop = cv2.resize(grey, (FACE_SIZE, FACE_SIZE), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, dtype=np.uint8)


def example_window() -> Window:
    """A window of syllables: a gliding tone with harmonics, rising three times a second."""
    time = np.arange(WINDOW_SAMPLES) / SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(130 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * time))) / SAMPLE_RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 20))
    loudness = np.clip(np.sin(2 * np.pi * 3 * time), 0, None)
    return next(cut_windows((0.2 * sound * loudness).astype(np.float32)))


def _face_mesh(artefact: Artefact) -> str:
    (face,) = FaceReader(artefact).read(example_frame(), 0.0)
    if face.crop is None or not np.isfinite(face.landmarks).all():
        raise ValueError("the drawn face has no crop")
    return f"1 face, presence {face.presence:.3f}"


def _eyes(artefact: Artefact) -> str:
    points = np.zeros((468, 3), np.float32)
    corners = zip((*RIGHT_EYE, *LEFT_EYE), (128, 148, 172, 192), strict=True)
    for index, x in corners:
        points[index, :2] = x, 107
    openness = EyeReader(artefact).openness(example_frame(), FaceMesh(points, 1.0))
    if not 0 < openness < 1:
        raise ValueError(f"the drawn eyes are open by {openness}, not by a share of their width")
    return f"eyes open by {openness:.2f} of their width"


def _emotions(probabilities: Scores) -> str:
    (row,) = probabilities
    if row.shape != (len(EMOTIONS),) or not np.isfinite(row).all() or row.min() < 0:
        raise ValueError(f"{len(EMOTIONS)} probabilities expected, got {row}")
    if abs(row.sum() - 1) > 1e-6:
        raise ValueError(f"the probabilities sum to {row.sum():.6f}, not to 1")
    return f"{EMOTIONS[int(row.argmax())]} {row.max():.0%}, sum {row.sum():.6f}"


def _traits(probabilities: Scores) -> str:
    (row,) = probabilities
    inside = np.isfinite(row).all() and row.min(initial=0) >= 0 and row.max(initial=0) <= 1
    if row.shape != (len(TRAITS),) or not inside:
        raise ValueError(f"{len(TRAITS)} probabilities in [0, 1] expected, got {row}")
    return f"{len(TRAITS)} traits, {row.min():.0%} to {row.max():.0%}"


def _fusion(artefact: Artefact) -> str:
    face, voice = np.eye(len(EMOTIONS))[:1], np.full((1, len(EMOTIONS)), 1 / len(EMOTIONS))
    content = json.loads(artefact.read(WEIGHTS))
    # Older releases know fewer fusions; the default and all that are there must work.
    names = [name for name in FUSIONS if name in content or name in content["face_weights"]]
    for name, reading in product((None, *names), (None, *content.get("readings", ()))):
        fusion = Fusion.load(artefact, name, reading)
        if not all(0 <= weight <= 1 for weight in fusion.weights):
            raise ValueError(f"weights of {fusion.name} outside [0, 1]")
        fused = fusion.fuse(face, voice)
        assert fused is not None
        _emotions(fused)
    return f"{len(names)} fusions, default {Fusion.load(artefact).name}"


EXAMPLES: dict[str, Callable[[Artefact], str]] = {
    "face_mesh": _face_mesh,
    "face_cnn": lambda artefact: "; ".join(
        _emotions(FaceScorer(artefact, reading).score(example_crop()[None]))
        for reading in artefact.card.get("readings", (None,))
    ),
    "voice_svm": lambda artefact: _emotions(VoiceSvm(artefact).score([example_window()])),
    "voice_cnn_lstm": lambda artefact: _emotions(VoiceCnnLstm(artefact).score([example_window()])),
    "text_tfidf": lambda artefact: _traits(TextTfidf(artefact).score([EXAMPLE_TEXT])),
    "text_cnn_lstm": lambda artefact: _traits(TextCnnLstm(artefact).score([EXAMPLE_TEXT])),
    "fusion": _fusion,
    "eyes": _eyes,
}
"""What the job loads, by artefact: each says what it makes of the example, or raises."""

NEEDED = set(EXAMPLES) - {"eyes"}
"""What every release must hold; the first knows no eyes."""


def missing_in_card(artefact: Artefact) -> list[str]:
    """What a card must say and does not: what was trained elsewhere has no command of ours."""
    wanted = ["data", "must_not_be_used_for"]
    if "origin" not in artefact.card:
        wanted += ["split", "command", "metrics"]
    missing = [key for key in wanted if not artefact.card.get(key)]
    if not artefact.card.get("licence") and not artefact.card.get("licence_of_data"):
        missing.append("licence")
    return missing


def check_artefact(release: str, artefact: Artefact) -> Checked:
    """Check one artefact whose checksums are already verified."""
    problems = []
    sizes = {file: (artefact.folder / file).stat().st_size for file in artefact.card["files"]}
    problems += [
        f"{file} has {size / 2**20:.0f} MiB, more than 20: make the model smaller"
        for file, size in sizes.items()
        if size > MAXIMUM_BYTES
    ]
    known = {*sizes, "card.json"}
    stray = sorted(path.name for path in artefact.folder.iterdir() if path.name not in known)
    if stray:
        problems.append(f"not in the card: {', '.join(stray)}: delete")
    if missing := missing_in_card(artefact):
        problems.append(f"the card does not say {', '.join(missing)}: release a version that does")
    example = ""
    try:
        if artefact.name in EXAMPLES:
            example = EXAMPLES[artefact.name](artefact)
        else:
            problems.append("no example scores it: add one to models/self_check.py")
    except Exception as error:  # a library's own: whatever it is, the night would break off
        problems.append(
            f"cannot score the example ({type(error).__name__}: {error}): "
            "choose another --release or install the libraries its card names"
        )
    name = f"{artefact.name} {artefact.version}"
    return Checked(release, name, sum(sizes.values()), example, tuple(problems))


def check_release(version: str, root: Path = ARTEFACTS) -> list[Checked]:
    """Check a release: one item an artefact, or a single one if the release does not load."""
    try:
        release = load_release(version, root)
    except ArtefactError as error:
        return [Checked(version, "-", 0, "", (str(error),))]
    checked = [check_artefact(version, artefact) for artefact in release.artefacts.values()]
    if absent := sorted(NEEDED - set(release.artefacts)):
        problem = f"the job needs {', '.join(absent)}: choose another --release"
        checked.append(Checked(version, "-", 0, "", (problem,)))
    return checked


def check_store(root: Path = ARTEFACTS) -> tuple[list[str], list[str]]:
    """Check what no single release tells.

    Returns:
        Problems, and remarks that keep nobody from scoring.
    """
    problems, remarks = [], []
    try:
        released = read_ledger(root)
    except ArtefactError as error:
        return [str(error)], []
    for path in released:
        if not (root / path).is_file():
            problems.append(f"{path} was released and is gone: restore it from the repository")
    if not list_releases(root):
        problems.append(
            f"there is no release in {root}: name another store with --artefacts, restore "
            "models/artefacts from the repository, or run train-models face voice text fusion "
            "release --data DIR --version VERSION"
        )
    total = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    if total > MAXIMUM_TOTAL_BYTES:
        problems.append(
            f"all artefacts have {total / 2**20:.0f} MiB, more than 60: withdraw an old release"
        )
    for card in sorted(root.glob("*/card.json")):
        if f"{card.parent.name}/card.json" not in released:
            remarks.append(f"{card.parent.name} is in no release yet: train-models release")
    return problems, remarks
