"""Scoring of face crops: alike in any batch and mirrored, under both label schemes."""

import dataclasses

import numpy as np
import pytest

from models.face.cnn import FaceCnn
from models.face.preprocessing import mirror
from models.store import ArtefactError, load_release
from schemas.labels import FACE_LABELS
from tests.drawn_face import drawn_face


@pytest.fixture(scope="module")
def artefact():
    return load_release().artefacts["face_cnn"]


def crops(count, seed):
    rng = np.random.default_rng(seed)
    return np.stack([drawn_face(i % 7, rng) for i in range(count)])


@pytest.mark.parametrize("labels", FACE_LABELS)
def test_a_face_score_does_not_depend_on_its_batch(artefact, labels):
    faces = crops(64, 2)
    scorer = FaceCnn(artefact, labels)
    whole = scorer.score(faces)
    np.testing.assert_allclose(whole.sum(axis=1), 1, atol=1e-9)
    for size in (1, 7, 33):
        parts = [scorer.score(faces[i : i + size]) for i in range(0, 64, size)]
        np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert scorer.score(faces[:0]).shape == (0, 7)


def test_a_face_and_its_mirror_image_score_the_same(artefact):
    faces = crops(14, 3)
    scorer = FaceCnn(artefact, "ferplus")
    np.testing.assert_array_equal(scorer.score(faces), scorer.score(mirror(faces)))
    scoring = {**artefact.card.scoring, "mirrored": False}
    card = dataclasses.replace(artefact.card, scoring=scoring)
    once = FaceCnn(artefact._replace(card=card), "ferplus")
    assert np.abs(once.score(faces) - once.score(mirror(faces))).max() > 0.01


def test_the_two_label_schemes_read_differently(artefact):
    faces = crops(7, 4)
    first, second = (FaceCnn(artefact, labels).score(faces) for labels in FACE_LABELS)
    assert np.abs(first - second).max() > 0.05


def test_another_scheme_is_refused(artefact):
    with pytest.raises(ArtefactError, match="labelled by 'votes'; choose fer2013 or ferplus"):
        FaceCnn(artefact, "votes")
