"""How fast crops and windows of speech are scored, on one core.

    make bench

CPU time, so that a loaded machine counts less. What is held to account are ratios within one run;
the absolute figures are of the machine, and the product of two matrices beside them says how fast
that is.
"""

import time

import numpy as np
import pytest
from models.voice.scorers import VoiceCnnLstm, VoiceSvm

from models.face.cnn import BATCH, FaceScorer
from models.face.preprocessing import prepare_crops
from models.runtime.onnx import onnx_session
from models.runtime.threads import use_one_thread
from models.store import load_release
from models.training.face.graph import GRAPH, NETWORK
from models.training.voice.examples import speaking_windows
from tests.synthetic_voice import RATE, synthetic_voice

CROPS = np.random.default_rng(0).integers(0, 256, (BATCH, 48, 48), dtype=np.uint8)
SPEECH_SECONDS = 60


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    use_one_thread()


def cpu_seconds(call, *arguments, repeats: int = 5) -> float:
    """The least of several runs, after one that warms up: others only ever add to it."""
    call(*arguments)
    runs = []
    for _ in range(repeats):
        before = time.process_time()
        call(*arguments)
        runs.append(time.process_time() - before)
    return min(runs)


def machine() -> str:
    matrix = np.ones((1024, 1024), np.float32)
    return f"{1024**3 / cpu_seconds(np.matmul, matrix, matrix) / 1e9:.0f} GMAC/s in NumPy here"


def test_crops_a_second():
    artefact = load_release().artefacts["face_cnn"]
    scorer = FaceScorer(artefact)
    batch = cpu_seconds(scorer.score, CROPS)
    one_by_one = cpu_seconds(lambda: [scorer.score(crop[np.newaxis]) for crop in CROPS])
    network = {
        file: cpu_seconds(
            onnx_session(artefact.read(file)).run, None, {"crops": prepare_crops(CROPS)}
        )
        for file in (GRAPH, NETWORK)
    }
    gain = network[NETWORK] / network[GRAPH]
    print(
        f"\ncrops: {BATCH / batch:,.0f} a second in batches of {BATCH}, {one_by_one / batch:.1f} x "
        f"as many as one by one; quantised {gain:.1f} x as many as exact; {machine()}"
    )
    assert batch < one_by_one
    assert gain > 1.3


def test_voice_against_real_time():
    artefacts = load_release().artefacts
    windows = speaking_windows(synthetic_voice(SPEECH_SECONDS))
    assert len(windows) > 0.9 * SPEECH_SECONDS * RATE / len(windows[0].samples)
    scorers = {"SVM": VoiceSvm(artefacts["voice_svm"])}
    scorers["CNN-LSTM"] = VoiceCnnLstm(artefacts["voice_cnn_lstm"])
    for name, scorer in scorers.items():
        batch = cpu_seconds(scorer.score, windows, repeats=2)
        print(
            f"\n{name}: {len(windows)} windows of {SPEECH_SECONDS} s in {batch:.2f} s, "
            f"{SPEECH_SECONDS / batch:.0f} x real time; {machine()}"
        )
