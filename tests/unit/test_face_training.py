"""Training of the face CNN: its targets, its teacher, its heads; being killed is harmless."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.calibration import temper
from models.export import to_onnx
from models.face import training
from models.face.activation_maps import activation_maps
from models.face.architecture import SHIPPED, Size, Stage, balance_heads, build_face_cnn
from models.face.normalisation import FusedBatchNormalization
from models.face.preprocessing import prepare_crops
from models.face.scorer import FaceScorer
from models.face.scoring_graph import GRAPH, scoring_model
from models.face.targets import head_targets, one_hot
from models.face.training import FaceTrainingOptions, Teacher, cross_entropy, train_face_cnn
from models.store import ArtefactError, load_artefact, save_artefact
from schemas.labels import EMOTIONS, FACE_READINGS, FERPLUS_VOTES
from tests.small_face_cnn import small_network

RNG = np.random.default_rng(4)
CROPS = RNG.integers(0, 256, (2 * training.BATCH, 48, 48), dtype=np.uint8)
TARGETS = np.eye(7, dtype=np.float32)[RNG.integers(0, 7, len(CROPS))]
OPTIONS = FaceTrainingOptions(epochs=3, learning_rate=0.01)


def network():
    """Without dropout, whose choices are the one thing that is drawn anew."""
    model = small_network()
    model.get_layer("dropout").rate = 0
    return model


def trained(checkpoint):
    judged = (CROPS[:8], TARGETS[:8])
    return train_face_cnn(CROPS, TARGETS, judged, OPTIONS, network, checkpoint).get_weights()


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_killed_training_goes_on_as_if_nothing_had_been(epoch, tmp_path, monkeypatch):
    undisturbed = trained(tmp_path / "undisturbed")
    batch = training._Batches.__getitem__

    def killed_in_the_epoch(batches, index):
        if batches.epoch == epoch:
            raise OSError("killed")
        return batch(batches, index)

    with monkeypatch.context() as patched:
        patched.setattr(training._Batches, "__getitem__", killed_in_the_epoch)
        with pytest.raises(tf.errors.UnknownError, match="killed"):
            trained(tmp_path / "killed")
    # Resumed, and once more as if the last epoch was finished and only its result was lost.
    for _ in range(2):
        for expected, found in zip(undisturbed, trained(tmp_path / "killed"), strict=True):
            np.testing.assert_allclose(found, expected, atol=1e-6)


def test_targets_are_the_label_smoothed_and_the_shares_of_the_votes():
    votes = np.zeros((3, 10), np.uint8)
    votes[0, FERPLUS_VOTES.index("neutral")] = 6
    votes[0, FERPLUS_VOTES.index("sad")] = 2
    votes[0, FERPLUS_VOTES.index("angry")] = 1  # one stray vote is noise
    votes[0, FERPLUS_VOTES.index("contempt")] = 1
    votes[1, FERPLUS_VOTES.index("unknown")] = 10
    votes[2] = 1
    sad, happy = EMOTIONS.index("sad"), EMOTIONS.index("happy")
    targets = head_targets(np.array([sad, happy, happy]), votes, smoothing=0.07)
    np.testing.assert_allclose(targets.reshape(3, 2, 7).sum(axis=2), 1, atol=1e-6)
    np.testing.assert_allclose(targets[0, :7], 0.93 * np.eye(7)[sad] + 0.01, atol=1e-6)
    expected = 0.75 * np.eye(7)[EMOTIONS.index("neutral")] + 0.25 * np.eye(7)[sad]
    np.testing.assert_allclose(targets[0, 7:], expected, atol=1e-6)
    # Nobody saw one of the seven, or all saw something else: the label stays.
    np.testing.assert_allclose(targets[1:, 7:], np.eye(7)[[happy, happy]], atol=1e-6)
    np.testing.assert_array_equal(head_targets(np.array([sad]), None, 0.0), [[*np.eye(7)[sad]] * 2])


def test_the_loss_is_the_mean_of_the_heads_cross_entropies():
    rng = np.random.default_rng(5)
    targets, answers = rng.dirichlet(np.ones(7), (2, 6, 2))
    expected = -(targets * np.log(answers)).sum(axis=2).mean(axis=1)
    flat = (each.reshape(6, 14).astype(np.float32) for each in (targets, answers))
    np.testing.assert_allclose(cross_entropy(*flat), expected, rtol=1e-5)


TINY = Size(8, (Stage(8, 1, 2), Stage(12, 1, 2)), dropout=0.0)


def test_each_head_is_an_output_that_scores(tmp_path):
    keras.utils.set_random_seed(6)
    with_heads = build_face_cnn(TINY, heads=2)
    inputs = prepare_crops(CROPS[:5])
    heads = with_heads.predict(inputs, verbose=0).reshape(5, 2, 7)
    scoring = scoring_model(with_heads, FACE_READINGS)
    outputs = scoring.predict(inputs, verbose=0)
    _, bias = with_heads.get_layer("emotions").get_weights()
    for number, reading in enumerate(FACE_READINGS):
        np.testing.assert_allclose(outputs[reading], heads[:, number], atol=1e-6)
        columns = slice(7 * number, 7 * number + 7)
        logits = outputs["activation_maps"].mean(axis=(1, 2))[:, columns] + bias[columns]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        expected = powers / powers.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(outputs[reading], expected, atol=1e-5)

    card = {
        "mirrored": False,
        "reading": "labels",
        "readings": {"labels": {"temperature": 1.0}, "votes": {"temperature": 2.0}},
    }
    save_artefact("face_cnn", "9.0.0", {GRAPH: to_onnx(scoring, inputs)}, card, tmp_path)
    artefact = load_artefact("face_cnn", "9.0.0", tmp_path)
    labels, votes = heads[:, 0], temper(heads[:, 1], 2.0)
    for reading, expected in ((None, labels), ("labels", labels), ("votes", votes)):
        found = FaceScorer(artefact, reading).score(CROPS[:5])
        np.testing.assert_allclose(found, expected, atol=1e-5)
        maps = activation_maps(artefact, CROPS[:5], reading)
        first = 7 * (reading == "votes")
        centre = outputs["activation_maps"][:, 3, 3, first : first + 7]
        # Pixel 27.5 is the middle of the fourth place of 8 pixels, up to the interpolation.
        np.testing.assert_allclose(maps[:, :, 27:29, 27:29].mean(axis=(2, 3)), centre, atol=0.1)
    with pytest.raises(ArtefactError, match="labels or votes"):
        FaceScorer(artefact, "emotions")
    with pytest.raises(ArtefactError, match="later --release"):
        FaceScorer(load_artefact("face_cnn", "0.4.0"), "votes")


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_balanced_heads_are_divided_by_a_power_of_the_frequencies(balance):
    keras.utils.set_random_seed(6)
    model = build_face_cnn(TINY, heads=2)
    inputs = prepare_crops(CROPS[:5])
    before = model.predict(inputs, verbose=0).reshape(5, 2, 7)
    frequencies = np.random.default_rng(9).dirichlet(np.ones(7), 2)
    balance_heads(model, frequencies.ravel(), balance)
    expected = before / frequencies**balance
    expected /= expected.sum(axis=2, keepdims=True)
    found = model.predict(inputs, verbose=0).reshape(5, 2, 7)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_class_that_never_occurs_is_left_as_it_is():
    keras.utils.set_random_seed(6)
    model = build_face_cnn(TINY)
    before = model.predict(prepare_crops(CROPS[:5]), verbose=0)
    balance_heads(model, np.zeros(7), 1.0)
    np.testing.assert_array_equal(model.predict(prepare_crops(CROPS[:5]), verbose=0), before)


def test_a_teacher_answers_the_same_augmented_crops():
    teacher = small_network()
    batches = training._Batches(CROPS, TARGETS, 1, Teacher(teacher, 0.75))
    inputs, targets = batches[0]
    alone, said = training._Batches(CROPS, TARGETS, 1)[0]
    np.testing.assert_array_equal(inputs, alone)
    answers = teacher.predict(inputs, verbose=0)
    np.testing.assert_allclose(targets, 0.25 * said + 0.75 * answers, atol=1e-5)


def test_with_all_weight_on_a_teacher_the_labels_do_not_matter():
    teacher, judged = Teacher(small_network(), 1.0), (CROPS[:8], TARGETS[:8])
    fits = [
        train_face_cnn(
            CROPS, targets, judged, OPTIONS._replace(epochs=1), network, teacher=teacher
        ).get_weights()
        for targets in (TARGETS, one_hot(np.zeros(len(CROPS), int)))
    ]
    for first, second in zip(*fits, strict=True):
        np.testing.assert_allclose(first, second, atol=1e-6)


def test_another_training_does_not_go_on_from_this_ones_checkpoint(tmp_path):
    first = trained(tmp_path)
    judged = (CROPS[:8], TARGETS[:8])
    others = (
        (CROPS[:100], TARGETS[:100], OPTIONS),
        (CROPS, TARGETS, OPTIONS._replace(seed=5)),
        (CROPS, TARGETS, OPTIONS._replace(learning_rate=0.02)),
    )
    for crops, targets, options in others:
        again, fresh = (
            train_face_cnn(crops, targets, judged, options, network, folder).get_weights()
            for folder in (tmp_path, None)
        )
        assert any((one != other).any() for one, other in zip(first, again, strict=True))
        for one, other in zip(fresh, again, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)


def test_a_network_trains_in_half_precision_and_keeps_whole_weights():
    judged = (CROPS[:8], TARGETS[:8])
    options = OPTIONS._replace(epochs=1, precision="mixed_bfloat16")
    model = train_face_cnn(CROPS, TARGETS, judged, options, lambda: build_face_cnn(TINY))
    assert keras.config.dtype_policy().name == "float32"
    assert {weight.dtype for weight in model.get_weights()} == {np.dtype(np.float32)}
    answers = model.predict(prepare_crops(CROPS[:5]), verbose=0)
    assert answers.dtype == np.float32
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_the_fused_normalisation_keeps_its_statistics_whole_in_half_precision():
    inputs = np.random.default_rng(8).normal(3, 2, (64, 6, 6, 5)).astype(np.float32)
    layer = FusedBatchNormalization(dtype="mixed_bfloat16", momentum=0.0)
    outputs = layer(tf.cast(inputs, tf.bfloat16), training=True)
    assert outputs.dtype == tf.bfloat16
    expected = [inputs.mean(axis=(0, 1, 2)), inputs.var(axis=(0, 1, 2))]
    for kept, seen in zip(layer.get_weights()[2:], expected, strict=True):
        assert kept.dtype == np.float32
        np.testing.assert_allclose(kept, seen, rtol=2e-3)


@pytest.mark.parametrize("training_now", [True, False])
def test_the_fused_normalisation_is_keras_own(training_now):
    rng = np.random.default_rng(7)
    inputs = rng.normal(2, 3, (16, 6, 6, 5)).astype(np.float32)
    both = FusedBatchNormalization(), keras.layers.BatchNormalization()
    weights = [rng.uniform(0.5, 2, 5).astype(np.float32) for _ in range(4)]
    outputs = []
    for layer in both:
        layer.build(inputs.shape)
        layer.set_weights(weights)
        outputs.append(layer(inputs, training=training_now))
    np.testing.assert_allclose(*outputs, atol=1e-5)
    fused, usual = (layer.get_weights() for layer in both)
    np.testing.assert_allclose(fused[2], usual[2], atol=1e-5)
    # Over 576 values: the fused variance is the unbiased one.
    np.testing.assert_allclose(fused[3], usual[3], rtol=1e-3)


def test_the_shipped_network_has_places_for_the_activation_maps():
    assert build_face_cnn().get_layer("features").output.shape == (
        None,
        6,
        6,
        SHIPPED.stages[-1][0],
    )
