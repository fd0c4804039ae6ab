"""Every row of the earlier systems runs through on a little data and says its figures."""

import csv
import json
import re
from functools import partial

import numpy as np
import pytest
import soundfile

from jobs.earlier_systems import main
from jobs.exit_codes import ExitCode
from models.baselines.face_networks import NETWORKS, build_xception
from models.baselines.registry import BASELINES, Baseline
from models.baselines.vgg_face import judge_vgg_face
from models.baselines.vgg_weights import BLOCKS
from models.evaluation.predictions import HeldOut, keep
from schemas.labels import RAVDESS_EMOTIONS, TRAITS
from tests.synthetic_voice import synthetic_voice
from transforms.labelled.voices import read_voices

VGG_FACE = "face-vgg"
ACTORS = (1, 2)
JUDGED_FACES = 14


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder in the official layouts: stripes for faces, synthetic voices, two kinds of essay."""
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(0)
    labels = np.tile(np.arange(7), 6)
    usage = (np.arange(len(labels)) >= len(labels) - JUDGED_FACES).astype(np.uint8)
    images = rng.integers(0, 256, (len(labels), 48, 48)).astype(np.uint8)
    images[:, ::2] = 20 + 30 * labels[:, None, None].astype(np.uint8)
    np.savez(folder / "fer2013.npz", images=images, emotion=labels, usage=usage)
    for actor in ACTORS:
        for code in RAVDESS_EMOTIONS:
            name = f"03-01-{code}-01-01-01-{actor:02d}.wav"
            sound = synthetic_voice(3.2, 100.0 + 20 * actor, 10 * actor + int(code))
            soundfile.write(folder / name, sound, 16000)
    write_essays(folder, 12)
    return folder


def write_essays(folder, number):
    with (folder / "essays.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["#AUTHID", "TEXT", "cEXT", "cNEU", "cAGR", "cCON", "cOPN"])
        for i in range(number):
            words = "party friends laughing together" if i % 2 else "quiet worry alone reading"
            writer.writerow([f"a{i}", f"I think about {words}. " * 4] + ["ny"[i % 2]] * 5)


def run(capsys, row, data, *more):
    assert main([row, "--data", str(data), "--epochs", "1", *more]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["row"] == row
    assert found["description"] == BASELINES[row].description
    return found


def is_share(value):
    return isinstance(value, float) and 0 <= value <= 1


@pytest.mark.parametrize(
    "row", [row for row in BASELINES if row.startswith("face") and row != VGG_FACE]
)
def test_face_rows(row, data, capsys, monkeypatch):
    narrow = partial(build_xception, (4, 6), (8, 8, 8), 1, (8, 8, 8))  # the published: 21 million
    monkeypatch.setitem(NETWORKS, "xception", (narrow, 1))
    found = run(capsys, row, data)
    assert np.sum(found["confusion_matrix"]) == JUDGED_FACES
    assert np.shape(found["confusion_matrix"]) == (7, 7)
    right = np.trace(found["confusion_matrix"]) / JUDGED_FACES
    assert found["accuracy"] == pytest.approx(right)
    assert is_share(found["balanced_accuracy"])
    assert ("epochs" in found) == (row != "face-hog-svm")


def test_vgg_face_takes_the_weights_that_somebody_has(data, tmp_path, capsys, monkeypatch):
    widths, incoming, arrays = (3, 4, 5, 6, 7), 3, {}
    for block, (width, (_, count)) in enumerate(zip(widths, BLOCKS, strict=True), 1):
        for number in range(1, count + 1):
            arrays[f"conv{block}_{number}_W"] = np.full((3, 3, incoming, width), 0.1, np.float32)
            arrays[f"conv{block}_{number}_b"] = np.zeros(width, np.float32)
            incoming = width
    np.savez(tmp_path / "vgg.npz", **arrays)
    small = partial(judge_vgg_face, size=32, widths=widths)  # the published: 15 million, 224 pixels
    monkeypatch.setattr("models.baselines.vgg_face.judge_vgg_face", small)
    found = run(capsys, VGG_FACE, data, "--weights", str(tmp_path / "vgg.npz"))
    assert (found["weights"], found["epochs"]) == ("vgg.npz", 1)
    assert np.sum(found["confusion_matrix"]) == JUDGED_FACES
    (tmp_path / "vgg.npz").write_bytes(b"no weights")
    words = [VGG_FACE, "--data", str(data), "--weights", str(tmp_path / "vgg.npz")]
    assert main(words) == 2
    assert "interviews baselines: vgg.npz cannot be read" in capsys.readouterr().err
    assert main(words[:3]) == 2
    assert "face-vgg needs --weights: VGG-Face's own .mat" in capsys.readouterr().err


def test_no_row_claims_folds_that_it_did_not_run():
    for row in BASELINES.values():
        assert not re.search("(two|five|ten|[0-9]) folds", row.description)


@pytest.mark.parametrize("row", [row for row in BASELINES if row.startswith("voice")])
def test_voice_rows(row, data, capsys, monkeypatch):
    monkeypatch.setattr("models.baselines.voice_network.BLOCKS", ((4, 2), (4, 4), (8, 4), (8, 4)))
    found = run(capsys, row, data, "--folds", "1", "--splits", "2")
    honest, mixed = found["unseen actors"], found["speaker-dependent split"]
    assert (honest["folds"], honest["clips"]) == (1, len(RAVDESS_EMOTIONS))
    assert (mixed["folds"], mixed["clips"]) == (1, 3)
    for figures in (honest, mixed):
        assert is_share(figures["accuracy"])
        assert is_share(figures["balanced_accuracy"])
        assert round(figures["accuracy"] * figures["clips"], 6).is_integer()


@pytest.mark.parametrize("row", [row for row in BASELINES if row.startswith("text")])
def test_text_rows(row, data, capsys, monkeypatch):
    for size, narrow in (("EMBEDDING", 8), ("MEMORY", 8), ("FILTERS", (8, 8, 8))):
        monkeypatch.setattr(f"models.baselines.text_networks.{size}", narrow)
    found = run(capsys, row, data, "--folds", "1", "--fraction", "0.8")
    assert (found["folds"], found["fraction"]) == (1, 0.8)
    assert found["essays"] == 2  # six high and six low essays make six folds of two
    for name in ("accuracy", "balanced_accuracy"):
        assert tuple(found[name]) == TRAITS
        assert all(is_share(value) for value in found[name].values())
    assert found["macro_accuracy"] == pytest.approx(np.mean([*found["accuracy"].values()]))


def test_figures_are_written_and_progress_is_kept_apart(data, tmp_path, capsys):
    assert main(["text-bag-of-words", "--data", str(data), "--report", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert "bag of words" in shown.err
    assert (tmp_path / "text-bag-of-words.json").read_text() == shown.out


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("face-hog-svm", "no labelled faces"),
        ("voice-knn", "no 03-01"),
        ("text-lstm", "at least two high"),
    ],
)
def test_data_that_cannot_be_judged_is_refused_by_name(row, message, tmp_path, capsys):
    write_essays(tmp_path, 2)
    assert main([row, "--data", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err


def test_one_actor_cannot_be_held_out(tmp_path, capsys):
    for code in ("01", "03"):
        sound = synthetic_voice(3.2, 120.0, int(code))
        soundfile.write(tmp_path / f"03-01-{code}-01-01-01-01.wav", sound, 16000)
    assert main(["voice-knn", "--data", str(tmp_path)]) == 2
    assert "at least two are needed" in capsys.readouterr().err


def broken(data, settings):
    """A row with a mistake."""
    raise ValueError("a shape is wrong")


def test_a_mistake_of_ours_is_not_taken_for_one_in_the_data(monkeypatch, data, caplog):
    row = Baseline("text", "broken", "tests.integration.test_earlier_systems:broken")
    monkeypatch.setitem(BASELINES, "text-lstm", row)
    assert main(["text-lstm", "--data", str(data)]) == ExitCode.BROKEN_OFF
    assert "ValueError: a shape is wrong" in caplog.text


def test_a_report_that_is_a_file_is_refused_before_a_row_runs(tmp_path, capsys):
    (tmp_path / "report").write_text("")
    words = ["text-lstm", "--data", str(tmp_path), "--report", str(tmp_path / "report")]
    assert main(words) == 2
    assert "is a file" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--fraction", "0"], ["--fraction", "2"], ["--epochs", "0"]])
def test_wrong_options_are_refused(wrong, tmp_path, capsys):
    assert main(["text-lstm", "--data", str(tmp_path), *wrong]) == 2
    assert wrong[0] in capsys.readouterr().err


def test_features_are_fused_from_what_a_training_kept(data, tmp_path, capsys):
    rng = np.random.default_rng(2)
    faces = HeldOut(np.arange(70) % 7, rng.dirichlet(np.ones(7), 70))
    keep(faces._replace(features=rng.normal(size=(70, 80))), tmp_path, "face_cnn-ferplus", "9.9.9")
    voices = read_voices(data)
    heard = HeldOut(
        voices.labels, rng.dirichlet(np.ones(7), len(voices.labels)), people=voices.actors
    )
    words = ["fusion-features", "--data", str(data)]
    assert main(words) == 2
    assert "fusion-features needs --work" in capsys.readouterr().err
    words += ["--work", str(tmp_path)]
    assert main(words) == 2
    assert "voice_svm_held_out.npz: first run interviews train" in capsys.readouterr().err
    keep(heard, tmp_path, "voice_svm", "9.9.9")
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["face"], found["voice"]) == ("face_cnn-ferplus", "voice_svm")
    assert all(is_share(value) for value in found["accuracy"].values())
    assert set(found["accuracy"]) == {"features, dense", "features, SVM"}
    keep(heard._replace(people=voices.actors + 1), tmp_path, "voice_svm", "9.9.9")
    assert main(words) == 2
    assert "are not those whose predictions" in capsys.readouterr().err
