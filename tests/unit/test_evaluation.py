"""Figures of an evaluation against scikit-learn, and the pages that show them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib import image
from models.evaluation.score import (
    known_sexes,
    read_labelled_faces,
    read_labelled_voices,
    readings_of_clips,
)
from models.voice.scorers import VoiceCnnLstm, VoiceSvm
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, f1_score, log_loss

from models.evaluation.held_out import held_out_readings
from models.evaluation.measures import evaluate, evaluate_traits
from models.evaluation.metrics import FIGURES, classification_metrics
from models.evaluation.predictions import Validation
from models.evaluation.report import Reading, write_report
from models.fusion import Fusion
from models.labelled import FaceData, majority_labels
from models.store import ArtefactError, load_release
from models.voice.windows import cut_windows
from schemas.elements import RECORDING, InputFile, Recording
from schemas.labels import EMOTIONS, FERPLUS_VOTES, TRAITS
from tests.synthetic_voice import synthetic_voice
from transforms.fuse import fuse_recording
from transforms.recordings import WindowToScore
from transforms.scoring import score_windows


@given(
    hnp.arrays(np.float64, (30, 7), elements=st.floats(0.01, 1)),
    hnp.arrays(np.int64, 30, elements=st.integers(0, 6)),
)
def test_figures_agree_with_scikit_learn(raw, labels):
    probabilities = raw / raw.sum(axis=1, keepdims=True)
    predicted, classes = probabilities.argmax(axis=1), range(7)
    metrics = classification_metrics(labels, probabilities)
    matrix = confusion_matrix(labels, predicted, labels=classes)
    assert metrics["confusion_matrix"] == matrix.tolist()
    expected = {
        "accuracy": (predicted == labels).mean(),
        "macro_f1": f1_score(labels, predicted, labels=classes, average="macro", zero_division=0),
        "log_loss": log_loss(labels, probabilities, labels=classes),
    }
    if set(predicted) <= set(labels):  # scikit-learn warns of classes that only occur as readings
        expected["balanced_accuracy"] = balanced_accuracy_score(labels, predicted)
    for name, value in expected.items():
        assert metrics[name] == pytest.approx(value, abs=1e-9)


def drawn(seed: int, count: int = 400):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 7, count)
    logits = rng.normal(size=(count, 7)) + 2 * np.eye(7)[labels]
    return labels, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def test_intervals_hold_the_figure_and_the_spread_of_other_samples():
    labels, probabilities = drawn(1)
    result = evaluate(labels, probabilities)
    for name in ("accuracy", "balanced_accuracy", "macro_f1", "log_loss"):
        low, high = result["intervals"][name]
        assert low < result[name] < high
    low, high = result["intervals"]["accuracy"]
    others = [evaluate_accuracy(seed) for seed in range(2, 42)]
    assert high - low == pytest.approx(4 * np.std(others), rel=0.4)


def evaluate_accuracy(seed: int) -> float:
    return float(classification_metrics(*drawn(seed))["accuracy"])


def test_intervals_over_people_are_wider_when_people_differ():
    people = np.repeat(np.arange(10), 40)
    labels = np.zeros(400, dtype=int)
    right = np.repeat(np.arange(10) < 5, 40)  # half of the people are always misread
    probabilities = np.where(right[:, None], [0.9, 0.1], [0.1, 0.9])

    def width(result):
        low, high = result["intervals"]["accuracy"]
        return high - low

    by_item = width(evaluate(labels, probabilities))
    assert width(evaluate(labels, probabilities, people=people)) > 4 * by_item


def test_subgroups_are_measured_apart():
    labels, probabilities = drawn(3)
    groups = np.where(np.arange(400) < 100, "female", "male")
    result = evaluate(labels, probabilities, groups)
    assert {name: part["items"] for name, part in result["subgroups"].items()} == {
        "female": 100,
        "male": 300,
    }
    expected = classification_metrics(labels[:100], probabilities[:100])["accuracy"]
    assert result["subgroups"]["female"]["accuracy"] == expected


def test_items_without_a_subgroup_are_in_none():
    labels, probabilities = drawn(3)
    groups = np.where(np.arange(400) < 100, "", "male")
    assert list(evaluate(labels, probabilities, groups)["subgroups"]) == ["male"]
    assert known_sexes(np.array([0, 1, 24, 25])).tolist() == ["", "male", "female", ""]


def test_one_item_or_person_has_no_interval(tmp_path):
    labels, probabilities = drawn(3, 8)
    one_item = evaluate(labels[:1], probabilities[:1])
    one_person = evaluate(labels, probabilities, people=np.zeros(8, dtype=int))
    for result in (one_item, one_person):
        assert result["intervals"] == dict.fromkeys(FIGURES)
    traits = np.array([[1, 0, 1, 0, 1]])
    assert evaluate_traits(traits, traits * 0.6 + 0.2)["intervals"] == {"macro_accuracy": None}
    readings = [
        Reading("face", "x", "drawn faces", labels[:1], probabilities[:1]),
        Reading("text", "x", "a drawn essay", traits, traits * 0.6 + 0.2),
    ]
    page = write_report(readings, tmp_path, "command").read_text()
    assert "| text | 1 | 100.0% (-) |" in page
    assert " to " not in page.split("## face")[0].split("|", 1)[1]


def test_traits_are_averaged():
    labels = np.array([[1, 0, 1, 0, 1], [1, 1, 0, 0, 1]])
    probabilities = np.full((2, 5), 0.8)
    result = evaluate_traits(labels, probabilities)
    assert [result["traits"][trait]["accuracy"] for trait in TRAITS] == [1, 0.5, 0.5, 0, 1]
    assert result["macro_accuracy"] == pytest.approx(0.6)
    assert result["majority_accuracy"] == pytest.approx(0.8)


def test_ferplus_majority_needs_a_clear_lead_among_all_ten():
    votes = np.zeros((4, 10), dtype=np.uint8)
    votes[0, FERPLUS_VOTES.index("happy")] = 6
    votes[1, [FERPLUS_VOTES.index("happy"), FERPLUS_VOTES.index("sad")]] = 5
    votes[2, FERPLUS_VOTES.index("contempt")] = 6
    votes[3, FERPLUS_VOTES.index("neutral")] = 4
    expected = [EMOTIONS.index("happy"), -1, -1, EMOTIONS.index("neutral")]
    assert majority_labels(votes).tolist() == expected


def test_faces_of_the_part_trained_on_are_left_out_unless_there_are_no_others():
    rng = np.random.default_rng(4)
    crops = rng.integers(0, 255, (12, 48, 48), dtype=np.uint8)
    usage = np.array(["Training"] * 6 + ["PublicTest"] * 3 + ["PrivateTest"] * 3)
    faces = FaceData(crops, np.arange(12) % 7, None, usage)
    release = load_release()
    reading, _ = read_labelled_faces(faces, ["face"], release, lambda items, _: items)
    assert reading.labels.tolist() == (np.arange(6, 12) % 7).tolist()
    assert reading.groups.tolist() == usage[6:].tolist()
    assert "the temperature was fitted on PublicTest" in reading.source
    private, _ = read_labelled_faces(faces.of(slice(9, 12)), ["face"], release, lambda x, _: x)
    assert "temperature" not in private.source
    seen, _ = read_labelled_faces(faces.of(slice(6)), ["face"], release, lambda items, _: items)
    assert len(seen.labels) == 6
    assert "MAY HAVE SEEN" in seen.source


def test_the_report_holds_the_figures_and_its_plots_are_drawn(tmp_path):
    labels, probabilities = drawn(5)
    groups = np.array(["female", "male"] * 200)
    voice = Reading("voice", "voice_svm 9.9.9", "drawn clips", labels, probabilities, groups)
    traits = np.random.default_rng(6).integers(0, 2, (50, 5))
    text = Reading("text", "text_tfidf 9.9.9", "drawn essays", traits, traits * 0.4 + 0.3)
    page = write_report([voice, text], tmp_path, "python -m jobs.evaluate_models --data DIR")
    written = page.read_text()
    assert "not a fact about a person" in written
    assert "female" in written
    assert "extraversion" in written
    result = json.loads((tmp_path / "voice.json").read_text())
    assert set(FIGURES) <= set(result)
    assert len(result["confusion_matrix"]) == 7
    assert result["accuracy"] == classification_metrics(labels, probabilities)["accuracy"]
    assert json.loads((tmp_path / "text.json").read_text())["macro_accuracy"] == 1.0
    for name in ("voice_confusion", "voice_reliability", "text_accuracy", "text_reliability"):
        assert f"({name}.png)" in written
        assert image.imread(tmp_path / f"{name}.png").std() > 0.05


def test_held_out_predictions_of_a_training_are_read(tmp_path):
    labels, probabilities = drawn(7)
    people, groups = np.arange(400) % 4, np.array(["male", "female"] * 200)
    for name in ("voice_svm", "voice_cnn_lstm"):
        Validation(labels, probabilities, groups, people).save(tmp_path, name)
    readings = held_out_readings(tmp_path, ["voice-svm", "voice"], load_release())
    assert [reading.model for reading in readings] == ["voice-svm", "voice"]
    fusion = Fusion.load(load_release().artefacts["fusion"])
    together = fusion.combine_voices(probabilities, probabilities)
    np.testing.assert_allclose(readings[1].probabilities, together)
    np.testing.assert_array_equal(readings[1].people, people)
    assert "the clips' means combined" in readings[1].source
    Validation(labels[:9], probabilities[:9]).save(tmp_path, "voice_svm")
    with pytest.raises(ArtefactError, match="not of the same clips"):
        held_out_readings(tmp_path, ["voice"], load_release())


def test_held_out_faces_are_named_by_the_labels_that_judge_them(tmp_path):
    rng = np.random.default_rng(3)
    for name, count in (("face_cnn", 14), ("face_cnn_labels", 21)):
        probabilities = rng.dirichlet(np.ones(7), count)
        Validation(np.arange(count) % 7, probabilities).save(tmp_path, name)

    def items():
        found = held_out_readings(tmp_path, ["face"], load_release())
        return {reading.model: len(reading.labels) for reading in found}

    assert items() == {"face": 21, "face-ferplus": 14}
    (tmp_path / "face_cnn_labels_validation.npz").unlink()  # as trainings before 0.5.0
    assert items() == {"face": 14}


def test_damaged_held_out_predictions_are_named(tmp_path):
    labels, probabilities = drawn(7)
    path = tmp_path / "voice_svm_validation.npz"
    Validation(labels, probabilities).save(tmp_path, "voice_svm")
    for damaged in (path.read_bytes()[:900], b"text", b""):
        path.write_bytes(damaged)
        with pytest.raises(ArtefactError, match=path.name) as caught:
            held_out_readings(tmp_path, ["voice-svm"], load_release())
        assert "pickle" not in str(caught.value)
        assert held_out_readings(tmp_path, ["face"], load_release()) == []  # not looked at


def test_a_clip_of_several_windows_is_read_as_in_the_night():
    release = load_release()
    sound = np.concatenate([synthetic_voice(3.5, 110.0, 3), synthetic_voice(3.5, 240.0, 8)])
    clip = (sound * 32767).astype(np.int16)
    windows = list(cut_windows(clip))
    assert sum(window.state == "scored" for window in windows) > 1
    svm = VoiceSvm(release.artefacts["voice_svm"])
    cnn_lstm = VoiceCnnLstm(release.artefacts["voice_cnn_lstm"])
    scored = list(score_windows([WindowToScore("a/q.wav", w) for w in windows], svm, cnn_lstm))
    file = InputFile("a/q.wav", "a", "q", "q.wav", RECORDING, None, None, None, None)
    recording = Recording(file, "00", 7.0, False, False, True, 0, None, None, 0, len(windows), True)
    fusion = Fusion.load(release.artefacts["fusion"])
    readings = read_labelled_voices(
        [clip, np.zeros(48000, np.int16)],
        np.array([3, 0]),
        np.array([21, 22]),
        ["voice-svm", "voice-cnn-lstm", "voice"],
        release,
        lambda items, _: items,
    )
    for reading, model in zip(readings, ("svm", "cnn_lstm", "combined"), strict=True):
        night = fuse_recording(recording, [], scored, fusion, model).score.voice_emotions
        np.testing.assert_allclose(reading.probabilities, [night], rtol=1e-12)
        assert (reading.labels.tolist(), reading.not_scored) == ([3], 1)


def test_only_the_voice_model_wanted_is_run(monkeypatch):
    monkeypatch.setattr("models.evaluation.score.VoiceCnnLstm", None)
    clip = synthetic_voice(3.5, 110.0, 3)
    found = read_labelled_voices(
        [clip], np.array([3]), np.array([1]), ["voice-svm"], load_release(), lambda items, _: items
    )
    assert [reading.model for reading in found] == ["voice-svm"]


def test_clips_know_their_actors():
    face = [(1.0, *[0.0] * 6)] * 4
    readings = readings_of_clips(
        np.zeros(4, int), np.array([1, 2, 1, 0]), {"face": face, "voice": [None] * 4}
    )
    assert readings[0].groups.tolist() == ["male", "female", "male", ""]
    assert len(np.unique(readings[0].people)) == 3
    assert (len(readings[1].labels), readings[1].not_scored) == (0, 4)


def test_a_report_takes_the_place_of_an_earlier_one(tmp_path):
    labels, probabilities = drawn(3, 20)
    readings = [Reading(name, "x", "drawn", labels, probabilities) for name in ("face", "voice")]
    write_report(readings, tmp_path, "command")
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / "notes_confusion.png").write_text("")
    write_report(readings[1:], tmp_path, "command")
    assert {path.name for path in tmp_path.iterdir()} == {
        *("README.md", "notes.json", "notes_confusion.png"),
        *("voice.json", "voice_confusion.png", "voice_reliability.png"),
    }
