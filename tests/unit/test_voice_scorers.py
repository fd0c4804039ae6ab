"""Scorers, evaluation and packaging of the voice models."""

import json

import keras
import numpy as np
import pytest
import skops.io
from hypothesis import given
from hypothesis import strategies as st

from models.store import Artefact, ArtefactError, load_artefact, save_artefact
from models.training.export import to_onnx
from models.training.voice.architecture import build_voice_cnn_lstm
from models.training.voice.examples import Examples
from models.training.voice.folds import actor_folds, clip_means, judge
from models.training.voice.rendering import render, render_spectrograms
from models.training.voice.svm import SvmOptions, train_and_package_svm
from models.voice.preprocessing import log_mel
from models.voice.scorers import ESTIMATOR, GRAPH, VoiceCnnLstm, VoiceSvm
from models.voice.windows import WINDOW_SAMPLES, cut_windows
from schemas.labels import EMOTIONS
from tests.synthetic_voice import synthetic_voice

CLIPS = [
    np.tile(synthetic_voice(1.6, pitch=90.0 + 25 * emotion + 3 * actor, seed=actor), 2)
    for actor in range(3)
    for emotion in range(7)
]
LABELS = np.tile(np.arange(7), 3)
ACTORS = np.repeat(np.arange(3), 7)


@pytest.fixture(scope="module")
def windows():
    return list(cut_windows(synthetic_voice(67)))[:64]


@pytest.fixture(scope="module")
def svm_artefact(tmp_path_factory):
    root = tmp_path_factory.mktemp("artefacts")
    files, card = train_and_package_svm(CLIPS, LABELS, ACTORS, SvmOptions(), root)
    save_artefact("voice_svm", "9.9.9", files, card, root)
    return load_artefact("voice_svm", "9.9.9", root)


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return build_voice_cnn_lstm(filters=8, memory=8)


@pytest.fixture(scope="module")
def cnn_lstm_artefact(network, windows, tmp_path_factory):
    root = tmp_path_factory.mktemp("artefacts")
    spectrograms = np.stack([log_mel(window.samples) for window in windows[:4]])
    save_artefact(
        "voice_cnn_lstm", "9.9.9", {GRAPH: to_onnx(network, spectrograms)}, {"temperature": 1}, root
    )
    return load_artefact("voice_cnn_lstm", "9.9.9", root)


@pytest.fixture(scope="module", params=["svm", "cnn_lstm"])
def scorer(request):
    if request.param == "svm":
        return VoiceSvm(request.getfixturevalue("svm_artefact"))
    return VoiceCnnLstm(request.getfixturevalue("cnn_lstm_artefact"))


def test_scores_are_distributions(scorer, windows):
    scores = scorer.score(windows)
    assert scores.shape == (64, 7)
    assert scores.dtype == np.float64
    assert (scores > 0).all()
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-9)
    assert scorer.score([]).shape == (0, 7)


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_score_does_not_depend_on_its_batch(scorer, windows, size):
    together = scorer.score(windows)
    batches = [scorer.score(windows[at : at + size]) for at in range(0, 64, size)]
    np.testing.assert_array_equal(np.concatenate(batches), together)
    backwards = scorer.score(windows[::-1])
    np.testing.assert_array_equal(backwards[::-1], together)


def test_a_score_ignores_the_microphone_s_gain(scorer, windows):
    quiet = [w._replace(samples=w.samples * np.float32(0.1)) for w in windows[:8]]
    # Rounding of samples in single precision, seen through the features.
    np.testing.assert_allclose(scorer.score(quiet), scorer.score(windows[:8]), atol=1e-3)


def test_silence_and_clipping_score_finitely(scorer, windows):
    silent = windows[0]._replace(samples=np.zeros(WINDOW_SAMPLES, np.float32))
    clipped = windows[0]._replace(samples=np.clip(windows[0].samples * 100, -1, 1))
    assert np.isfinite(scorer.score([silent, clipped])).all()


def test_the_graph_is_the_network(network, cnn_lstm_artefact, windows):
    spectrograms = np.stack([log_mel(window.samples) for window in windows[:8]])
    expected = network.predict(spectrograms, verbose=0)
    # Temperature 1; two runtimes sum in another order.
    np.testing.assert_allclose(
        VoiceCnnLstm(cnn_lstm_artefact).score(windows[:8]), expected, atol=1e-5
    )


def test_the_temperature_of_the_card_softens(cnn_lstm_artefact, windows):
    hot = cnn_lstm_artefact._replace(card={**cnn_lstm_artefact.card, "temperature": 4.0})
    plain = VoiceCnnLstm(cnn_lstm_artefact).score(windows[:1])
    softened = VoiceCnnLstm(hot).score(windows[:1])
    powers = plain**0.25
    np.testing.assert_allclose(softened, powers / powers.sum(), rtol=1e-6)


def test_altered_files_and_foreign_types_are_refused(svm_artefact, tmp_path):
    files = {ESTIMATOR: skops.io.dumps(keras.losses.MeanSquaredError)}
    save_artefact("voice_svm", "6.6.6", files, {"temperature": 1}, tmp_path)
    with pytest.raises(skops.io.exceptions.UntrustedTypesFoundException):
        VoiceSvm(load_artefact("voice_svm", "6.6.6", tmp_path))
    (tmp_path / "voice_svm-6.6.6" / ESTIMATOR).write_bytes(svm_artefact.read(ESTIMATOR))
    with pytest.raises(ArtefactError, match="differs"):
        VoiceSvm(
            Artefact(
                "voice_svm", "6.6.6", {"files": {ESTIMATOR: "0"}}, tmp_path / "voice_svm-6.6.6"
            )
        )


