"""What the 8-bit network hears, on processors whose matrix products round differently."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import hashlib
from models.voice.whisper_mel import whisper_mel
from models.voice.windows import WINDOW_SAMPLES
from tests.synthetic_voice import synthetic_voice
print(hashlib.sha256(whisper_mel(synthetic_voice(WINDOW_SAMPLES / 16000)).tobytes()).hexdigest())
"""


def digest(**environment):
    command = [sys.executable, "-c", PROGRAM]
    with_it = {**os.environ, **environment}
    return subprocess.run(command, env=with_it, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the kinds are of that processor")
def test_the_kind_of_processor_and_of_matrix_products_changes_no_bit():
    kinds = {digest(OPENBLAS_CORETYPE=kind) for kind in ("Haswell", "Nehalem", "Prescott")}
    assert len(kinds) == 1
