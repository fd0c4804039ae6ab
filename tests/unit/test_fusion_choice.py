"""Choosing a fusion: who may be drawn, what is learned, what wins."""

import io
import json
import re

import numpy as np
import pytest

from models.baselines.feature_fusion import feature_level_accuracies
from models.evaluation.predictions import FACE_PREDICTIONS, PredictionsError, Validation
from models.fusion import FUSIONS, Fusion
from models.store import ArtefactError, load_artefact, load_release, save_artefact
from models.training.fusion import (
    MOST_FACES,
    PAIRS_PER_CLASS,
    choose_fusions,
    compare_fusions,
    draw_pairs,
    halves,
)
from schemas.labels import DEFAULT_FACE_READING, FACE_READINGS

ITEMS = 2800


def predictions(seed: int, skill: float, people: int | None = None) -> Validation:
    """Held-out predictions of a model that is right the more often the higher its skill."""
    rng = np.random.default_rng(seed)
    labels = np.arange(ITEMS) % 7
    logits = rng.normal(size=(ITEMS, 7)) + skill * np.eye(7)[labels]
    powers = np.exp(logits)
    return Validation(
        labels,
        powers / powers.sum(axis=1, keepdims=True),
        people=None if people is None else np.arange(ITEMS) % people,
        features=np.concatenate([logits, rng.normal(size=(ITEMS, 70))], axis=1).astype(np.float32),
    )


FACE, VOICE = predictions(1, 1.5), predictions(2, 1.5, people=40)


def test_what_is_kept_is_read_again(tmp_path):
    VOICE._replace(version="9.0.0").save(tmp_path, "voice_svm")
    kept = Validation.load(tmp_path, "voice_svm")
    assert (kept.version, kept.groups) == ("9.0.0", None)
    for field in ("labels", "probabilities", "people", "features"):
        np.testing.assert_array_equal(getattr(kept, field), getattr(VOICE, field))
    VOICE.save(tmp_path, "voice_svm")  # as trainers did before versions were kept
    assert Validation.load(tmp_path, "voice_svm").version is None


def packed(**arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no voice_svm_validation.npz: first run train-models voice-svm with --work"),
        (b"", "is damaged: delete it and run train-models voice-svm"),
        (b"no npz", "is damaged"),
        (packed(labels=np.zeros(3, int), probabilities=np.ones((3, 7)))[:-40], "is damaged"),
        (packed(labels=np.array([{}], object)), "is damaged"),
        (packed(labels=np.zeros(3, int)), "does not hold labels and as many probabilities"),
        (packed(labels=np.zeros(3, int), probabilities=np.ones((2, 7))), "as many probabilities"),
    ],
)
def test_predictions_that_cannot_be_read_say_what_to_do(tmp_path, content, message):
    if content is not None:
        (tmp_path / "voice_svm_validation.npz").write_bytes(content)
    with pytest.raises(PredictionsError, match=re.escape(message)) as caught:
        Validation.load(tmp_path, "voice_svm")
    assert "allow_pickle" not in str(caught.value)


def test_nobody_is_in_both_halves():
    first = halves(VOICE, np.random.default_rng(0))
    assert set(VOICE.people[first]).isdisjoint(VOICE.people[~first])
    assert 0.3 < first.mean() < 0.7


def test_pairs_are_of_one_class_and_from_the_rows_allowed():
    face_rows, voice_rows = np.arange(0, ITEMS, 2), np.arange(1, ITEMS, 2)
    rng = np.random.default_rng(3)
    pairs = draw_pairs(FACE.labels, VOICE.labels, face_rows, voice_rows, rng)
    assert np.bincount(pairs.labels).tolist() == [PAIRS_PER_CLASS] * 7
    np.testing.assert_array_equal(
        FACE.labels[pairs.faces], np.tile(pairs.labels[:, None], MOST_FACES)
    )
    np.testing.assert_array_equal(VOICE.labels[pairs.voices], pairs.labels)
    assert set(np.unique(pairs.faces)) <= set(face_rows)
    assert set(np.unique(pairs.voices)) <= set(voice_rows)
    assert set(pairs.counts) == set(range(1, MOST_FACES + 1))