def test_the_card_holds_what_it_must(svm_artefact):
    card = json.loads(json.dumps(svm_artefact.card))
    assert card["labels"] == list(EMOTIONS)
    assert card["licence_of_data"] == "CC BY-NC-SA 4.0"
    assert card["metrics"]["clips"] == 21
    assert np.sum(card["metrics"]["confusion_matrix"]) == 21
    assert {"options", "split", "libraries", "must_not_be_used_for"} <= set(card)
    assert (card["features"], card["decision"]) == ("functionals", "pairwise")
    assert card["training_actors"] == [0, 1, 2]
    assert len(card["metrics"]["balanced_accuracy_of_folds"]) == 3
    assert set(card["metrics"]["balanced_accuracy_by_sex"]) == {"female", "male"}
    assert "SAME ACTORS" in card["metrics"]["seed_protocol"]["name"]


def test_training_twice_gives_the_same_figures(svm_artefact, tmp_path):
    _, card = train_and_package_svm(CLIPS, LABELS, ACTORS, SvmOptions(), tmp_path)
    assert card["metrics"] == svm_artefact.card["metrics"]
    assert card["temperature"] == svm_artefact.card["temperature"]


def test_a_missing_emotion_is_named(tmp_path):
    with pytest.raises(ValueError, match="no clip is labelled neutral"):
        train_and_package_svm(CLIPS, np.minimum(LABELS, 5), ACTORS, SvmOptions(), tmp_path)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=40), st.integers(2, 6))
def test_nobody_is_in_training_and_test(people, folds):
    actors = np.array(people)
    if len(set(people)) < 2:
        with pytest.raises(ValueError, match="at least two"):
            list(actor_folds(actors, folds))
        return
    seen = []
    for training, test in actor_folds(actors, folds):
        assert not set(actors[training]) & set(actors[test])
        seen += test.tolist()
    assert sorted(seen) == list(range(len(actors)))


def test_a_clip_is_the_mean_of_its_windows():
    probabilities = np.array([[0.2, 0.8], [0.6, 0.4], [1.0, 0.0]])
    means = clip_means(probabilities, np.array([0, 0, 2]), 3)
    np.testing.assert_allclose(means[[0, 2]], [[0.4, 0.6], [1, 0]])
    assert np.isnan(means[1]).all()


def test_judging_holds_out_and_counts_clips_without_speech():
    labels, actors = np.tile(np.arange(7), 4), np.repeat(np.arange(4), 7)
    examples = Examples(np.eye(7, dtype=np.float32)[labels[:-1]], np.arange(27))
    trained = []

    def train(clips, fold):
        trained.append(set(actors[clips]))
        return lambda features: 0.3 * features + 0.1

    judgement = judge(examples, labels, actors, 5, train)
    assert [len(people) for people in trained] == [3, 3, 3, 3]
    assert judgement.metrics["accuracy"] == 1
    assert (judgement.metrics["clips"], judgement.metrics["clips_without_score"]) == (27, 1)
    assert judgement.temperature == pytest.approx(0.2, rel=0.01)  # always right: sharpen


@pytest.mark.parametrize("seconds", [0.5, 3.072, 5.0])
def test_renderings_are_windows_and_repeatable(seconds):
    clip = synthetic_voice(seconds)
    rendered = render(clip, np.random.default_rng(3))
    assert rendered.shape == (WINDOW_SAMPLES,)
    assert rendered.dtype == np.float32
    np.testing.assert_array_equal(rendered, render(clip, np.random.default_rng(3)))
    spectrograms = render_spectrograms([clip], renderings=2, seed=2026)
    assert spectrograms.shape == (1, 2, 384, 64)
    assert (spectrograms[0, 0] != spectrograms[0, 1]).any()


SHIPPED = [
    ("voice_svm", VoiceSvm, "0.1.0", 0.46),
    ("voice_cnn_lstm", VoiceCnnLstm, "0.1.0", 0.50),
    ("voice_svm", VoiceSvm, "0.2.0", 0.55),
    ("voice_cnn_lstm", VoiceCnnLstm, "0.2.0", 0.55),
]


@pytest.mark.parametrize(("name", "scorer_type", "version", "floor"), SHIPPED)
def test_the_shipped_models_score_and_meet_their_floor(windows, name, scorer_type, version, floor):
    artefact = load_artefact(name, version)
    metrics = artefact.card["metrics"]
    confusion = np.array(metrics["confusion_matrix"])
    assert metrics["accuracy"] == pytest.approx(np.trace(confusion) / confusion.sum())
    recalls = np.diag(confusion) / confusion.sum(axis=1)
    assert metrics["balanced_accuracy"] == pytest.approx(recalls.mean())
    assert metrics["balanced_accuracy"] >= floor
    assert metrics["ece"] <= 0.05
    scores = scorer_type(artefact).score(windows[:3])
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "scorer_type"), [("voice_svm", VoiceSvm), ("voice_cnn_lstm", VoiceCnnLstm)]
)
def test_the_first_models_score_as_they_did(windows, name, scorer_type):
    scores = scorer_type(load_artefact(name, "0.1.0")).score(windows[:1])
    np.testing.assert_allclose(scores[0], GOLDEN[name], atol=1e-4)


def test_features_that_this_code_does_not_know_are_refused(svm_artefact):
    foreign = svm_artefact._replace(card={**svm_artefact.card, "features": "of tomorrow"})
    with pytest.raises(ArtefactError, match="of tomorrow"):
        VoiceSvm(foreign)


GOLDEN = {
    "voice_svm": [0.013864, 0.027388, 0.363092, 0.068013, 0.143872, 0.006406, 0.377364],
    "voice_cnn_lstm": [0.996037, 0.002139, 0.00029, 0.000967, 4.8e-05, 0.000502, 1.7e-05],
}
"""Recorded with the code that trained them."""
