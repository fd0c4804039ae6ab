"""Earlier systems' voice rows, under both splits."""

from functools import partial

import numpy as np
import pytest

from models.baselines.settings import Settings
from models.baselines.voice_network import build_published_cnn_lstm, published_log_mel, stretches
from models.baselines.voice_training import published_examples
from models.baselines.voices import (
    classical,
    extra_trees,
    first_windows,
    gradient_boosting,
    judge_splits,
    judge_voices,
    nearest_neighbours,
    random_forest,
    spoken_only,
    thesis_svm,
)
from models.training.trainer import InsufficientDataError
from models.training.voice.examples import Examples
from models.training.voice.folds import actor_folds
from tests.synthetic_voice import synthetic_voice

LABELS = np.tile(np.arange(7), 20)
ACTORS = np.repeat(np.arange(1, 21), 7)


@pytest.mark.parametrize(
    "row",
    [
        partial(thesis_svm, splits=2),
        nearest_neighbours,
        random_forest,
        extra_trees,
        gradient_boosting,
    ],
    ids=("svm", "knn", "random forest", "extra trees", "gradient boosting"),
)
def test_earlier_rows_learn_what_can_be_learned(row):
    rng = np.random.default_rng(0)
    features = rng.normal(0, 0.3, (140, 68)).astype(np.float32)
    features[:, :63] += np.tile(np.eye(7), 9)[LABELS]
    answer = classical(row, features, LABELS, seed=1)
    judged = judge_voices(answer, LABELS, ACTORS, Settings(seed=1, folds=2))
    assert {name: figures["clips"] for name, figures in judged.items()} == {
        "unseen actors": 56,
        "speaker-dependent split": 28,
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
        honest = judge_splits("fold", right_in_the_first, LABELS, folds[:count])
        assert (honest["folds"], honest["clips"]) == (count, 28 * count)
        assert honest["accuracy"] == honest["balanced_accuracy"] == accuracy


def test_one_actor_cannot_be_held_out():
    with pytest.raises(InsufficientDataError, match="at least two are needed"):
        judge_voices(lambda _, test: LABELS[test], LABELS, np.ones(140, int), Settings())


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
