"""What stands beside the five folds by actor: the speaker-dependent split, and the ensemble."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.predictions import HeldOut, PredictionsError
from models.training.voice.ensemble import (
    calibrated_mean,
    ensemble_temperature,
    judge_ensemble,
    mean_of,
)
from models.training.voice.examples import Examples
from models.training.voice.folds import sexes
from models.training.voice.speaker_dependent import (
    predict_speaker_dependent,
    random_split,
    speaker_dependent_figures,
)
from models.voice.temperature import VoiceTemperature

LABELS = np.tile(np.arange(7), 20)
ACTORS = np.repeat(np.arange(1, 21), 7)


def predictions(confidence, seed, labels=LABELS, people=ACTORS):
    """Right in 80 % of the clips, with this confidence in every answer."""
    rng = np.random.default_rng(seed)
    answers = np.where(rng.random(len(labels)) < 0.8, labels, rng.integers(0, 7, len(labels)))
    probabilities = np.full((len(labels), 7), (1 - confidence) / 6)
    probabilities[np.arange(len(labels)), answers] = confidence
    return HeldOut(labels, probabilities, sexes(people), people)


@given(st.integers(2, 2000), st.integers(0, 9))
def test_the_parts_of_the_speaker_dependent_split_are_disjoint_and_cover_all(count, seed):
    training, test = random_split(count, seed)
    assert sorted([*training, *test]) == list(range(count))
    assert len(test) == max(1, round(count * 0.2))
    np.testing.assert_array_equal(test, random_split(count, seed)[1])


def test_the_speaker_dependent_split_scores_only_what_was_not_trained_on():
    examples = Examples(np.eye(7, dtype=np.float32)[LABELS], np.arange(140))
    trained = []

    def train(clips):
        trained.extend(clips.tolist())
        return lambda features: 0.3 * features + 0.1

    held_out = predict_speaker_dependent(
        examples, LABELS, ACTORS, train, seed=1, temperature=VoiceTemperature()
    )
    figures = speaker_dependent_figures(held_out)
    assert figures["accuracy"] == figures["balanced_accuracy"] == 1
    assert "SAME ACTORS" in figures["name"]
    test = random_split(140, 1)[1]
    np.testing.assert_array_equal(held_out.labels, LABELS[test])
    np.testing.assert_array_equal(held_out.people, ACTORS[test])
    assert not set(trained) & set(test.tolist())


@pytest.mark.parametrize("count", [2, 3])
def test_the_mean_of_underconfident_models_is_mended_by_a_temperature(count):
    judged = judge_ensemble({f"model_{seed}": predictions(0.6, seed) for seed in range(count)})
    assert judged["balanced_accuracy"] > 0.7
    assert judged["temperature"] < 1
    assert judged["ece_with_temperature"] < judged["ece"]
    assert set(judged["balanced_accuracy_by_group"]) == {"female", "male"}
    assert "speaker_dependent" not in judged


def test_the_mean_is_judged_on_the_speaker_dependent_split_too():
    models = {"one": predictions(0.6, 0), "two": predictions(0.6, 1)}
    judged = judge_ensemble(models, models)
    assert judged["speaker_dependent"]["balanced_accuracy"] == judged["balanced_accuracy"]
    assert "SAME ACTORS" in judged["speaker_dependent"]["name"]


def test_the_mean_is_over_all_models():
    models = {str(seed): predictions(0.6, seed) for seed in range(3)}
    expected = np.mean([of.probabilities for of in models.values()], axis=0)
    np.testing.assert_allclose(mean_of(models).probabilities, expected, atol=1e-15)


def test_a_single_model_stays_as_it_is():
    alone = {"one": predictions(0.6, 0)}
    np.testing.assert_array_equal(calibrated_mean(alone).probabilities, alone["one"].probabilities)
    assert ensemble_temperature(alone) == 1
    judged = judge_ensemble(alone)
    assert judged["ece"] == judged["ece_with_temperature"]


def test_combining_different_clips_is_refused():
    ours = predictions(0.6, 0)
    for others in ({"labels": LABELS[::-1]}, {"people": ACTORS[::-1]}):
        with pytest.raises(PredictionsError, match="one and two were judged on different items"):
            mean_of({"one": ours, "two": predictions(0.6, 0, **others)})
    nameless = ours._replace(people=None)
    with pytest.raises(PredictionsError, match="whose they are"):
        judge_ensemble({"one": nameless, "two": nameless})
    np.testing.assert_allclose(
        mean_of({"one": ours, "two": ours}).probabilities, ours.probabilities
    )
