"""Held-out predictions of a training, evaluated."""

import numpy as np
import pytest

from models.evaluation.held_out import held_out_results
from models.evaluation.predictions import HeldOut, PredictionsError, keep
from models.selection import selection_of
from models.store import ArtefactError, load_release


def drawn(seed: int, count: int = 400):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 7, count)
    logits = rng.normal(size=(count, 7)) + 2 * np.eye(7)[labels]
    return labels, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def test_held_out_predictions_of_a_training_are_read(tmp_path):
    labels, probabilities = drawn(7)
    people, groups = np.arange(400) % 4, np.array(["male", "female"] * 200)
    for name in ("voice_svm", "voice_cnn_lstm"):
        keep(HeldOut(labels, probabilities, groups, people), tmp_path, name, "9.9.9")
    release = load_release()
    release = release._replace(
        ensembles={**release.ensembles, "voice": ("voice_svm", "voice_cnn_lstm")}
    )
    alone, both = held_out_results(tmp_path, ["voice_svm", "voice"], release)
    assert (alone.name, both.name) == ("voice_svm", "voice")
    assert alone.artefact == "voice_svm 9.9.9"
    assert both.artefact == "mean of voice_svm 9.9.9 and voice_cnn_lstm 9.9.9"
    np.testing.assert_array_equal(alone.probabilities, probabilities)
    together = selection_of(release).voice.combine(
        {"voice_svm": probabilities, "voice_cnn_lstm": probabilities}
    )
    np.testing.assert_allclose(both.probabilities, together)
    np.testing.assert_array_equal(both.people, people)
    assert release.artefacts["voice_svm"].card.split in alone.source
    assert "the clips' means combined" in both.source
    assert "combined" not in alone.source
    keep(HeldOut(labels[:9], probabilities[:9]), tmp_path, "voice_svm", "9.9.9")
    with pytest.raises(PredictionsError, match="not of the same items: train voice again"):
        held_out_results(tmp_path, ["voice"], release)


def test_held_out_faces_are_named_by_their_label_scheme(tmp_path):
    rng = np.random.default_rng(3)
    for name, count in (("face_cnn-ferplus", 14), ("face_cnn-fer2013", 21)):
        held_out = HeldOut(np.arange(count) % 7, rng.dirichlet(np.ones(7), count))
        keep(held_out, tmp_path, name, "9.9.9")

    def items(*wanted):
        found = held_out_results(tmp_path, wanted, load_release())
        return {each.name: len(each.labels) for each in found}

    assert items() == {"face_cnn-fer2013": 21, "face_cnn-ferplus": 14}
    assert items("face") == {"face-fer2013": 21, "face-ferplus": 14}
    (tmp_path / "face_cnn-fer2013_held_out.npz").unlink()
    assert items("face_cnn") == {"face_cnn-ferplus": 14}


def test_held_out_traits_are_read(tmp_path):
    labels = np.random.default_rng(6).integers(0, 2, (50, 5))
    keep(HeldOut(labels, labels * 0.4 + 0.3), tmp_path, "text_tfidf", "9.9.9")
    (found,) = held_out_results(tmp_path, [], load_release())
    assert (found.name, found.is_text) == ("text_tfidf", True)
    np.testing.assert_allclose(found.probabilities, labels * 0.4 + 0.3)


def test_damaged_held_out_predictions_are_named(tmp_path):
    labels, probabilities = drawn(7)
    path = tmp_path / "voice_svm_held_out.npz"
    keep(HeldOut(labels, probabilities), tmp_path, "voice_svm", "9.9.9")
    for damaged in (path.read_bytes()[:900], b"text", b""):
        path.write_bytes(damaged)
        with pytest.raises(ArtefactError, match=path.name) as caught:
            held_out_results(tmp_path, ["voice_svm"], load_release())
        assert "pickle" not in str(caught.value)
        assert held_out_results(tmp_path, ["face"], load_release()) == []  # not looked at
