"""The HOG baseline learns what there is to learn, on FER2013's parts."""

import numpy as np
import pytest

from models.baselines.face_hog import fit_hog_svm, hog_features, judge_hog_svm
from models.baselines.face_parts import LabelledCrops, parts_of
from models.baselines.settings import Settings
from models.labelled import FaceData
from models.training.trainer import InsufficientDataError
from tests.striped_crops import striped_crops

LABELS = np.tile(np.arange(7), 12)


@pytest.fixture(scope="module")
def crops():
    return striped_crops(LABELS)


def part(crops, rows):
    return LabelledCrops(crops[rows], LABELS[rows])


def test_hog_features_see_shape_not_exposure(crops):
    features = hog_features(crops)
    assert features.shape == (len(crops), 1764)
    assert features.min() >= 0
    assert features.max() <= 1
    softer = (crops // 2 + 40).astype(np.uint8)
    np.testing.assert_allclose(hog_features(softer), features, atol=0.12)
    assert np.abs(features[0] - features[1]).max() > 0.2
    np.testing.assert_array_equal(hog_features(np.full((1, 48, 48), 9, np.uint8)), 0)
    with pytest.raises(ValueError, match="uint8"):
        hog_features(crops.astype(np.float32))


def test_the_svm_learns_stripes_and_is_judged_on_others(crops):
    fit, judged = slice(0, 56), slice(56, None)
    metrics = judge_hog_svm(part(crops, fit), part(crops, judged))
    assert metrics["accuracy"] > 0.9
    assert not {"log_loss", "brier", "ece"} & set(metrics)
    shifted = LabelledCrops(crops[judged], (LABELS[judged] + 1) % 7)
    wrong = judge_hog_svm(part(crops, fit), shifted)
    assert wrong["accuracy"] < 0.1
    machine = fit_hog_svm(crops[fit], LABELS[fit])
    assert set(machine.predict(hog_features(crops))) == set(range(7))


def test_the_parts_are_training_and_public_test(crops):
    usage = np.array(["Training"] * 56 + ["PublicTest"] * 14 + ["PrivateTest"] * 14)
    faces = FaceData(crops, LABELS, None, usage)
    training, judged = parts_of(faces, Settings(fraction=0.5))
    assert len(training.labels) == 28
    assert {crop.tobytes() for crop in training.crops} < {crop.tobytes() for crop in crops[:56]}
    np.testing.assert_array_equal(judged.crops, crops[56:70])
    np.testing.assert_array_equal(judged.labels, LABELS[56:70])
    with pytest.raises(InsufficientDataError, match="PublicTest"):
        parts_of(faces.take(usage == "Training"), Settings())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"fraction": 0.0}, "fraction"), ({"epochs": 0}, "epochs"), ({"splits": -1}, "splits")],
)
def test_settings_out_of_range_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        Settings(**wrong)
