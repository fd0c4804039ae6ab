"""Training runs through on a little data, and what it prepares is what scoring prepares."""

import csv
import io
import json
import shutil

import numpy as np
import pytest
import soundfile

from jobs.train_models import TRAINERS, main
from models.evaluation.predictions import FACE_PREDICTIONS, Validation
from models.store import (
    load_artefact,
    load_release,
    save_artefact,
    save_release,
)
from schemas.labels import EMOTIONS, FERPLUS_VOTES, RAVDESS_EMOTIONS
from tests.drawn_face import drawn_face
from tests.synthetic_voice import synthetic_voice
from transforms.labelled.essays import read_essays
from transforms.labelled.faces import read_faces
from transforms.labelled.voices import read_voices


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder in the official layouts, drawn and synthesised."""
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(0)
    labels = np.tile(np.arange(7), 20)
    votes = np.zeros((len(labels), 10), np.uint8)
    votes[np.arange(len(labels)), [FERPLUS_VOTES.index(EMOTIONS[i]) for i in labels]] = 10
    np.savez(
        folder / "fer2013.npz",
        images=np.stack([drawn_face(i, rng) for i in labels]),
        emotion=labels,
        usage=(np.arange(len(labels)) >= 105).astype(np.uint8),
        ferplus_votes=votes,
    )
    for actor in (1, 2, 3):
        (folder / f"Actor_{actor:02d}").mkdir()
        for code in RAVDESS_EMOTIONS:
            path = folder / f"Actor_{actor:02d}" / f"03-01-{code}-01-01-01-{actor:02d}.wav"
            soundfile.write(
                path, synthetic_voice(3.5, 100.0 + 20 * actor, 10 * actor + int(code)), 16000
            )
    rows = []
    for number in range(60):
        high = number % 2
        words = "party friends laughing together tonight" if high else "quiet worry alone reading"
        rows.append(
            [f"a{number}", f"I think about {words} again and again. " * 8] + ["ny"[high]] * 5
        )
    with (folder / "essays.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["#AUTHID", "TEXT", "cEXT", "cNEU", "cAGR", "cCON", "cOPN"])
        writer.writerows(rows)
    return folder


def test_every_model_trains_and_the_release_loads(data, tmp_path, capsys):
    arguments = ["--data", str(data), "--work", str(tmp_path / "work"), "--epochs", "1"]
    arguments += ["--teacher_epochs", "1", "--artefacts", str(tmp_path), "--version", "9.0.0"]
    assert main(["face", "voice", "text", "fusion", *arguments]) == 0
    for name in ("face_mesh", "eyes"):
        save_artefact(name, "0.1.0", {"x": b"x"}, {}, tmp_path)
    assert main(["release", *arguments]) == 0
    release = load_release("9.0.0", tmp_path)
    for name, artefact in release.artefacts.items():
        if name not in ("face_mesh", "eyes"):
            assert artefact.card["command"].startswith("python -m jobs.train_models")
            assert artefact.card["must_not_be_used_for"]
            assert artefact.card["metrics"]
    fitted_to = release.artefacts["fusion"].card["fitted_to"]
    assert fitted_to == dict.fromkeys(("face_cnn", "voice_svm", "voice_cnn_lstm"), "9.0.0")
    assert "warning" not in capsys.readouterr().err
    table = json.loads(release.artefacts["fusion"].read("weights.json"))
    assert table["default"] in {*table["face_weights"], "stacked"}


def test_a_face_network_learns_without_a_teacher_too(data, tmp_path):
    words = ["--epochs", "1", "--teacher_epochs", "0"]
    assert train(tmp_path, "face", "--data", str(data), *words) == 0
    card = load_artefact("face_cnn", "9.0.0", tmp_path / "store").card
    assert card["options"]["teacher_epochs"] == 0
    assert "--teacher_epochs 0" in card["command"]
    assert "taught" not in card["architecture"]
    for of in card["accuracy_by_reading"].values():
        assert set(of) == {"fer2013", "ferplus_majority"}


def train(folder, *words):
    """Exit code of a training in a store of its own; --version 9.0.0 unless said otherwise."""
    here = ["--work", str(folder / "work"), "--artefacts", str(folder / "store")]
    return main([*here, "--version", "9.0.0", *words])


def test_missing_data_says_what_was_looked_for(tmp_path, capsys):
    assert train(tmp_path, "face", "--data", str(tmp_path)) == 2
    assert "no labelled faces" in capsys.readouterr().err


def test_a_version_is_asked_for(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["face", "--data", str(tmp_path)])
    assert "--version" in capsys.readouterr().err


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
        ["--seed", "-1"],
    ],
)
def test_wrong_options_are_refused(wrong, tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        train(tmp_path, "face", "--data", str(tmp_path), *wrong)
    assert f"argument {wrong[0]}: {wrong[1]!r} is not" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["work", "store"])
def test_a_file_is_no_folder(folder, tmp_path, capsys):
    (tmp_path / folder).write_text("")
    with pytest.raises(SystemExit, match="2"):
        train(tmp_path, "face", "--data", str(tmp_path))
    assert "cannot be made a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("0.4", "'0.4' is no semantic version"),
        ("9.0.1", "thing 9.0.1 was released"),
        ("9.0.2", "release 9.0.2 was released"),
    ],
)
def test_a_version_is_refused_before_the_first_training(
    version, message, tmp_path, capsys, monkeypatch
):
    save_artefact("thing", "9.0.1", {"x": b"x"}, {}, tmp_path / "store")
    save_release("9.0.2", "2026-11-21", {"thing": "9.0.1"}, tmp_path / "store")
    trained = []
    monkeypatch.setattr(
        "jobs.train_models.TRAINERS",
        {"face": ("face_cnn", trained.append), "fusion": ("thing", trained.append)},
    )
    words = ["face", "fusion", "release", "--data", "x", "--version", version]
    assert train(tmp_path, *words) == 2
    assert message in capsys.readouterr().err
    assert not trained


def test_data_that_do_not_suffice_are_refused_in_one_line(data, tmp_path, capsys):
    few = tmp_path / "few"
    few.mkdir()
    (few / "essays.csv").write_text("TEXT,cEXT,cNEU,cAGR,cCON,cOPN\none,y,y,y,y,y\ntwo,n,n,n,n,n\n")
    for actor in (1, 2):
        name = f"03-01-03-01-01-01-{actor:02d}.wav"
        shutil.copy(data / f"Actor_{actor:02d}" / name, few / name)
    with np.load(data / "fer2013.npz") as faces:
        known = {**faces, "usage": np.zeros(len(faces["usage"]), np.uint8)}
    np.savez(few / "faces.npz", **known)
    for model, message in (
        ("text", "two high and two low essays"),
        ("voice", "no speech that is labelled angry, disgust"),
        ("face", "no face belongs to the part PublicTest"),
        ("fusion", "first run train-models face with --work"),
    ):
        assert train(tmp_path, model, "--data", str(few)) == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert said.startswith("train-models: ")
        assert message in said


@pytest.mark.parametrize("change", ["labels", "people", "number"])
def test_predictions_of_other_voices_are_not_fused_with_these(change, data, tmp_path, capsys):
    voices = read_voices(data)
    labels, people = voices.labels.copy(), voices.actors.copy()
    if change == "number":
        labels, people = labels[1:], people[1:]
    else:
        changed = {"labels": labels, "people": people}[change]
        changed[:2] = changed[[-1, -2]]
    work = tmp_path / "work"
    work.mkdir()
    probabilities = np.full((len(labels), 7), 1 / 7)
    for name in (*FACE_PREDICTIONS.values(), "voice_svm", "voice_cnn_lstm"):
        Validation(labels, probabilities, people=people).save(work, name)
    assert train(tmp_path, "fusion", "--data", str(data)) == 2
    assert "are not those whose predictions --work keeps" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("card", "message"),
    [
        (dict.fromkeys(("face_cnn", "voice_svm", "voice_cnn_lstm"), "9.0.0"), None),
        (
            {"face_cnn": "8.0.0", "voice_svm": "9.0.0", "voice_cnn_lstm": None},
            "fusion 9.0.0 was fitted to face_cnn 8.0.0 (released here: 9.0.0), voice_cnn_lstm of "
            "unknown version (released here: 9.0.0): train fusion again",
        ),
        (None, "voice_svm of unknown version"),
    ],
)
def test_a_release_tells_of_a_fusion_that_was_fitted_to_others(card, message, tmp_path, capsys):
    for name in [name for name, _ in TRAINERS.values()] + ["face_mesh", "eyes"]:
        told = {"fitted_to": card} if card and name == "fusion" else {}
        save_artefact(name, "9.0.0", {"x": b"x"}, told, tmp_path / "store")
    assert train(tmp_path, "release") == 0
    said = capsys.readouterr().err
    assert said.count("warning") == bool(message)
    assert (message or "") in said


def test_official_csv_and_npz_hold_the_same_faces(data, tmp_path):
    with np.load(data / "fer2013.npz") as packed:
        rows = zip(packed["images"], packed["emotion"], packed["usage"], strict=True)
        usage = {0: "Training", 1: "PublicTest"}
        with (tmp_path / "fer2013.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["emotion", "pixels", "Usage"])
            for image, label, part in rows:
                writer.writerow([label, " ".join(map(str, image.ravel())), usage[int(part)]])
            writer.writerow([0, " ".join(["0"] * 2304), "PrivateTest"])
    official, ours = read_faces(tmp_path), read_faces(data)
    np.testing.assert_array_equal(official.crops[:-1], ours.crops)
    np.testing.assert_array_equal(official.labels[:-1], ours.labels)
    np.testing.assert_array_equal(official.usage[:-1], ours.usage)


def test_voices_are_decoded_to_the_sample(data):
    read = read_voices(data)
    path = sorted(data.glob("Actor_*/*.wav"))[0]
    samples, _ = soundfile.read(path, dtype="int16")
    np.testing.assert_array_equal(read.clips[0], samples)
    assert [EMOTIONS[i] for i in read.labels[:8]] == list(RAVDESS_EMOTIONS.values())
    assert read.labels[0] == read.labels[1] == EMOTIONS.index("neutral")  # calm is neutral here


def test_traits_are_read_from_their_own_columns(tmp_path):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["#AUTHID", "TEXT", "cEXT", "cNEU", "cAGR", "cCON", "cOPN"])
    writer.writerow(["a", "words", "y", "n", "n", "n", "y"])
    (tmp_path / "essays.csv").write_text(text.getvalue())
    assert read_essays(tmp_path).labels.tolist() == [[1, 0, 1, 0, 0]]
