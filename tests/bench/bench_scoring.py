"""How fast crops and windows of speech are scored, on one core.

    make bench

CPU time, so that a loaded machine counts less. What is held to account are ratios within one run;
the absolute figures are of the machine, and the product of two matrices beside them says how fast
that is.
"""

import time

import numpy as np
import pytest

from models.runtime.threads import use_one_thread
from models.selection import select
from models.training.voice.examples import speaking_windows
from tests.synthetic_voice import RATE, synthetic_voice
from transforms.scoring import FACE_BATCH

CROPS = np.random.default_rng(0).integers(0, 256, (FACE_BATCH, 48, 48), dtype=np.uint8)
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
    for name, scorer in select().load("face").items():
        batch = cpu_seconds(scorer.score, CROPS)
        one_by_one = cpu_seconds(lambda score=scorer.score: [score([crop]) for crop in CROPS])
        print(
            f"\n{name}: {FACE_BATCH / batch:,.0f} crops a second in batches of {FACE_BATCH}, "
            f"{one_by_one / batch:.1f} x as many as one by one; {machine()}"
        )
        assert batch < one_by_one


def test_voice_against_real_time():
    windows = speaking_windows(synthetic_voice(SPEECH_SECONDS))
    assert len(windows) > 0.9 * SPEECH_SECONDS * RATE / len(windows[0].samples)
    for name, scorer in select().load("voice").items():
        batch = cpu_seconds(scorer.score, windows, repeats=2)
        print(
            f"\n{name}: {len(windows)} windows of {SPEECH_SECONDS} s in {batch:.2f} s, "
            f"{SPEECH_SECONDS / batch:.0f} x real time; {machine()}"
        )
