"""A released network as the start of a further training."""

import keras
import numpy as np
import pytest

from models.face.architecture import build_face_cnn
from models.face.warm_start import warm_start
from models.store import ArtefactError, load_artefact, onnx_session

EXAMPLES = np.random.default_rng(0).normal(size=(64, 48, 48, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def graph():
    return load_artefact("face_cnn", "0.2.0").read("face_cnn.onnx")


@pytest.fixture(scope="module")
def warm(graph):
    keras.utils.clear_session()
    model = build_face_cnn()
    warm_start(model, graph, EXAMPLES)
    return model


def test_it_scores_as_the_graph_does(graph, warm):
    session = onnx_session(graph)
    (expected,) = session.run(["emotions"], {"crops": EXAMPLES})
    assert expected.std() > 0.05
    assert warm.predict(EXAMPLES, verbose=0) == pytest.approx(expected, abs=1e-5)


def test_its_batch_statistics_are_those_of_the_examples(warm):
    """So the first step of training sees the network that scored, not a rescaled one."""
    features = keras.Model(warm.input, warm.get_layer("embedding").output)
    assert np.array(features(EXAMPLES, training=True)) == pytest.approx(
        np.array(features(EXAMPLES, training=False)), abs=1e-3
    )


@pytest.mark.parametrize("options", [{"stem": 16}, {"entry": (48, 96, 96)}, {"entry": (48,)}])
def test_another_architecture_is_refused(graph, options):
    keras.utils.clear_session()
    with pytest.raises(ArtefactError, match="another architecture"):
        warm_start(build_face_cnn(**options), graph, EXAMPLES)
