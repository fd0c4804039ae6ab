"""The map of a face: its heat, where it lies on the frame, and how it is drawn."""

import dataclasses

import cv2
import numpy as np
import pytest

from models.evaluation.overlay import ExplainedFrame, draw_explanation, overlay
from models.face.alignment import align_face, frame_to_crop
from models.face.cnn import FaceCnn
from models.face.explanation import activation_maps, heat, to_frame
from models.face.landmarks import FaceMesh
from models.store import ArtefactError, load_release
from schemas.datasets import CAVEAT
from schemas.labels import EMOTIONS, FACE_LABELS

POINTS = np.array([(150, 170), (230, 150), (200, 205), (170, 250), (232, 234)], np.float64)
"""Two eyes, nose, mouth corners of a tilted face in a frame of 400 x 360 pixels."""


@pytest.mark.parametrize("labels", FACE_LABELS)
def test_the_shipped_maps_differ_by_label_scheme_as_the_logits_do(labels):
    """The mean of a map is its logit less the bias: differences between crops are the logits'."""
    artefact = load_release().artefacts["face_cnn"]
    card = dataclasses.replace(artefact.card, scoring={**artefact.card.scoring, "mirrored": False})
    scorer = FaceCnn(artefact._replace(card=card), labels)
    crops = np.random.default_rng(3).integers(0, 255, (4, 48, 48)).astype(np.uint8)
    means = activation_maps(scorer, crops).mean(axis=(2, 3))
    assert means.shape == (4, len(EMOTIONS))
    logits = np.log(scorer.network.probabilities(crops))
    for values in (means, logits):
        values -= values.mean(axis=1, keepdims=True)
    # Of 8-bit arithmetic.
    np.testing.assert_allclose(means - means[0], logits - logits[0], atol=0.4)


def test_a_model_without_maps_is_refused():
    class Other:
        def score(self, crops):
            return np.full((len(crops), 7), 1 / 7)

    with pytest.raises(ArtefactError, match="Other gives no activation maps; choose a --release"):
        activation_maps(Other(), np.zeros((1, 48, 48), np.uint8))


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


def test_an_explanation_is_drawn_with_its_caveat():
    pixels, warm = np.full((60, 80, 3), 90, np.uint8), np.zeros((60, 80), np.float32)
    warm[20:30, 20:30] = 1
    frame = ExplainedFrame(pixels, 1.5, (0.1, 0.1, 0.5, 0.5), warm, "sad", (0.1,) * 4 + (0.2,) * 3)
    figure = draw_explanation(frame, "models 9.9.9, labels ferplus")
    shown, bars = figure.axes
    assert shown.get_title().startswith("What speaks for sad, 1.50 s")
    assert bars.get_title() == "models 9.9.9, labels ferplus"
    assert [label.get_text() for label in bars.get_yticklabels()] == list(EMOTIONS)
    assert figure.get_supxlabel() == CAVEAT
    np.testing.assert_array_equal(shown.images[0].get_array(), overlay(pixels, warm))
