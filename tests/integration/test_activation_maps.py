"""Activation maps: what the graph says of each place adds up to the score it explains."""

import dataclasses

import keras
import numpy as np
import pytest

from models.face.cnn import GRAPH, FaceCnn
from models.face.explanation import activation_maps
from models.face.preprocessing import mirror, prepare_crops
from models.runtime.onnx import onnx_session
from models.store import load_artefact
from models.training.export import to_onnx
from models.training.face.graph import scoring_model
from models.training.publish import save_artefact
from schemas.labels import EMOTIONS
from tests.small_face_cnn import SMALL_CARD, small_network

CROPS = np.random.default_rng(3).integers(0, 255, (9, 48, 48)).astype(np.uint8)


@pytest.fixture(scope="module")
def trained():
    return small_network()


@pytest.fixture(scope="module")
def artefact(trained, tmp_path_factory):
    """What a release with activation maps ships, on a network with random weights."""
    root = tmp_path_factory.mktemp("artefacts")
    files = {GRAPH: to_onnx(scoring_model(trained), prepare_crops(CROPS))}
    save_artefact("face_cnn", "9.0.0", files, SMALL_CARD, root)
    return load_artefact("face_cnn", "9.0.0", root)


@pytest.fixture(scope="module")
def scorer(artefact):
    return FaceCnn(artefact, "ferplus")


def test_the_outputs_are_named_and_the_scores_stay(artefact, trained):
    session = onnx_session(artefact.read(GRAPH))
    names = {output.name for output in session.get_outputs()}
    assert names == {"emotions", "embedding", "activation_maps"}
    inputs = prepare_crops(CROPS)
    scores, embedding = session.run(["emotions", "embedding"], {"crops": inputs})
    np.testing.assert_allclose(scores, trained.predict(inputs, verbose=0), atol=1e-5)
    assert embedding.shape == (9, 16)


def test_mean_and_bias_of_the_maps_are_the_logits(artefact, scorer, trained):
    session = onnx_session(artefact.read(GRAPH))
    maps, embedding = session.run(["activation_maps", "embedding"], {"crops": prepare_crops(CROPS)})
    kernel, bias = trained.get_layer("emotions").get_weights()
    assert np.abs(bias).min() > 0
    logits = embedding @ kernel + bias
    np.testing.assert_allclose(maps.mean(axis=(1, 2)) + bias, logits, atol=1e-4)
    # Upsampling moves no weight between emotions: the crop's mean stays the coarse mean.
    fine = activation_maps(scorer, CROPS)
    assert fine.shape == (9, len(EMOTIONS), 48, 48)
    np.testing.assert_allclose(fine.mean(axis=(2, 3)), maps.mean(axis=(1, 2)), atol=0.05)


def test_a_map_does_not_depend_on_its_batch(scorer):
    whole = activation_maps(scorer, CROPS)
    single = np.concatenate([activation_maps(scorer, CROPS[i : i + 1]) for i in range(9)])
    np.testing.assert_allclose(single, whole, atol=1e-5)


def test_a_face_scored_with_its_mirror_image_is_explained_with_it(artefact, scorer):
    scoring = {**SMALL_CARD.scoring, "mirrored": True}
    card = dataclasses.replace(artefact.card, scoring=scoring)
    both = FaceCnn(artefact._replace(card=card), "ferplus")
    maps = activation_maps(both, CROPS)
    np.testing.assert_allclose(activation_maps(both, mirror(CROPS))[..., ::-1], maps, atol=1e-5)
    assert np.abs(maps - activation_maps(scorer, CROPS)).max() > 1e-3


def test_a_map_points_at_what_decided():
    """Only the lower right of the crop differs from flat grey, so only there is evidence."""
    network = small_network()
    inputs = np.zeros((1, 48, 48, 1), np.float32)
    inputs[0, 32:, 32:] = 1
    for layer in network.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.set_weights([np.ones_like(w) * (w.ndim > 1) for w in layer.get_weights()])
    maps = scoring_model(network).predict(inputs, verbose=0)["activation_maps"]
    rows, columns = np.unravel_index(np.abs(maps[0]).sum(axis=2).argmax(), (6, 6))
    assert rows >= 4
    assert columns >= 4


def test_another_head_is_refused():
    inputs = keras.Input((8, 8, 1))
    x = keras.layers.Identity(name="features")(inputs)
    x = keras.layers.GlobalMaxPooling2D(name="embedding")(x)
    model = keras.Model(inputs, keras.layers.Dense(7, name="emotions")(x))
    with pytest.raises(ValueError, match="GlobalAveragePooling2D"):
        scoring_model(model)
    x = keras.layers.GlobalAveragePooling2D(name="embedding")(inputs)
    x = keras.layers.Identity(name="features")(x)
    model = keras.Model(inputs, keras.layers.Identity(name="emotions")(x))
    with pytest.raises(ValueError, match="Dense"):
        scoring_model(model)
