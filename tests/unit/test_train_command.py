"""What the training command refuses, in one line and before it trains anything."""

import numpy as np
import pytest

from jobs.train_models import main
from models.card import Card
from models.evaluation.predictions import HeldOut, keep
from models.registry import REGISTRY
from models.store import DEFAULTS, MODALITIES
from models.training.publish import save_artefact, save_release
from tests.trainings import train


def test_missing_data_says_what_was_looked_for(tmp_path, capsys):
    assert train(tmp_path, "face", "--data", str(tmp_path)) == 2
    assert "no labelled faces" in capsys.readouterr().err


def test_a_version_is_asked_for(tmp_path, capsys):
    assert main(["face", "--data", str(tmp_path)]) == 2
    assert "--version" in capsys.readouterr().err


def test_an_unknown_model_is_refused_and_the_known_ones_are_named(tmp_path, capsys):
    assert train(tmp_path, "face_cnn", "face-cnn", "--data", str(tmp_path)) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("interviews train: there is no model 'face-cnn' to train; choose ")
    assert all(name in said for name, entry in REGISTRY.items() if entry.trainer)


def test_data_are_asked_for_before_anything_is_trained(tmp_path, capsys):
    assert train(tmp_path, "fusion", "text") == 2
    assert capsys.readouterr().err == "interviews train: text_tfidf needs --data\n"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--fraction", "-1"],
        ["--fraction", "0"],
        ["--fraction", "2"],
        ["--epochs", "-1"],
        ["--epochs", "0"],
        ["--teacher_epochs", "-1"],
        ["--learning_rate", "-0.1"],
        ["--learning_rate", "nan"],
        ["--precision", "float8"],
        ["--seed", "-1"],
    ],
)
def test_wrong_options_are_refused(wrong, tmp_path, capsys):
    assert train(tmp_path, "face", "--data", str(tmp_path), *wrong) == 2
    said = capsys.readouterr().err
    assert f"'{wrong[0]}'" in said
    assert wrong[1].removesuffix(".0") in said


@pytest.mark.parametrize(("folder", "option"), [("work", "--work"), ("store", "--models")])
def test_a_file_is_no_folder(folder, option, tmp_path, capsys):
    (tmp_path / folder).write_text("")
    assert train(tmp_path, "face", "--data", str(tmp_path)) == 2
    said = capsys.readouterr().err
    assert option in said
    assert "is a file" in said


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("0.4", "'0.4' is no semantic version"),
        ("9.0.1", "face_cnn 9.0.1 was released"),
        ("9.0.2", "release 9.0.2 was released"),
    ],
)
def test_a_version_is_refused_before_the_first_training(
    version, message, tmp_path, capsys, monkeypatch
):
    save_artefact("face_cnn", "9.0.1", {"x": b"x"}, Card(), tmp_path / "store")
    ensembles, said = dict.fromkeys(MODALITIES, ()), dict.fromkeys(DEFAULTS, "")
    released = {"face_cnn": "9.0.1"}
    save_release("9.0.2", "2026-11-21", released, ensembles, said, tmp_path / "store")
    trained = []
    monkeypatch.setattr("jobs.train_models._train", lambda *those: trained.append(those))
    words = ["text", "face", "fusion", "release", "--data", "x", "--version", version]
    assert train(tmp_path, *words) == 2
    assert message in capsys.readouterr().err
    assert not trained


@pytest.mark.parametrize("change", ["labels", "people", "number"])
def test_predictions_of_different_voices_are_not_fused(change, tmp_path, capsys):
    labels, people = np.tile(np.arange(7), 4), np.repeat(np.arange(4), 7)
    work = tmp_path / "work"
    work.mkdir()
    held_out = HeldOut(labels, np.full((28, 7), 1 / 7), people=people)
    for name in ("face_cnn-fer2013", "face_cnn-ferplus", "voice_svm"):
        keep(held_out, work, name, "9.0.0")
    if change == "number":
        held_out = HeldOut(labels[1:], held_out.probabilities[1:], people=people[1:])
    else:
        held_out = held_out._replace(**{change: getattr(held_out, change)[::-1]})
    keep(held_out, work, "voice_cnn_lstm", "9.0.0")
    assert train(tmp_path, "fusion") == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "voice_svm and voice_cnn_lstm were judged on different items" in said
