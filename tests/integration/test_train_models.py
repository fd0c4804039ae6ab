"""Training runs through on a little data, and what it prepares is what scoring prepares."""

import csv
import io
import shutil

import numpy as np
import pytest
import soundfile

from jobs.exit_codes import ExitCode
from models.card import Card
from models.check import check_artefact
from models.evaluation.predictions import read_kept
from models.registry import REGISTRY
from models.store import load_artefact, load_release
from models.training.publish import save_artefact
from models.training.voice.conditions import CONDITIONS
from models.voice.whisper import NOTICE
from schemas.labels import EMOTIONS, FACE_LABELS, FERPLUS_VOTES, FUSIONS, RAVDESS_EMOTIONS
from tests.drawn_face import drawn_face
from tests.synthetic_voice import synthetic_voice
from tests.trainings import train
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


def save_untrained(store):
    """The artefacts that come as they are."""
    for name in ("face_mesh", "eyes"):
        save_artefact(name, "0.1.0", {"x": b"x"}, Card(), store)


def test_every_model_trains_and_the_release_loads(data, tmp_path, capsys):
    words = ["--data", str(data), "--epochs", "1", "--teacher_epochs", "1"]
    voices = ("voice_svm", "voice_cnn_lstm")
    assert train(tmp_path, "face", *voices, "text", "fusion", *words) == 0
    save_untrained(tmp_path / "store")
    assert train(tmp_path, "release") == 0
    release = load_release("9.0.0", tmp_path / "store")
    trained = {name: of for name, of in release.artefacts.items() if REGISTRY[name].trainer}
    for name, artefact in {**trained, "fusion": release.artefacts["fusion"]}.items():
        assert artefact.card.command.startswith(f"python -m jobs.train_models {name} ")
        assert artefact.card.missing == []
        assert check_artefact("9.0.0", artefact).problems == ()
    fusion = release.artefacts["fusion"]
    together = release.ensembles["voice"]
    assert set(together) <= set(voices)
    assert fusion.card.facts["fitted_to"] == dict.fromkeys(("face_cnn", *together), "9.0.0")
    assert fusion.card.metrics["voice_chosen_on_other_folds"]["among"] == list(voices)
    assert "warning" not in capsys.readouterr().err
    assert release.ensembles["face"] == ("face_cnn",)
    accuracies = {
        name: release.artefacts[name].card.metrics["macro_accuracy"]
        for name in ("text_tfidf", "text_cnn_lstm")
    }
    assert accuracies[release.ensembles["text"][0]] == max(accuracies.values())
    judged = fusion.card.metrics["ferplus"]["fused"]
    best = max(FUSIONS, key=lambda name: judged[name]["accuracy"])
    assert release.defaults == {"face_labels": "ferplus", "fusion": best}
    kept_as = [f"face_cnn-{labels}" for labels in FACE_LABELS]
    kept_as += [*voices, *(f"{name}-speaker_dependent" for name in voices), *accuracies]
    assert {path.name for path in (tmp_path / "work").glob("*.npz")} == {
        f"{name}_held_out.npz" for name in kept_as
    }
    assert {read_kept(tmp_path / "work", name).version for name in kept_as} == {"9.0.0"}


@pytest.mark.slow
def test_the_voice_on_whisper_trains_and_is_fit_for_the_night(data, tmp_path):
    assert train(tmp_path, "voice_whisper", "--data", str(data), "--epochs", "1") == 0
    artefact = load_artefact("voice_whisper", "9.0.0", tmp_path / "store")
    assert check_artefact("9.0.0", artefact).problems == ()
    assert b"OpenAI" in artefact.read(NOTICE)
    metrics = artefact.card.metrics
    assert set(metrics["conditions"]) == set(CONDITIONS)
    for judged in metrics["conditions"].values():
        assert judged["clips"] + judged["clips_without_score"] == metrics["clips"]
    kept = read_kept(tmp_path / "work", "voice_whisper").held_out
    assert kept.people is not None
    assert set(kept.people) == {1, 2, 3}


def test_a_face_network_learns_without_a_teacher_too(data, tmp_path):
    words = ["--epochs", "1", "--teacher_epochs", "0"]
    assert train(tmp_path, "face", "--data", str(data), *words) == 0
    card = load_artefact("face_cnn", "9.0.0", tmp_path / "store").card
    assert card.options["teacher_epochs"] == 0
    assert "--teacher_epochs 0" in card.command
    assert "taught" not in card.architecture
    assert set(card.facts["accuracy_by_labels"]) == set(FACE_LABELS)
    for of in card.facts["accuracy_by_labels"].values():
        assert set(of) == set(FACE_LABELS)


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
        ("fusion", "first run interviews train face_cnn with --work"),
    ):
        assert train(tmp_path, model, "--data", str(few)) == 2
        said = capsys.readouterr().err.splitlines()[-1]
        assert said.startswith("interviews train: ")
        assert message in said


def test_a_trainer_gets_the_options_that_it_knows(tmp_path, monkeypatch, data):
    from models.training.text.package import TFIDF

    asked = []
    monkeypatch.setattr(
        "models.training.text.package.TFIDF",
        TFIDF._replace(train=lambda *those: asked.append(those) or (_ for _ in ()).throw(KeyError)),
    )
    words = ("--data", str(data), "--seed", "3", "--epochs", "9")
    assert train(tmp_path, "text_tfidf", *words) == ExitCode.BROKEN_OFF
    ((essays, options, work),) = asked
    assert essays.texts == read_essays(data).texts
    assert options == TFIDF.options()._replace(seed=3)
    assert work == tmp_path / "work"


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
    np.testing.assert_array_equal(read.clips[0], samples / np.float32(32768))
    assert [EMOTIONS[i] for i in read.labels[:8]] == list(RAVDESS_EMOTIONS.values())
    assert read.labels[0] == read.labels[1] == EMOTIONS.index("neutral")  # calm is neutral here


def test_traits_are_read_from_their_own_columns(tmp_path):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["#AUTHID", "TEXT", "cEXT", "cNEU", "cAGR", "cCON", "cOPN"])
    writer.writerow(["a", "words", "y", "n", "n", "n", "y"])
    (tmp_path / "essays.csv").write_text(text.getvalue())
    assert read_essays(tmp_path).labels.tolist() == [[1, 0, 1, 0, 0]]
