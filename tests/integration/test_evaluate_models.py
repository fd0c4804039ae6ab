"""The evaluation from the command line, on data it has never seen, in each documented layout."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from jobs.evaluate_models import main
from jobs.exit_codes import ExitCode
from models.evaluation.predictions import HeldOut, keep
from models.store import default_store
from schemas.labels import EMOTIONS, TRAITS
from tests.synthetic_voice import synthetic_voice
from transforms.errors import DataError
from transforms.labelled.clips import read_clips
from transforms.labelled.faces import read_faces
from transforms.labelled.voices import read_voices

ADA = Path(__file__).parents[1] / "samples" / "interviews" / "ada" / "motivation.mp4"


def evaluate(data: Path, report: Path, *options: str) -> int:
    return main(["--data", str(data), "--report", str(report), *options])


def result(report: Path, model: str) -> dict:
    return json.loads((report / f"{model}.json").read_text())


def crops(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 255, (count, 48, 48), dtype=np.uint8)


def test_faces_as_npz_and_as_csv_give_the_same_figures(tmp_path, capsys):
    images, labels = crops(14), np.arange(14) % 7
    votes = np.zeros((14, 10), np.uint8)
    votes[:, 0] = 10
    np.savez(tmp_path / "held_apart.npz", images=images, emotion=labels, ferplus_votes=votes)
    with (tmp_path / "held_apart.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["emotion", " pixels", " Usage"])
        for image, label in zip(images, labels, strict=True):
            writer.writerow([label, " ".join(map(str, image.ravel())), "PrivateTest"])
    assert evaluate(tmp_path / "held_apart.npz", tmp_path / "a", "--model", "face_cnn") == 0
    assert evaluate(tmp_path / "held_apart.csv", tmp_path / "b", "--model", "face_cnn") == 0
    first, second = (result(tmp_path / name, "face_cnn-fer2013") for name in "ab")
    assert first["items"] == second["items"] == 14
    assert first["confusion_matrix"] == second["confusion_matrix"]
    assert first["log_loss"] == second["log_loss"]
    majority = result(tmp_path / "a", "face_cnn-ferplus")
    assert np.sum(majority["confusion_matrix"][EMOTIONS.index("neutral")]) == 14
    assert str(tmp_path) not in (tmp_path / "a" / "README.md").read_text()


def test_faces_named_by_words_in_other_sizes_and_colour(tmp_path):
    large = np.repeat(np.repeat(crops(7), 2, axis=1), 2, axis=2)
    np.savez(tmp_path / "a.npz", images=large, labels=np.array(EMOTIONS))
    colour = np.repeat(255 - crops(7)[..., None], 3, axis=3) / 255.0
    np.savez(tmp_path / "b.npz", images=colour, labels=np.array(EMOTIONS))
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 0
    assert result(tmp_path / "report", "face_cnn-fer2013")["items"] == 14


def test_the_same_file_twice_counts_once_and_is_said(tmp_path):
    np.savez(tmp_path / "faces.npz", images=crops(7), emotion=np.arange(7))
    shutil.copy(tmp_path / "faces.npz", tmp_path / "FACES_COPY.NPZ")
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 0
    assert result(tmp_path / "report", "face_cnn-fer2013")["items"] == 7
    said = "1 of 2 files left out: copies of others."
    assert result(tmp_path / "report", "face_cnn-fer2013")["notes"] == [said]
    assert said in (tmp_path / "report" / "README.md").read_text()


def test_faces_both_as_npz_and_as_csv_are_refused(tmp_path, capsys):
    np.savez(tmp_path / "faces.npz", images=crops(1), emotion=np.array([3]))
    pixels = " ".join(["0"] * 2304)
    (tmp_path / "FER2013.CSV").write_text(f"emotion,pixels\n3,{pixels}\n")
    assert len(read_faces(tmp_path / "FER2013.CSV").labels) == 1
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 2
    assert "FER2013.CSV and faces.npz hold faces" in capsys.readouterr().err


def test_copies_of_sound_count_once_and_must_not_disagree(tmp_path, voices, capsys):
    original = voices / "03-01-03-01-01-01-22.wav"
    shutil.copy(original, voices / "03-01-03-01-01-02-22.WAV")
    said = []
    assert len(read_voices(voices, said.append).clips) == 9
    assert said == ["1 of 10 files left out: copies of others."]
    shutil.copy(original, voices / "03-01-04-01-01-01-22.flac")
    with pytest.raises(DataError, match="same file with two labels"):
        read_voices(voices)


def test_copies_of_clips_count_once(tmp_path):
    for name in ("happy_1.MP4", "happy_2.mp4", "other.mp4"):
        (tmp_path / name).write_bytes(b"clip")
    said = []
    assert [clip.path.name for clip in read_clips(tmp_path, said.append)] == ["happy_1.MP4"]
    assert said == ["1 of 2 files left out: copies of others."]


@pytest.fixture
def voices(tmp_path) -> Path:
    folder = tmp_path / "sound" / "Actor_21"
    folder.mkdir(parents=True)
    for code in range(1, 9):
        name = f"03-01-{code:02d}-01-01-01-{21 + code % 2}.wav"
        soundfile.write(folder / name, synthetic_voice(3.5, 90.0 + 15 * code, code), 16000)
    soundfile.write(folder / "03-01-05-01-01-02-21.wav", np.zeros(48000), 16000)
    return folder


def test_voices_by_their_names_with_results_by_sex(tmp_path, voices):
    assert evaluate(voices, tmp_path / "report") == 0
    for model in ("voice_svm", "voice_cnn_lstm", "voice_whisper"):
        found = result(tmp_path / "report", model)
        assert found["items"] == 8
        assert found["not_scored"] == 1  # silence
        counts = {name: part["items"] for name, part in found["subgroups"].items()}
        assert counts == {"male": 4, "female": 4}
        assert np.sum(found["confusion_matrix"][EMOTIONS.index("neutral")]) == 2  # calm with it


def test_essays_trait_by_trait(tmp_path):
    with (tmp_path / "KEPT_APART.CSV").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["#AUTHID", "TEXT", "cEXT", "cNEU", "cAGR", "cCON", "cOPN"])
        for number in range(6):
            text = "I was thinking about my friends and what we would do at home today. " * 5
            text += f"We were {number} people."
            writer.writerow([number, text, *("yn"[(number + t) % 2] for t in range(5))])
        writer.writerow([6, "hm", *"yyyyy"])
    assert evaluate(tmp_path, tmp_path / "report", "--model", "text") == 0
    found = result(tmp_path / "report", "text")
    assert found["items"] == 6
    assert found["not_scored"] == 1
    assert found["notes"] == ["Essays of KEPT_APART.CSV: 7."]
    assert set(found["traits"]) == set(TRAITS)
    assert 0 <= found["macro_accuracy"] <= 1


def test_clips_named_by_emotion_go_through_the_whole_job(tmp_path):
    (tmp_path / "clips").mkdir()
    shutil.copy(ADA, tmp_path / "clips" / "happy.mp4")
    another = ADA.read_bytes() + b"\x00\x00\x00\x08free"  # plays alike, and is no copy
    (tmp_path / "clips" / "surprised.mp4").write_bytes(another)
    (tmp_path / "clips" / "sad.mp4").write_bytes(b"not a film")
    soundfile.write(tmp_path / "clips" / "angry.wav", np.zeros(48000), 16000)
    assert evaluate(tmp_path / "clips", tmp_path / "report", "--model", "clips") == 0
    fused = result(tmp_path / "report", "clips-fused")
    assert fused["items"] == 2
    assert fused["not_scored"] == 2
    assert any(note.startswith("sad.mp4 has no score: ") for note in fused["notes"])
    assert any("intraclass correlation" in note for note in fused["notes"])
    assert np.sum(fused["confusion_matrix"][EMOTIONS.index("happy")]) == 1
    assert np.sum(fused["confusion_matrix"][EMOTIONS.index("surprise")]) == 1


def test_what_cannot_be_evaluated_says_why(tmp_path, capsys):
    assert evaluate(tmp_path, tmp_path / "report") == 2
    assert "no labelled faces" in capsys.readouterr().err
    np.savez(tmp_path / "odd.npz", images=crops(2), emotion=np.array([3, 9]))
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 2
    assert "label '9' is neither 0-6 nor one of angry" in capsys.readouterr().err
    np.savez(tmp_path / "odd.npz", images=crops(2), emotion=np.array([{}, {}]))
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 2
    assert "cannot be read as an npz" in capsys.readouterr().err
    assert evaluate(tmp_path, tmp_path / "report", "--release", "7.7.7") == 2
    assert "release-7.7.7.json" in capsys.readouterr().err


@pytest.mark.parametrize("training", [0, 0.0, "0", "training", " Training "])
def test_faces_trained_on_are_known_however_they_are_marked(tmp_path, training):
    usage = np.array([training] * 7)
    np.savez(tmp_path / "faces.npz", images=crops(7), emotion=np.arange(7), Usage=usage)
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 0
    assert "MAY HAVE SEEN" in result(tmp_path / "report", "face_cnn-fer2013")["source"]


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"usage": np.full(7, -1)}, "usage '-1' is neither 0-2"),
        ({"usage": np.full(7, 9)}, "usage '9' is neither 0-2"),
        ({"emotion": np.eye(7)}, "one label and one usage each"),
        ({"images": np.full((7, 48, 48), np.nan)}, "grey levels from nan"),
        ({"images": crops(7).astype(np.int32) - 128}, "grey levels from -128"),
        ({"images": np.zeros((7, 0, 0), np.uint8)}, "want (n, 48, 48)"),
        ({"images": crops(7).astype(np.complex64)}, "images of type complex64"),
        ({"ferplus_votes": np.ones((7, 7), np.uint8)}, "ferplus_votes must be"),
    ],
)
def test_odd_faces_are_refused_and_not_guessed(tmp_path, capsys, odd, said):
    good = {"images": crops(7), "emotion": np.arange(7)}
    np.savez(tmp_path / "faces.npz", **{**good, **odd})
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 2
    assert said in capsys.readouterr().err


def test_a_damaged_npz_is_named(tmp_path, capsys):
    np.savez(tmp_path / "faces.npz", images=crops(7), emotion=np.arange(7))
    whole = (tmp_path / "faces.npz").read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"text"):
        (tmp_path / "faces.npz").write_bytes(damaged)
        assert evaluate(tmp_path, tmp_path / "report", "--model", "face_cnn") == 2
        message = capsys.readouterr().err
        assert "faces.npz cannot be read" in message
        assert "pickle" not in message


def test_an_answer_that_is_no_answer_is_not_taken_for_no(tmp_path, capsys):
    (tmp_path / "essays.csv").write_text("TEXT,cEXT,cNEU,cAGR,cCON,cOPN\nhm,yes,n,n,n,n\n")
    assert evaluate(tmp_path, tmp_path / "report") == 2
    assert "cEXT of essay 1 is neither y nor n" in capsys.readouterr().err


def test_a_broken_clip_among_good_ones_is_named(tmp_path, voices, capsys):
    (voices / "03-01-03-01-01-01-21.wav").write_bytes(b"RIFF")
    assert evaluate(voices, tmp_path / "report") == 2
    assert "03-01-03-01-01-01-21.wav: " in capsys.readouterr().err


def test_nothing_to_score_and_nowhere_to_write_are_said(tmp_path, capsys):
    folder = tmp_path / "sound"
    folder.mkdir()
    soundfile.write(folder / "03-01-05-01-01-02-21.wav", np.zeros(48000), 16000)
    assert evaluate(folder, tmp_path / "report", "--model", "voice") == 2
    assert "could be scored" in capsys.readouterr().err
    assert evaluate(folder, tmp_path / "report", "--model", "clips") == 2
    assert "clips-voice is left out: none of 1 items can be judged" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert evaluate(folder, tmp_path / "file") == 2
    assert "is a file" in capsys.readouterr().err


def test_the_report_is_tried_before_anything_is_scored(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("jobs.evaluation.evaluate", None)
    (tmp_path / "file").write_text("")
    assert evaluate(tmp_path, tmp_path / "file" / "report") == 2
    message = capsys.readouterr().err
    assert "cannot be written" in message
    assert message.count("\n") == 1


def test_faces_without_a_clear_vote_are_noted(tmp_path):
    votes = np.ones((7, 10), np.int64)
    np.savez(tmp_path / "f.npz", images=crops(7), emotion=np.arange(7), ferplus_votes=votes)
    models = shutil.copytree(default_store(), tmp_path / "models")
    more = ("--model", "face_cnn", "--models", str(models))
    assert evaluate(tmp_path / "f.npz", tmp_path / "report", *more) == 0
    assert result(tmp_path / "report", "face_cnn-fer2013")["notes"] == [
        f"{model} is left out: none of 7 items can be judged."
        for model in ("face_cnn-fer2013-by-ferplus", "face_cnn-ferplus")
    ]
    assert "--models MODELS" in (tmp_path / "report" / "README.md").read_text()


def test_our_own_mistakes_are_not_taken_for_wrong_use(tmp_path, monkeypatch, caplog):
    def mistaken(*_):
        raise ValueError("ours")

    monkeypatch.setattr("jobs.evaluation.evaluate", mistaken)
    assert evaluate(tmp_path, tmp_path / "report") == ExitCode.BROKEN_OFF
    assert "ValueError: ours" in caplog.text


def test_an_ensemble_of_one_model_is_evaluated_where_it_is_asked_for(tmp_path):
    np.savez(tmp_path / "faces.npz", images=crops(7), emotion=np.arange(7))
    assert evaluate(tmp_path, tmp_path / "report") == 0
    named = {path.stem for path in (tmp_path / "report").glob("*.json")}
    assert named == {"face_cnn-fer2013", "face_cnn-ferplus-by-fer2013"}
    alone = result(tmp_path / "report", "face_cnn-fer2013")
    assert evaluate(tmp_path, tmp_path / "report", "--model", "face") == 0
    named = {path.stem for path in (tmp_path / "report").glob("*.json")}
    assert named == {"face-fer2013", "face-ferplus-by-fer2013"}
    together = result(tmp_path / "report", "face-fer2013")
    assert together == {**alone, "model": "face-fer2013"}


def test_data_or_held_out_predictions_must_be_named(tmp_path, capsys):
    assert main(["--report", str(tmp_path)]) == 2
    assert "name one of --data PATH and --held_out WORK" in capsys.readouterr().err
    both = ["--data", str(tmp_path), "--held_out", str(tmp_path), "--report", str(tmp_path)]
    assert main(both) == 2
    assert "name one of" in capsys.readouterr().err
    assert main(["--held_out", str(tmp_path), "--report", str(tmp_path / "report")]) == 2
    assert "holds no predictions" in capsys.readouterr().err


def test_held_out_predictions_are_evaluated(tmp_path):
    rng = np.random.default_rng(0)
    kept = HeldOut(np.arange(21) % 7, rng.dirichlet(np.ones(7), 21))
    keep(kept, tmp_path, "face_cnn-ferplus", "9.9.9")
    assert main(["--held_out", str(tmp_path), "--report", str(tmp_path / "report")]) == 0
    found = result(tmp_path / "report", "face_cnn-ferplus")
    assert (found["items"], found["artefact"]) == (21, "face_cnn 9.9.9")
    assert found["source"].startswith("held-out predictions of the training; ")
    assert "evaluate --held_out WORK" in (tmp_path / "report" / "README.md").read_text()
