"""Detection, landmarks, alignment and preprocessing on a public-domain portrait."""

import cv2
import numpy as np
import pytest
from skimage import data

from models.face.alignment import CENTRE, EYE_DISTANCE, align_face, face_scale, unusable_because
from models.face.detection import iou
from models.face.finder import FaceFinder
from models.face.landmarks import FaceMesh
from models.face.preprocessing import prepare_crops
from models.store import load_release


@pytest.fixture(scope="module")
def artefact():
    return load_release().artefacts["face_mesh"]


@pytest.fixture
def finder(artefact):
    return FaceFinder(artefact)


@pytest.fixture(scope="module")
def portrait():
    return np.ascontiguousarray(data.astronaut()[:320, 60:400])


def test_finds_the_face_where_it_is(finder, portrait):
    (face,) = finder.read(portrait, 0.0)
    height, width = portrait.shape[:2]
    x, y, w, h = np.array(face.box) * [width, height, width, height]
    # By eye: hairline to chin 68-176, cheek to cheek 117-213 pixels.
    assert x == pytest.approx(118, abs=15)
    assert y == pytest.approx(68, abs=12)
    assert x + w == pytest.approx(215, abs=15)
    assert y + h == pytest.approx(176, abs=12)
    assert face.presence > 0.99
    assert face.unusable is None
    assert abs(face.yaw_degrees) < 25


def test_a_crop_does_not_depend_on_size_place_or_tilt(finder, portrait):
    (plain,) = finder.read(portrait, 0.0)
    canvas = np.full((700, 900, 3), 128, np.uint8)
    matrix = cv2.getRotationMatrix2D((170, 160), 10, 1.4)
    matrix[:, 2] += (250, 150)
    cv2.warpAffine(portrait, matrix, (900, 700), dst=canvas, borderMode=cv2.BORDER_TRANSPARENT)
    finder.start_recording()
    (moved,) = finder.read(canvas, 0.0)
    difference = np.abs(plain.crop.astype(int) - moved.crop.astype(int)).mean()
    assert difference < 12  # grey levels; unaligned crops differ by more than 30


@pytest.mark.parametrize(
    "frame",
    [
        np.zeros((360, 640, 3), np.uint8),
        np.full((360, 640, 3), 255, np.uint8),
        np.tile(np.arange(640, dtype=np.uint8)[None, :, None], (360, 1, 3)),
        np.ones((2, 2, 3), np.uint8),
        np.ones((2, 640, 3), np.uint8),
    ],
)
def test_no_face_is_no_face(finder, frame):
    assert finder.read(frame, 0.0) == []


def test_two_people_are_two_tracks(finder, portrait):
    both = np.hstack([portrait, portrait[:, ::-1]])
    first = finder.read(both, 0.0)
    second = finder.read(both, 0.2)
    assert {face.track for face in first} == {face.track for face in second} == {0, 1}


def mesh_at(right_eye, left_eye, mouth_right, mouth_left, depth=0.0):
    points = np.zeros((468, 3), np.float32)
    for indices, place in (
        ((33, 133), right_eye),
        ((362, 263), left_eye),
        ((61,), mouth_right),
        ((291,), mouth_left),
    ):
        for index in indices:
            points[index, :2] = place
    points[454] = (100, 0, depth)
    return FaceMesh(points, 1.0)


def test_eyes_and_mouth_land_where_fer2013_has_them():
    frame = np.zeros((400, 400, 3), np.uint8)
    right_eye, left_eye = (150, 150), (150 + 4 * EYE_DISTANCE, 150)
    mesh = mesh_at(right_eye, left_eye, (155, 150 + 4 * 17.8), (217.4, 150 + 4 * 17.8))
    for x, y in (right_eye, left_eye):
        cv2.circle(frame, (round(x), round(y)), 8, (255, 255, 255), -1)
    crop = align_face(frame, mesh).astype(float)
    rows, columns = np.mgrid[0:48, 0:48]
    left_half = columns < 24
    for half, x in ((left_half, CENTRE[0] - EYE_DISTANCE / 2), (~left_half, CENTRE[0] + 9.05)):
        weight = crop * half
        assert (weight * columns).sum() / weight.sum() == pytest.approx(x, abs=1.0)
        assert (weight * rows).sum() / weight.sum() == pytest.approx(CENTRE[1] - 8.9, abs=1.0)


def test_small_and_turned_faces_are_refused():
    small = mesh_at((10, 10), (16, 10), (11, 15), (15, 15))
    assert face_scale(small) == pytest.approx(6 / EYE_DISTANCE, abs=1e-6)
    assert unusable_because(small) == "face_too_small"
    turned = mesh_at((100, 100), (140, 100), (102, 140), (138, 140), depth=-120)
    assert turned.yaw_degrees < -45
    assert unusable_because(turned) == "face_turned"


def test_overlap():
    a = np.array([0, 0, 10, 10], np.float32)
    assert iou(a, a) == 1
    assert iou(a, a + 20) == 0
    assert iou(a, np.array([5, 0, 15, 10], np.float32)) == pytest.approx(1 / 3)


def test_preprocessing_is_indifferent_to_exposure_and_contrast():
    rng = np.random.default_rng(0)
    crop = rng.integers(60, 160, (1, 48, 48)).astype(np.uint8)
    brighter = (crop + 60).astype(np.uint8)
    np.testing.assert_allclose(prepare_crops(crop), prepare_crops(brighter), atol=1e-5)
    stretched = ((crop.astype(int) - 60) * 2).astype(np.uint8)
    np.testing.assert_allclose(prepare_crops(crop), prepare_crops(stretched), atol=1e-5)


def test_preprocessing_of_a_flat_crop_is_zero_not_nan():
    np.testing.assert_array_equal(prepare_crops(np.full((2, 48, 48), 7, np.uint8)), 0)


def test_preprocessing_refuses_other_shapes():
    with pytest.raises(ValueError, match="uint8"):
        prepare_crops(np.zeros((1, 48, 48), np.float32))
    with pytest.raises(ValueError, match="48"):
        prepare_crops(np.zeros((1, 32, 32), np.uint8))
