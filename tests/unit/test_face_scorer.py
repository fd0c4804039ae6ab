"""Scoring of face crops: prepared as in training, alike in any batch and mirrored."""

import keras
import numpy as np

from models.face.cnn import FaceScorer
from models.face.preprocessing import mirror, prepare_crops
from models.store import load_artefact, load_release, save_artefact
from models.training.export import to_onnx
from models.training.face.architecture import build_face_cnn
from models.training.face.graph import scoring_model
from tests.drawn_face import drawn_face


def test_the_face_scorer_prepares_as_training_did(tmp_path):
    rng = np.random.default_rng(1)
    crops = np.stack([drawn_face(i % 7, rng) for i in range(64)])
    keras.utils.set_random_seed(1)
    model = scoring_model(build_face_cnn())
    graph = to_onnx(model, prepare_crops(crops))
    save_artefact("face_cnn", "9.0.0", {"face_cnn.onnx": graph}, {"temperature": 1.0}, tmp_path)
    scorer = FaceScorer(load_artefact("face_cnn", "9.0.0", tmp_path))
    expected = model.predict(prepare_crops(crops), verbose=0)["emotions"]
    np.testing.assert_allclose(scorer.score(crops), expected, atol=1e-5)


def test_a_face_score_does_not_depend_on_its_batch():
    rng = np.random.default_rng(2)
    crops = np.stack([drawn_face(i % 7, rng) for i in range(64)])
    scorer = FaceScorer(load_release().artefacts["face_cnn"])
    whole = scorer.score(crops)
    np.testing.assert_allclose(whole.sum(axis=1), 1, atol=1e-9)
    for size in (1, 7, 33):
        parts = [scorer.score(crops[i : i + size]) for i in range(0, 64, size)]
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_a_face_and_its_mirror_image_score_the_same():
    rng = np.random.default_rng(3)
    crops = np.stack([drawn_face(i % 7, rng) for i in range(14)])
    artefact = load_release().artefacts["face_cnn"]
    scorer = FaceScorer(artefact)
    np.testing.assert_array_equal(scorer.score(crops), scorer.score(mirror(crops)))
    once = FaceScorer(artefact._replace(card={**artefact.card, "mirrored": False}))
    assert np.abs(once.score(crops) - once.score(mirror(crops))).max() > 0.01
