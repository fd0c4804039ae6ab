"""Activation maps: what the graph says of each place adds up to the score it explains."""

import cv2
import keras
import numpy as np
import pytest

from models.face.alignment import align_face, frame_to_crop
from models.face.explanation import activation_maps, heat, overlay, to_frame
from models.face.landmarks import FaceMesh
from models.face.preprocessing import mirror, prepare_crops
from models.runtime.onnx import onnx_session
from models.store import ArtefactError, load_artefact, load_release, save_artefact
from models.training.export import to_onnx
from models.training.face.graph import scoring_model
from schemas.labels import EMOTIONS
from tests.small_face_cnn import small_network

CROPS = np.random.default_rng(3).integers(0, 255, (9, 48, 48)).astype(np.uint8)
POINTS = np.array([(150, 170), (230, 150), (200, 205), (170, 250), (232, 234)], np.float64)
"""Two eyes, nose, mouth corners of a tilted face in a frame of 400 x 360 pixels."""


@pytest.fixture(scope="module")
def trained():
    return small_network()


@pytest.fixture(scope="module")
def artefact(trained, tmp_path_factory):
    """What a release with activation maps ships, on a network with random weights."""
    root = tmp_path_factory.mktemp("artefacts")
    files = {"face_cnn.onnx": to_onnx(scoring_model(trained), prepare_crops(CROPS))}
    save_artefact("face_cnn", "9.0.0", files, {"temperature": 1.0}, root)
    return load_artefact("face_cnn", "9.0.0", root)


def test_the_outputs_are_named_and_the_scores_stay(artefact, trained):
    session = onnx_session(artefact.read("face_cnn.onnx"))
    names = {output.name for output in session.get_outputs()}
    assert names == {"emotions", "embedding", "activation_maps"}
    inputs = prepare_crops(CROPS)
    scores, embedding = session.run(["emotions", "embedding"], {"crops": inputs})
    np.testing.assert_allclose(scores, trained.predict(inputs, verbose=0), atol=1e-5)
    assert embedding.shape == (9, 16)


def test_mean_and_bias_of_the_maps_are_the_logits(artefact, trained):
    session = onnx_session(artefact.read("face_cnn.onnx"))
    maps, embedding = session.run(["activation_maps", "embedding"], {"crops": prepare_crops(CROPS)})
    kernel, bias = trained.get_layer("emotions").get_weights()
    assert np.abs(bias).min() > 0
    logits = embedding @ kernel + bias
    np.testing.assert_allclose(maps.mean(axis=(1, 2)) + bias, logits, atol=1e-4)
    # Upsampling moves no weight between emotions: the crop's mean stays the coarse mean.
    fine = activation_maps(artefact, CROPS)
    assert fine.shape == (9, len(EMOTIONS), 48, 48)
    np.testing.assert_allclose(fine.mean(axis=(2, 3)), maps.mean(axis=(1, 2)), atol=0.05)


def test_a_map_does_not_depend_on_its_batch(artefact):
    whole = activation_maps(artefact, CROPS)
    single = np.concatenate([activation_maps(artefact, CROPS[i : i + 1]) for i in range(9)])
    np.testing.assert_allclose(single, whole, atol=1e-5)
    assert activation_maps(artefact, CROPS[:0]).shape == (0, len(EMOTIONS), 48, 48)


def test_a_face_read_with_its_mirror_image_is_explained_with_it(artefact):
    both = artefact._replace(card={**artefact.card, "mirrored": True})
    maps = activation_maps(both, CROPS)
    np.testing.assert_allclose(activation_maps(both, mirror(CROPS))[..., ::-1], maps, atol=1e-5)
    assert np.abs(maps - activation_maps(artefact, CROPS)).max() > 1e-3


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


def test_the_first_release_has_no_maps_and_says_so():
    with pytest.raises(ArtefactError, match="no activation maps; choose a --release"):
        activation_maps(load_release("0.1.0").artefacts["face_cnn"], CROPS)


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


def test_heat_is_relative_and_only_what_speaks_for():
    np.testing.assert_allclose(heat(np.array([[-3.0, 1.0], [4.0, 0.0]])), [[0, 0.25], [1, 0]])
    assert heat(np.full((2, 2), -1.0)).max() == 0


def mesh_of(points):
    """A mesh whose five points are these."""
    mesh = np.zeros((468, 3), np.float32)
    for indices, place in zip(((33, 133), (362, 263), (1,), (61,), (291,)), points, strict=True):
        mesh[list(indices), :2] = place
    return FaceMesh(mesh, 1.0)


def test_the_map_is_laid_where_the_crop_was_cut():
    """A blob on the nose of the frame lands in the crop, and the crop's place leads back to it."""
    frame = np.zeros((360, 400, 3), np.uint8)
    cv2.circle(frame, (200, 205), 9, (255, 255, 255), -1)
    crop = align_face(frame, mesh_of(POINTS)).astype(float)
    rows, columns = np.mgrid[0:48, 0:48]
    centre = np.array([(crop * columns).sum(), (crop * rows).sum()]) / crop.sum()
    expected = frame_to_crop(POINTS) @ (200, 205, 1)
    np.testing.assert_allclose(centre, expected, atol=0.6)
    shares = tuple((POINTS / (400, 360)).ravel().tolist())
    laid = to_frame(heat(crop), shares, 360, 400)
    rows, columns = np.mgrid[0:360, 0:400]
    back = np.array([(laid * columns).sum(), (laid * rows).sum()]) / laid.sum()
    np.testing.assert_allclose(back, (200, 205), atol=2.5)  # half a pixel of the crop
    assert to_frame(np.ones((48, 48), np.float32), shares, 360, 400)[0, 0] == 0


def test_overlay_leaves_cold_places_alone():
    crop = np.full((48, 48), 90, np.uint8)
    warm = np.zeros((48, 48), np.float32)
    warm[10:20, 10:20] = 1
    painted = overlay(crop, warm)
    assert painted.shape == (48, 48, 3)
    assert painted.dtype == np.uint8
    assert (painted[warm == 0] == 90).all()
    red, _, blue = painted[15, 15].astype(int)
    assert red > blue + 30  # the hot end is yellow
    with pytest.raises(ValueError, match="heat of shape"):
        overlay(crop, warm[:40])
