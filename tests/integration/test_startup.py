"""What a command loads: --help nothing heavy, a night nothing that only training needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.cli import SUBCOMMANDS
from tests.integration.hostile_inputs import FILM
from tests.runs import DATE

ROOT = Path(__file__).parents[2]

HEAVY = {
    "alembic", "apache_beam", "boto3", "cv2", "keras", "librosa", "matplotlib", "numba",
    "onnxruntime", "pyAudioAnalysis", "scipy", "sklearn", "sqlalchemy", "tensorflow",
}  # fmt: skip
"""None of them is needed to explain a command's options."""

NOT_AT_NIGHT = {
    "keras", "librosa", "matplotlib", "nltk", "numba", "onnx", "plotly", "pyAudioAnalysis",
    "skimage", "sklearn", "skops", "tensorflow", "textblob", "tf2onnx",
}  # fmt: skip
"""Import rules cannot see into other packages: this looks at what a night has loaded."""


def loaded(code):
    """Packages in a process after it ran some code."""
    report = "print('\\n' + json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    command = [sys.executable, "-c", f"import json, sys\n{code}\n{report}"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return set(json.loads(finished.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_help_loads_nothing_heavy(name):
    module = SUBCOMMANDS[name].module
    code = f"from {module} import main\nassert main(['--help']) == 0"
    assert loaded(code) & HEAVY == set()


def test_the_list_of_commands_loads_no_command():
    code = "from jobs.cli import main\nassert main(['--help']) == 0\n"
    code += "assert not [m for m in sys.modules if m in "
    code += f"{[each.module for each in SUBCOMMANDS.values()]}]"
    assert loaded(code) & HEAVY == set()


def test_a_wrong_option_loads_no_model(tmp_path):
    arguments = ["--inputs", "x", "--output", str(tmp_path / "out")]
    code = f"from jobs.score_interviews import main\nassert main({arguments}) == 2"
    assert loaded(code) & {"cv2", "onnxruntime", "ai_edge_litert", "sqlalchemy"} == set()
    assert not (tmp_path / "out").exists()


def test_a_night_loads_nothing_that_only_training_needs(tmp_path):
    arguments = ["--input", str(FILM), "--output", str(tmp_path), "--run_date", DATE]
    code = f"from jobs.score_interviews import main\nassert main({arguments}) == 0\n"
    code += "ours = [m for m in sys.modules if m.startswith(('models.training', "
    code += "'models.evaluation', 'models.baselines'))]\nassert not ours, ours"
    packages = loaded(code)
    assert packages & NOT_AT_NIGHT == set()
    assert "onnxruntime" in packages, "the night did score"


def test_the_registry_loads_no_model():
    heavy = loaded("import models.registry") & HEAVY
    assert heavy == set()
