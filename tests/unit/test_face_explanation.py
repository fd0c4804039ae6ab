"""The map of a face: its heat, where it lies on the frame, and how it is drawn."""

import dataclasses

import cv2
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from models.evaluation.overlay import ExplainedFrame, draw_explanation, overlay
from models.face.alignment import align_face, frame_to_crop
from models.face.cnn import FaceCnn
from models.face.explanation import (
    SMALLEST_SCALE,
    activation_maps,
    crop_outline,
    heat,
    heat_scale,
    to_frame,
    why_unpainted,
)
from models.face.landmarks import FaceMesh
from models.store import ArtefactError, load_release
from schemas.colours import EMOTION_COLOURS
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


def test_heat_is_what_speaks_for_on_the_scale_of_all_emotions():
    loud, faint = np.array([[-3.0, 1.0], [4.0, 0.0]]), np.array([[-2.0, -1.0], [1.0, 0.0]])
    scale = heat_scale(np.stack([loud, faint]))
    assert scale == 4
    np.testing.assert_allclose(heat(loud, scale), [[0, 0.25], [1, 0]])
    np.testing.assert_allclose(heat(faint, scale), [[0, 0], [0.25, 0]])
    assert heat(np.full((2, 2), -1.0), scale).max() == 0


def test_the_scale_of_a_face_without_evidence_makes_nothing_of_noise():
    noise = np.full((7, 2, 2), 0.02)
    assert heat_scale(noise) == SMALLEST_SCALE == 1
    assert heat(noise[0], heat_scale(noise)).max() == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("probability", "strongest", "said"),
    [
        (0.00049, 9.0, "The score for sad is 0.0 %"),
        (0.2, 0.0, "No place of the face speaks for sad"),
        (0.2, -1.0, "No place of the face speaks for sad"),
        (0.2, 0.49, "adds 0.5 logits for sad, where the scale ends at 10.0"),
        (0.2, 0.51, None),
        (0.00051, 9.0, None),
    ],
)
def test_a_class_without_evidence_says_why_it_has_no_heat_map(probability, strongest, said):
    activation = np.array([[-3.0, strongest]])
    why = why_unpainted("sad", probability, activation, 10.0)
    assert (why is None) if said is None else (said in why)


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
    laid = to_frame(heat(crop, crop.max()), shares, 360, 400)
    rows, columns = np.mgrid[0:360, 0:400]
    back = np.array([(laid * columns).sum(), (laid * rows).sum()]) / laid.sum()
    np.testing.assert_allclose(back, (200, 205), atol=2.5)  # half a pixel of the crop
    assert to_frame(np.ones((48, 48), np.float32), shares, 360, 400)[0, 0] == 0


def test_the_outline_is_the_edge_of_the_map():
    shares = tuple((POINTS / (400, 360)).ravel().tolist())
    outline = crop_outline(shares, 360, 400)
    drawn = cv2.fillPoly(np.zeros((360, 400), np.uint8), [outline.round().astype(np.int32)], 1)
    laid = to_frame(np.ones((48, 48), np.float32), shares, 360, 400) >= 0.5  # half way out
    assert drawn.sum() > 10_000
    assert (drawn.astype(bool) != laid).sum() < 0.01 * drawn.sum()


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
    frame = np.dstack([crop, crop + 60, crop])  # a green frame is grey where nothing is warm
    cold = overlay(frame, warm)[warm == 0]
    assert (cold == cold[:1, :1]).all()
    with pytest.raises(ValueError, match="heat of shape"):
        overlay(crop, warm[:40])


PROBABILITIES = (0.1, 0.05, 0.3, 0.02, 0.13, 0.25, 0.15)
FRAME = ExplainedFrame(
    pixels=np.full((60, 80, 3), (90, 140, 200), np.uint8),
    seconds=1.5,
    outline=np.array([(10, 10), (50, 10), (50, 50), (10, 50)]),
    heat=np.zeros((60, 80), np.float32),
    scale=8.0,
    emotion="sad",
    probabilities=PROBABILITIES,
)


def rendered(figure):
    """Shape (height, width, 3), RGB."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def coloured(axes):
    """Of its picture, how many pixels are not grey."""
    pixels = axes.images[0].get_array().astype(int)
    return int((np.ptp(pixels, axis=2) > 0).sum())


def written(figure):
    return [text.get_text() for text in figure.texts]


def test_heat_is_drawn_with_its_scale():
    warm = FRAME.heat.copy()
    warm[20:30, 20:30] = 1
    figure = draw_explanation(FRAME._replace(heat=warm), "models 9.9.9, labels ferplus")
    shown, _, scale = figure.axes
    assert coloured(shown) == 100
    assert scale.images[0].get_extent() == [0, 8, 0, 1]
    assert [label.get_text() for label in scale.get_xticklabels()] == ["0.0", "4.0", "8.0"]
    assert scale.get_xlabel().startswith("Logits that a place adds for sad; grey: none")
    np.testing.assert_array_equal(shown.patches[0].get_xy()[:4], FRAME.outline)
    assert "What speaks for sad" in written(figure)
    assert "Frame at 1.50 s, models 9.9.9, labels ferplus" in written(figure)
    assert CAVEAT in written(figure)


def test_a_class_without_evidence_gets_words_instead_of_colours():
    why = "The score for sad is 0.0 %: there is no evidence to show."
    figure = draw_explanation(FRAME._replace(unpainted=why), "models 9.9.9")
    shown, bars = figure.axes
    assert coloured(shown) == 0
    assert {why, "No heat map is drawn."} <= set(written(figure))
    bars.remove()
    pixels = rendered(figure).astype(int)
    assert (np.ptp(pixels, axis=2) > 20).sum() == 0  # nor anywhere else; the ink is blueish


def test_the_seven_scores_are_drawn_with_the_asked_one_marked_and_the_guess_line():
    _, bars, _ = draw_explanation(FRAME, "models 9.9.9").axes
    assert [label.get_text() for label in bars.get_yticklabels()] == list(EMOTIONS)
    drawn = bars.containers[0].patches
    np.testing.assert_allclose([bar.get_width() for bar in drawn], PROBABILITIES)
    assert [to_hex(bar.get_facecolor()) for bar in drawn] == [
        EMOTION_COLOURS[emotion].on_light for emotion in EMOTIONS
    ]
    weights = [label.get_fontweight() for label in bars.get_yticklabels()]
    assert [name for name, weight in zip(EMOTIONS, weights, strict=True) if weight == "bold"] == [
        "sad"
    ]
    (guess,) = (line for line in bars.lines if line.get_linestyle() == "--")
    np.testing.assert_allclose(guess.get_xdata(), (1 / 7, 1 / 7))
    texts = [text.get_text() for text in bars.texts]
    assert texts == [
        "guessing 14.3 %",
        *("10.0 %", "5.0 %", "30.0 %", "2.0 %", "13.0 %", "25.0 %", "15.0 %"),
    ]
