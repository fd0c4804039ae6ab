"""Training of the face CNN: being killed is harmless."""

import numpy as np
import pytest
import tensorflow as tf

from models.face import training
from models.face.training import FaceTrainingOptions, train_face_cnn
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
    return train_face_cnn(
        CROPS, TARGETS, judged, OPTIONS, str(checkpoint), build=network
    ).get_weights()


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
