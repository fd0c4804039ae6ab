"""Training of the face CNN: its targets, its teacher; an interruption is harmless."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.face.preprocessing import prepare_crops
from models.training.face import fit as training
from models.training.face.architecture import build_face_cnn
from models.training.face.fit import FaceTrainingOptions, Teacher, cross_entropy, train_face_cnn
from models.training.face.targets import head_targets, one_hot
from schemas.labels import EMOTIONS, FERPLUS_VOTES
from tests.small_face_cnn import TINY, small_network

RNG = np.random.default_rng(4)
CROPS = RNG.integers(0, 256, (2 * training.BATCH, 48, 48), dtype=np.uint8)
TARGETS = np.eye(7, dtype=np.float32)[RNG.integers(0, 7, len(CROPS))]
OPTIONS = FaceTrainingOptions(epochs=3, learning_rate=0.01)


def trained(checkpoint):
    judged = (CROPS[:8], TARGETS[:8])
    return train_face_cnn(
        CROPS, TARGETS, judged, OPTIONS, small_network, checkpoint=checkpoint
    ).get_weights()


@pytest.mark.parametrize("epoch", [1, 2])
def test_an_interrupted_training_resumes_as_if_nothing_had_been(epoch, tmp_path, monkeypatch):
    undisturbed = trained(tmp_path / "undisturbed")
    batch = training._Batches.__getitem__

    def interrupted_in_the_epoch(batches, index):
        if batches.epoch == epoch:
            raise OSError("interrupted")
        return batch(batches, index)

    with monkeypatch.context() as patched:
        patched.setattr(training._Batches, "__getitem__", interrupted_in_the_epoch)
        with pytest.raises(tf.errors.UnknownError, match="interrupted"):
            trained(tmp_path / "interrupted")
    # Resumed, and once more as if the last epoch was finished and only its result was lost.
    for _ in range(2):
        for expected, found in zip(undisturbed, trained(tmp_path / "interrupted"), strict=True):
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
            CROPS, targets, judged, OPTIONS._replace(epochs=1), small_network, teacher=teacher
        ).get_weights()
        for targets in (TARGETS, one_hot(np.zeros(len(CROPS), int)))
    ]
    for first, second in zip(*fits, strict=True):
        np.testing.assert_allclose(first, second, atol=1e-6)


def test_another_training_does_not_resume_from_this_ones_checkpoint(tmp_path):
    first = trained(tmp_path)
    judged = (CROPS[:8], TARGETS[:8])
    others = (
        (CROPS[:100], TARGETS[:100], OPTIONS),
        (CROPS, TARGETS, OPTIONS._replace(seed=5)),
        (CROPS, TARGETS, OPTIONS._replace(learning_rate=0.02)),
    )
    for crops, targets, options in others:
        again, fresh = (
            train_face_cnn(
                crops, targets, judged, options, small_network, checkpoint=folder
            ).get_weights()
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
