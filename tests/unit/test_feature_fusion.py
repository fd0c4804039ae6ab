"""Fusion at feature level, the baseline of decision-level fusion."""

import pytest

from models.baselines.feature_fusion import feature_level_accuracies
from tests.unit.test_fusion_choice import FACE, VOICE


def test_features_side_by_side_are_learned():
    accuracies = feature_level_accuracies(FACE, VOICE, seed=8)
    assert set(accuracies) == {"features, dense", "features, SVM"}
    assert min(accuracies.values()) > 0.3  # a seventh by chance
    with pytest.raises(ValueError, match="features"):
        feature_level_accuracies(FACE, VOICE._replace(features=None), seed=8)
