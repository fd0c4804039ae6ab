"""A stranger adds a voice model and a text model: a scorer, a line and a release, nothing else.

The walk of CONTRIBUTING.md, taken in a copy of the repository, through a whole night.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.dataset as pads
import pytest

from models.store import default_store
from tests.integration.hostile_inputs import SAMPLES
from tests.runs import DATE

ROOT = Path(__file__).parents[2]

VOICE = '''
"""Scores every window alike: all emotions but happiness are as likely."""

import numpy as np


class VoiceToy:
    def __init__(self, artefact):
        self._happy = artefact.card.scoring["happy"]

    def score(self, windows):
        rows = np.full((len(windows), 7), (1 - self._happy) / 6)
        rows[:, 3] = self._happy
        return rows
'''

TEXT = '''
"""Scores a text by its length."""

import json

import numpy as np


class TextToy:
    def __init__(self, artefact):
        self._long = json.loads(artefact.read("toy.json"))["long"]

    def score(self, texts):
        return np.array([[len(text) / (len(text) + self._long)] * 5 for text in texts])
'''

ENTRIES = """
    "voice_toy": Entry("voice", "models.voice.toy:VoiceToy", "models.voice.example:score_example"),
    "text_toy": Entry("text", "models.text.toy:TextToy", "models.text.example:score_example"),
"""

RELEASE = """
import shutil, sys
from pathlib import Path
from models.card import Card
from models.store import default_store, load_release
from models.training.publish import save_artefact, save_release

store = Path(sys.argv[1])
shipped = load_release()
shutil.copytree(default_store(), store)
said = dict(purpose="test", data="none", split="none", licence="MIT", command="none",
            metrics={"none": 0}, must_not_be_used_for=("anything",))
card = Card(scoring={"happy": 0.4}, **said)
save_artefact("voice_toy", "1.0.0", {"toy.json": b"{}"}, card, store)
save_artefact("text_toy", "1.0.0", {"toy.json": b'{"long": 1000}'}, Card(**said), store)
versions = {name: a.version for name, a in shipped.artefacts.items()}
versions |= {"voice_toy": "1.0.0", "text_toy": "1.0.0"}
ensembles = {"face": shipped.ensembles["face"], "voice": ["voice_svm", "voice_toy"],
             "text": ["text_toy"]}
save_release("9.0.0", "2026-11-21", versions, ensembles, shipped.defaults, store)
"""


def run(*command, cwd):
    finished = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of what git knows, committed anew."""
    copy = tmp_path_factory.mktemp("stranger") / "repository"
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.splitlines()):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    git = ("git", "-c", "user.name=stranger", "-c", "user.email=stranger@example.org")
    run(*git, "init", "-q", cwd=copy)
    run(*git, "add", "-A", "-f", cwd=copy)
    run(*git, "commit", "-q", "-m", "Before", cwd=copy)
    return copy


def test_a_scorer_a_line_and_a_release_score_a_night(repository, tmp_path):
    (repository / "models" / "voice" / "toy.py").write_text(VOICE)
    (repository / "models" / "text" / "toy.py").write_text(TEXT)
    registry = repository / "models" / "registry.py"
    head, opening, tail = registry.read_text().partition("REGISTRY: dict[str, Entry] = {")
    registry.write_text(head + opening + ENTRIES + tail)
    store, output = tmp_path / "store", tmp_path / "out"
    run(sys.executable, "-c", RELEASE, str(store), cwd=repository)
    checked = run(sys.executable, "-m", "jobs.check_models", "--models", str(store),
                  "--release", "9.0.0", cwd=repository)  # fmt: skip
    assert "every model is fit to score" in checked
    night = ["--input", str(SAMPLES), "--output", str(output), "--run_date", DATE]
    night += ["--models", str(store)]
    run(sys.executable, "-m", "jobs.score_interviews", *night, cwd=repository)

    voices = rows(output, "voice_scores")
    assert {row["model"] for row in voices} == {"voice_svm", "voice_toy"}
    assert {row["happy"] for row in voices if row["model"] == "voice_toy"} == {0.4}
    texts = {row["document_id"]: row for row in rows(output, "text_scores")}
    assert {row["model"] for row in texts.values()} == {"text_toy"}
    length = len((SAMPLES / "ada" / "strengths.txt").read_text().strip())
    expected = pytest.approx(length / (length + 1000), abs=1e-12)
    assert texts["ada/strengths.txt"]["openness"] == expected
    (sound,) = (row for row in rows(output, "recording_scores") if row["modalities"] == "voice")
    by_model = {
        model: [r["happy"] for r in voices
                if r["model"] == model and r["recording_id"] == sound["recording_id"]
                and r["happy"] is not None]
        for model in ("voice_svm", "voice_toy")
    }  # fmt: skip
    pairs = zip(by_model["voice_svm"], by_model["voice_toy"], strict=True)
    means = [sum(pair) / 2 for pair in pairs]
    assert sound["voice_happy"] == pytest.approx(sum(means) / len(means), abs=1e-12)
    assert sound["model_release"].startswith("9.0.0+")

    changed = run("git", "status", "--porcelain", cwd=repository).split("\n")
    caches = [line for line in changed if "__pycache__" in line]
    assert sorted(set(filter(None, changed)) - set(caches)) == [
        " M models/registry.py",
        "?? models/text/toy.py",
        "?? models/voice/toy.py",
    ]


def test_the_shipped_release_is_left_as_it_was(repository):
    """Adding entries to the registry does not touch what scored before."""
    listing = json.loads((default_store() / "checksums.json").read_text())
    copied = json.loads((repository / "models" / "artefacts" / "checksums.json").read_text())
    assert copied == listing


def rows(output, dataset):
    return pads.dataset(f"{output}/{dataset}", format="parquet").to_table().to_pylist()
