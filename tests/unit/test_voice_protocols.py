"""Protocols beside the five grouped folds: the 2019 system's split, both models together,
and earlier systems' rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baselines.voice_network import build_published_cnn_lstm, published_log_mel, stretches
from models.baselines.voice_training import published_examples
from models.baselines.voices import (
    EARLIER,
    classical,
    first_windows,
    judge_voices,
    spoken_only,
    thesis_svm,
)
from models.evaluation.predictions import Validation
from models.training.voice.combination import combination_in, combine, judge_combination
from models.training.voice.examples import Examples
from models.training.voice.folds import Judgement, actor_folds, sexes
from models.training.voice.seed_protocol import judge_seed_protocol, random_split
from tests.synthetic_voice import synthetic_voice

LABELS = np.tile(np.arange(7), 20)
ACTORS = np.repeat(np.arange(1, 21), 7)


def validation(confidence, seed, labels=LABELS, people=ACTORS):
    """Right in 80 % of the clips, with this confidence in every answer."""
    rng = np.random.default_rng(seed)
    answers = np.where(rng.random(len(labels)) < 0.8, labels, rng.integers(0, 7, len(labels)))
    probabilities = np.full((len(labels), 7), (1 - confidence) / 6)
    probabilities[np.arange(len(labels)), answers] = confidence
    return Validation(labels, probabilities, sexes(people), people)


@given(st.integers(2, 2000), st.integers(0, 9))
def test_the_seed_protocol_s_parts_are_disjoint_and_cover_all(count, seed):
    training, test = random_split(count, seed)
    assert sorted([*training, *test]) == list(range(count))
    assert len(test) == max(1, round(count * 0.2))
    np.testing.assert_array_equal(test, random_split(count, seed)[1])


def test_the_seed_protocol_scores_only_what_was_not_trained_on(tmp_path):
    examples = Examples(np.eye(7, dtype=np.float32)[LABELS], np.arange(140))
    trained = []

    def train(clips):
        trained.extend(clips.tolist())
        return lambda features: 0.3 * features + 0.1

    result = judge_seed_protocol(examples, LABELS, ACTORS, 1, 1.0, train, tmp_path, "voice_x")
    assert result["accuracy"] == result["balanced_accuracy"] == 1
    assert "SAME ACTORS" in result["name"]
    kept = Validation.load(tmp_path, "voice_x_seed_protocol")
    assert len(kept.labels) == 28
    assert not set(trained) & set(random_split(140, 1)[1].tolist())


def test_the_mean_of_two_underconfident_models_is_mended_by_a_temperature():
    judged = judge_combination(validation(0.6, 0), validation(0.6, 1))
    assert judged["balanced_accuracy"] > 0.7
    assert judged["temperature"] < 1
    assert judged["ece_with_temperature"] < judged["ece"]
    assert set(judged["balanced_accuracy_by_group"]) == {"female", "male"}


def test_the_combination_is_judged_once_both_were_trained_on_the_same_clips(tmp_path):
    assert combination_in(tmp_path) is None
    for seed, name in enumerate(("voice_svm", "voice_cnn_lstm")):
        validation(0.6, seed).save(tmp_path, name)
        validation(0.6, seed).save(tmp_path, f"{name}_seed_protocol")
    judged = combination_in(tmp_path)
    assert judged is not None
    assert judged["seed_protocol"]["balanced_accuracy"] == judged["balanced_accuracy"]
    assert "SAME ACTORS" in judged["seed_protocol"]["name"]
    fewer = validation(0.6, 0, LABELS[:70], ACTORS[:70])
    fewer.save(tmp_path, "voice_svm")
    assert combination_in(tmp_path) is None


def test_combining_different_clips_is_refused():
    ours = validation(0.6, 0)
    with pytest.raises(ValueError, match="different clips"):
        combine(ours, validation(0.6, 0, labels=LABELS[::-1]))
    with pytest.raises(ValueError, match="different clips"):
        combine(ours, validation(0.6, 0, people=ACTORS[::-1]))
    with pytest.raises(ValueError, match="whose they are"):
        judge_combination(ours._replace(people=None), ours._replace(people=None))
    np.testing.assert_allclose(combine(ours, ours).probabilities, ours.probabilities)


def test_held_out_predictions_keep_order_sex_and_people():
    means = np.full((4, 7), 1 / 7)
    means[1] = np.nan
    kept = Judgement(1.0, means, {}).validation(np.arange(4), np.array([1, 2, 2, 3]))
    assert kept.labels.tolist() == [0, 2, 3]
    assert kept.people is not None
    assert kept.people.tolist() == [1, 2, 3]
    assert kept.groups is not None
    assert kept.groups.tolist() == ["male", "female", "male"]


@pytest.mark.parametrize("name", EARLIER)
def test_earlier_rows_learn_what_can_be_learned(name):
    rng = np.random.default_rng(0)
    features = rng.normal(0, 0.3, (140, 68)).astype(np.float32)
    features[:, :63] += np.tile(np.eye(7), 9)[LABELS]
    row = EARLIER[name]
    if name == "svm":
        row = lambda x, y, seed: thesis_svm(x, y, seed, splits=2)  # noqa: E731
    answer = classical(row, features, LABELS, seed=1)
    judged = judge_voices(answer, LABELS, list(actor_folds(ACTORS, 2)), random_split(140, 1))
    assert {name: figures["clips"] for name, figures in judged.items()} == {
        "unseen actors": 140,
        "seed protocol": 28,
    }
    for figures in judged.values():
        assert figures["accuracy"] > 0.8
        assert figures["balanced_accuracy"] > 0.8


def test_the_first_window_of_each_clip():
    features, clips = first_windows(np.arange(5, dtype=np.float32), np.array([0, 0, 2, 3, 3]))
    assert features.tolist() == [0, 2, 3]
    assert clips.tolist() == [0, 2, 3]


def test_only_the_judged_folds_count():
    folds = list(actor_folds(ACTORS, 5))

    def right_in_the_first(training, test):
        assert not set(ACTORS[training]) & set(ACTORS[test])
        first = np.array_equal(test, folds[0][1])
        return LABELS[test] if first else (LABELS[test] + 1) % 7

    for count, accuracy in ((1, 1.0), (2, 0.5)):
        honest = judge_voices(right_in_the_first, LABELS, folds[:count], folds[0])["unseen actors"]
        assert (honest["folds"], honest["clips"]) == (count, 28 * count)
        assert honest["accuracy"] == honest["balanced_accuracy"] == accuracy


def test_clips_without_speech_leave_no_gap():
    examples, numbers = spoken_only(Examples(np.zeros((4, 1), np.float32), np.array([1, 1, 4, 6])))
    assert numbers.tolist() == [1, 4, 6]
    assert examples.clips.tolist() == [0, 0, 1, 2]


def test_the_published_spectrogram():
    rng = np.random.default_rng(0)
    tone = np.sin(2 * np.pi * 1000 * np.arange(49152) / 16000).astype(np.float32)
    level = published_log_mel(tone + 0.01 * rng.standard_normal(49152).astype(np.float32))
    assert level.shape == (384, 128)
    assert level.dtype == np.float32
    assert (level.max(), level.min()) == pytest.approx((0, -80))
    loudest = level.mean(axis=0).argmax()
    assert 50 < loudest < 60  # 15 of 35.2 mel lie below 1 kHz
    np.testing.assert_allclose(published_log_mel(0.1 * tone), published_log_mel(tone), atol=0.1)
    cut = stretches(np.stack([level, level + 1]))
    assert cut.shape == (2, 5, 128, 128, 1)
    np.testing.assert_array_equal(cut[1, 4, :, :, 0], level[256:] + 1)


def test_every_window_is_heard_with_and_without_noise():
    clips = [synthetic_voice(4.2, 120.0, 1), np.zeros(60000, np.float32)]
    examples = published_examples(clips, seed=1)
    assert examples.clips.tolist() == [0, 0]
    assert examples.features.shape == (2, 2, 384, 128)
    clean, noisy = examples.features[0]
    assert np.median(noisy) > np.median(clean) + 3
    again = published_examples(clips, seed=1)
    np.testing.assert_array_equal(again.features, examples.features)


def test_the_published_network_has_its_published_sizes():
    model = build_published_cnn_lstm()
    assert model.input_shape == (None, 5, 128, 128, 1)
    assert model.output_shape == (None, 7)
    convolutions = (9 * 1 + 1) * 64 + (9 * 64 + 1) * 64 + (9 * 64 + 1) * 128 + (9 * 128 + 1) * 128
    normalisations = 4 * (64 + 64 + 128 + 128)
    lstm = 4 * 256 * (128 + 256 + 1)  # 128 x 128 pooled by 2 * 4 * 4 * 4 leaves one place
    assert model.count_params() == convolutions + normalisations + lstm + 257 * 7