def test_the_mean_is_over_the_faces_counted():
    rows = np.arange(ITEMS)
    pairs = draw_pairs(FACE.labels, VOICE.labels, rows, rows, np.random.default_rng(4))
    for pair in range(0, len(pairs.labels), 997):
        taken = pairs.faces[pair, : pairs.counts[pair]]
        expected = FACE.probabilities[taken].mean(axis=0)
        np.testing.assert_allclose(pairs.seen(FACE)[pair], expected, atol=1e-12)


def test_a_class_without_items_is_named():
    voice = Validation(VOICE.labels % 6, VOICE.probabilities)
    with pytest.raises(PredictionsError, match="neutral"):
        compare_fusions(FACE, voice, seed=0)


def test_two_modalities_beat_the_better_one_and_a_blind_one_does_no_harm():
    metrics = compare_fusions(FACE, VOICE, seed=5)
    assert metrics["stacked"]["accuracy"] > metrics["face alone"]["accuracy"] + 0.05
    assert max(metrics[name]["ece"] for name in FUSIONS) < 0.05
    blind = compare_fusions(FACE, predictions(6, 0.0), seed=5)
    assert blind["stacked"]["accuracy"] > blind["face alone"]["accuracy"] - 0.03


def test_the_winner_is_the_default_and_every_fusion_loads(tmp_path):
    other = predictions(9, 3.0)
    files, card = choose_fusions({"labels": FACE, "votes": other}, VOICE, seed=7)
    save_artefact("fusion", "9.0.0", files, card, tmp_path)
    artefact = load_artefact("fusion", "9.0.0", tmp_path)
    accuracies = {name: card["metrics"][name]["accuracy"] for name in FUSIONS}
    assert Fusion.load(artefact).name == max(accuracies, key=accuracies.get)
    face, voice = FACE.probabilities[:50], VOICE.probabilities[:50]
    for name in FUSIONS:
        fused = Fusion.load(artefact, name).fuse(face, voice)
        np.testing.assert_allclose(fused.sum(axis=1), 1, atol=1e-12)
        assert (Fusion.load(artefact, name).temperature == 1) == (name == "stacked")
        assert Fusion.load(artefact, name, "labels") == Fusion.load(artefact, name)
        assert Fusion.load(artefact, name, "votes") != Fusion.load(artefact, name)
    for_votes = card["readings"]["votes"]["metrics"]["face alone"]["accuracy"]
    assert for_votes > card["metrics"]["face alone"]["accuracy"] + 0.1
    with pytest.raises(ArtefactError, match="no fusion for the reading 'frowns'"):
        Fusion.load(artefact, None, "frowns")
    with pytest.raises(ArtefactError, match="later --release"):
        Fusion.load(load_release("0.4.0").artefacts["fusion"], None, "votes")
    assert json.loads(files["weights.json"])["default"] in FUSIONS


def test_a_release_without_stacking_says_what_it_has():
    artefact = load_release("0.1.0").artefacts["fusion"]
    with pytest.raises(ArtefactError, match="equal, prefer_face, prefer_voice"):
        Fusion.load(artefact, "stacked")


def test_features_side_by_side_are_learned():
    accuracies = feature_level_accuracies(FACE, VOICE, seed=8)
    assert min(accuracies.values()) > 0.3  # a seventh by chance
    with pytest.raises(ValueError, match="features"):
        feature_level_accuracies(FACE, VOICE._replace(features=None), seed=8)


def test_the_default_reading_comes_first_where_order_tells_it():
    assert next(iter(FACE_PREDICTIONS)) == DEFAULT_FACE_READING
    assert set(FACE_PREDICTIONS) == set(FACE_READINGS)
    assert load_release().artefacts["face_cnn"].card["reading"] == DEFAULT_FACE_READING
    assert Fusion.load(load_release().artefacts["fusion"]).reading == DEFAULT_FACE_READING
