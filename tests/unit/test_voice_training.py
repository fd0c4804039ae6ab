"""Training of the voice SVM, and how voice models are judged."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from models.labelled import VoiceData
from models.store import load_artefact
from models.training.publish import save_artefact
from models.training.trainer import InsufficientDataError
from models.training.voice.examples import Examples, speaking_windows, windows_of
from models.training.voice.folds import actor_folds, clip_means
from models.training.voice.judge import held_out_clips, judge
from models.training.voice.machine import SvmOptions, fit_machine, to_machine
from models.training.voice.rendering import render, render_clips
from models.training.voice.speaker_dependent import predict_speaker_dependent
from models.training.voice.svm import TRAINER
from models.voice.pairwise import pairwise_probabilities
from models.voice.pitch import median_pitch
from models.voice.preprocessing import log_mel
from models.voice.svm import ARRAYS, Machine, VoiceSvm, _Decisions
from models.voice.temperature import VoiceTemperature
from models.voice.windows import WINDOW_SAMPLES, cut_windows
from schemas.labels import EMOTIONS
from tests.synthetic_voice import synthetic_voice

DATA = VoiceData(
    [
        np.tile(synthetic_voice(1.6, pitch=90.0 + 25 * emotion + 3 * actor, seed=actor), 2)
        for actor in range(3)
        for emotion in range(7)
    ],
    np.tile(np.arange(7), 3),
    np.repeat(np.arange(3), 7),
)


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def trained(work):
    return TRAINER.train(DATA, SvmOptions(), work)


@pytest.mark.parametrize("features", [68, 420])
def test_the_arrays_decide_as_scikit_learn_does(features):
    rng = np.random.default_rng(features)
    labels = np.repeat(np.arange(7), [9, 4, 6, 5, 8, 7, 12])
    centres = rng.normal(0, 1, (7, features))
    values = centres[labels] + rng.normal(0, 2, (len(labels), features))
    # As unlike each other as levels, shares and frequencies are; some beyond the limit.
    values = values * 10.0 ** rng.integers(-3, 4, features) + rng.normal(0, 50, features)
    examples = Examples(values.astype(np.float32), np.arange(len(labels)))
    fitted = fit_machine(examples, labels, SvmOptions())
    machine = Machine.from_bytes(to_machine(fitted).to_bytes())
    asked = np.concatenate([examples.features, examples.features[:5] * np.float32(30)])
    decisions = _Decisions(machine)
    found = np.stack([decisions.decide(row) for row in asked])
    np.testing.assert_allclose(found, fitted.decision_function(asked), atol=1e-10)
    votes = pairwise_probabilities(found, 7).argmax(axis=1)[: len(labels)]
    assert (votes == labels).mean() > 0.9


def test_what_is_trained_scores(trained, tmp_path):
    assert set(trained.files) == {ARRAYS}
    save_artefact("voice_svm", "9.9.9", trained.files, trained.card, tmp_path)
    scorer = VoiceSvm(load_artefact("voice_svm", "9.9.9", tmp_path))
    windows = [window for window in cut_windows(DATA.clips[0]) if window.state == "scored"]
    np.testing.assert_allclose(scorer.score(windows).sum(axis=1), 1, atol=1e-9)


def test_the_card_holds_what_it_must(trained):
    card = json.loads(json.dumps(trained.card.to_json()))
    assert card["classes"] == list(EMOTIONS)
    assert card["licence"] == "CC BY-NC-SA 4.0"
    assert card["metrics"]["clips"] == 21
    assert np.sum(card["metrics"]["confusion_matrix"]) == 21
    assert trained.card.missing == ["command"]
    assert {"options", "split", "libraries", "must_not_be_used_for"} <= set(card)
    assert card["scoring"]["features"] == "functionals"
    assert card["scoring"]["temperature"] > 0
    assert card["facts"]["training_actors"] == [0, 1, 2]
    assert len(card["metrics"]["balanced_accuracy_of_folds"]) == 3
    assert set(card["metrics"]["balanced_accuracy_by_sex"]) == {"female", "male"}
    assert "SAME ACTORS" in card["metrics"]["speaker_dependent"]["name"]


def test_held_out_predictions_are_named_and_nothing_is_written(trained, work):
    assert set(trained.held_out) == {"voice_svm", "voice_svm-speaker_dependent"}
    by_actor = trained.held_out["voice_svm"]
    np.testing.assert_array_equal(by_actor.labels, DATA.labels)
    np.testing.assert_array_equal(by_actor.people, DATA.actors)
    assert len(trained.held_out["voice_svm-speaker_dependent"].labels) == 4
    assert list(work.iterdir()) == []


def test_training_twice_gives_the_same(trained, work):
    again = TRAINER.train(DATA, SvmOptions(), work)
    assert again.card == trained.card
    assert again.files == trained.files


def test_a_missing_emotion_is_named(tmp_path):
    fewer = DATA._replace(labels=np.minimum(DATA.labels, 5))
    with pytest.raises(InsufficientDataError, match="labelled neutral"):
        TRAINER.train(fewer, SvmOptions(), tmp_path)
    examples = Examples(np.eye(21, dtype=np.float32), np.arange(21))
    with pytest.raises(InsufficientDataError, match="no clip is labelled neutral"):
        fit_machine(examples, fewer.labels, SvmOptions())


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
    assert judgement.temperature.usual == pytest.approx(0.2, rel=0.01)  # always right: sharpen
    np.testing.assert_array_equal(judgement.held_out.people, actors[:-1])


def test_a_fold_without_speech_is_judged_by_none_of_its_clips():
    labels, actors = np.tile(np.arange(7), 4), np.repeat(np.arange(4), 7)
    spoken = np.flatnonzero(actors != 2)
    examples = Examples((0.3 * np.eye(7)[labels] + 0.1).astype(np.float32)[spoken], spoken)

    def train(clips, fold):
        return lambda given: np.concatenate([row[np.newaxis] for row in given])

    judgement = judge(examples, labels, actors, 4, train, {"same": examples})
    np.testing.assert_array_equal(judgement.held_out.people, actors[spoken])
    assert judgement.metrics["clips_without_score"] == 7
    assert len(judgement.metrics["balanced_accuracy_of_folds"]) == 3


def test_conditions_are_judged_by_the_models_that_did_not_hear_the_actor():
    labels, actors = np.tile(np.arange(7), 4), np.repeat(np.arange(4), 7)
    rng = np.random.default_rng(4)
    features = (np.eye(7)[labels] + rng.normal(0, 0.5, (28, 7))).astype(np.float32)
    examples = Examples(features, np.arange(28))
    noisy = Examples(np.roll(features, 1, axis=1)[:-2], np.arange(26))

    def train(clips, fold):
        return lambda given: softmax((fold + 1) * given, axis=1)

    conditions = {"same": examples, "turned": noisy}
    metrics = judge(examples, labels, actors, 4, train, conditions).metrics
    same, turned = metrics["conditions"]["same"], metrics["conditions"]["turned"]
    assert same == {name: metrics[name] for name in same}
    assert (turned["clips"], turned["clips_without_score"]) == (26, 2)
    assert turned["accuracy"] < 0.3 < same["accuracy"]
    assert "conditions" not in judge(examples, labels, actors, 4, train).metrics


def test_an_actor_is_calibrated_by_the_others_only():
    """One actor is always read wrongly. The others are sharpened less for it, he himself most."""
    labels, actors = np.tile(np.arange(7), 4), np.repeat(np.arange(4), 7)
    shown = np.where(actors == 0, (labels + 1) % 7, labels)
    examples = Examples((0.3 * np.eye(7)[shown] + 0.1).astype(np.float32), np.arange(28))
    judgement = judge(examples, labels, actors, 4, lambda clips, fold: lambda given: given)
    claims = judgement.held_out.probabilities.max(axis=1).reshape(4, 7).mean(axis=1)
    assert claims[0] > 0.95
    assert (claims[1:] < 0.85).all()


def test_low_voices_that_are_read_wrongly_are_claimed_less():
    labels, actors = np.tile(np.arange(7), 8), np.repeat(np.arange(8), 7)
    low = actors % 2 == 0
    rng = np.random.default_rng(3)
    shown = np.where(low & (rng.random(56) < 0.5), (labels + 3) % 7, labels)
    features = (0.3 * np.eye(7)[shown] + 0.1).astype(np.float32)
    examples = Examples(features, np.arange(56), np.where(low, 110.0, 220.0))

    def train(clips, fold=None):
        return lambda given: given

    judgement = judge(examples, labels, actors, 4, train, {"same": examples})
    assert judgement.temperature.by_pitch < -0.2
    claims = judgement.held_out.probabilities.max(axis=1)
    assert claims[low].max() + 0.2 < claims[~low].min()
    assert judgement.metrics["conditions"]["same"]["ece"] == judgement.metrics["ece"]
    steep = VoiceTemperature(1.0, -1.0)
    known = predict_speaker_dependent(examples, labels, actors, train, seed=1, temperature=steep)
    assert len(np.unique(known.probabilities.max(axis=1).round(6))) == 2


def test_windows_have_their_pitch_and_keep_it_when_some_are_taken():
    examples = windows_of(DATA.clips[:3], lambda samples: samples[:1])
    pitches = [median_pitch(w.samples) for clip in DATA.clips[:3] for w in speaking_windows(clip)]
    np.testing.assert_array_equal(examples.pitches, pitches)
    assert len(set(pitches)) > 1
    some = examples.take(np.array([2]))
    np.testing.assert_array_equal(some.pitches, examples.pitches[examples.clips == 2])
    assert np.isnan(Examples(examples.features, examples.clips).heard_pitches()).all()


def test_held_out_predictions_keep_order_sex_and_people():
    means = np.full((4, 7), 1 / 7)
    means[1] = np.nan
    kept = held_out_clips(np.arange(4), np.array([1, 2, 2, 3]), means)
    assert kept.labels.tolist() == [0, 2, 3]
    assert kept.people.tolist() == [1, 2, 3]
    assert kept.groups.tolist() == ["male", "female", "male"]


@pytest.mark.parametrize("seconds", [0.5, 3.072, 5.0])
def test_renderings_are_windows_and_repeatable(seconds):
    clip = synthetic_voice(seconds)
    rendered = render(clip, np.random.default_rng(3))
    assert rendered.shape == (WINDOW_SAMPLES,)
    assert rendered.dtype == np.float32
    np.testing.assert_array_equal(rendered, render(clip, np.random.default_rng(3)))
    spectrograms = render_clips([clip], log_mel, renderings=2, seed=2026)
    assert spectrograms.shape == (1, 2, 384, 64)
    assert (spectrograms[0, 0] != spectrograms[0, 1]).any()
