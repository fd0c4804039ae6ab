"""Training runs through on a little data, and what it prepares is what scoring prepares."""

import csv
import io
import json
import shutil

import cv2
import keras
import numpy as np
import pytest
import soundfile

from jobs.train_models import main
from models.export import to_onnx
from models.face.architecture import build_face_cnn
from models.face.preprocessing import mirror, prepare_crops
from models.face.scorer import FaceScorer
from models.face.scoring_graph import scoring_model
from models.store import ARTEFACTS, load_artefact, load_release, save_artefact
from schemas.labels import EMOTIONS, FERPLUS_VOTES, RAVDESS_EMOTIONS
from tests.synthetic_voice import synthetic_voice
from transforms.labelled_faces import read_faces
from transforms.training_data import read_essays, read_voices


def drawn_face(emotion, rng):
    """A face whose mouth tells its class, so that there is something to learn."""
    image = np.full((48, 48), 150, np.uint8)
    cv2.circle(image, (15, 18), 3, 30, -1)
    cv2.circle(image, (33, 18), 3, 30, -1)
    cv2.ellipse(image, (24, 36), (9, 1 + emotion), 0, 0, 180 + 25 * emotion, 40, 2)
    return (image + rng.integers(-20, 20, image.shape)).clip(0, 255).astype(np.uint8)


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
    arguments += ["--artefacts", str(tmp_path), "--version", "9.0.0"]
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
    table = json.loads(release.artefacts["fusion"].read("weights.json"))
    assert table["default"] in {*table["face_weights"], "stacked"}


def test_a_training_goes_on_from_a_version(data, tmp_path, capsys):
    shutil.copytree(ARTEFACTS / "face_cnn-0.2.0", tmp_path / "face_cnn-0.2.0")
    arguments = ["face", "--data", str(data), "--work", str(tmp_path / "work"), "--epochs", "1"]
    arguments += ["--artefacts", str(tmp_path), "--version", "9.0.0", "--start_from"]
    assert main([*arguments, "0.2.0"]) == 0
    card = load_artefact("face_cnn", "9.0.0", tmp_path).card
    assert card["options"]["start_from"] == "0.2.0"
    assert "--start_from 0.2.0" in card["command"]
    assert main([*arguments, "0.0.7"]) == 2
    assert "face_cnn-0.0.7" in capsys.readouterr().err


def test_missing_data_says_what_was_looked_for(tmp_path, capsys):
    assert (
        main(["face", "--data", str(tmp_path), "--work", str(tmp_path), "--version", "9.0.0"]) == 2
    )
    assert "no labelled faces" in capsys.readouterr().err


def test_the_face_scorer_prepares_as_training_did(tmp_path):
    rng = np.random.default_rng(1)
    crops = np.stack([drawn_face(i % 7, rng) for i in range(64)])
    keras.utils.set_random_seed(1)
    model = scoring_model(build_face_cnn())
    graph = to_onnx(model, prepare_crops(crops))
    save_artefact("face_cnn", "9.0.0", {"face_cnn.onnx": graph}, {"temperature": 1.0}, tmp_path)
    scorer = FaceScorer(load_artefact("face_cnn", "9.0.0", tmp_path))
    expected = model.predict(prepare_crops(crops), verbose=0)["emotions"]
    np.testing.assert_allclose(scorer.score(crops), expected, atol=1e-5)


def test_a_face_score_does_not_depend_on_its_batch():
    rng = np.random.default_rng(2)
    crops = np.stack([drawn_face(i % 7, rng) for i in range(64)])
    scorer = FaceScorer(load_release().artefacts["face_cnn"])
    whole = scorer.score(crops)
    np.testing.assert_allclose(whole.sum(axis=1), 1, atol=1e-9)
    for size in (1, 7, 33):
        parts = [scorer.score(crops[i : i + size]) for i in range(0, 64, size)]
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_a_face_and_its_mirror_image_score_the_same():
    rng = np.random.default_rng(3)
    crops = np.stack([drawn_face(i % 7, rng) for i in range(14)])
    artefact = load_release().artefacts["face_cnn"]
    scorer = FaceScorer(artefact)
    np.testing.assert_array_equal(scorer.score(crops), scorer.score(mirror(crops)))
    once = FaceScorer(artefact._replace(card={**artefact.card, "mirrored": False}))
    assert np.abs(once.score(crops) - once.score(mirror(crops))).max() > 0.01


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
