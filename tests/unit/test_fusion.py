"""Decision-level fusion: the arithmetic, and what happens when a modality is absent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.calibration import temper
from models.claims import Ceilings, bound, limit, within
from models.fusion import Fusion, face_weights, fuse, log_scores, recalls, stack

positive = arrays(np.float64, 7, elements=st.floats(0.001, 1.0))
distributions = positive.map(lambda v: v / v.sum())
weights = arrays(np.float64, 7, elements=st.floats(0.0, 1.0))


@given(distributions, distributions, weights)
def test_a_fused_score_is_a_distribution(face, voice, weight):
    fused = fuse(face, voice, weight)
    assert fused.min() >= 0
    assert fused.sum() == pytest.approx(1, abs=1e-12)


@given(distributions, weights)
def test_equal_inputs_stay(scores, weight):
    np.testing.assert_allclose(fuse(scores, scores, weight), scores, atol=1e-12)


@given(distributions, distributions)
def test_equal_weights_do_not_care_for_order(face, voice):
    half = np.full(7, 0.5)
    np.testing.assert_array_equal(fuse(face, voice, half), fuse(voice, face, half))


def test_weights_on_classes_that_both_rule_out_fall_back_to_the_mean():
    face, voice = np.eye(7)[0], np.eye(7)[1]
    weight = np.array([0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])  # face counts where only voice spoke
    np.testing.assert_allclose(fuse(face, voice, weight), (face + voice) / 2)


def test_fuses_row_by_row():
    face = np.array([np.eye(7)[0], np.eye(7)[1]])
    voice = np.array([np.eye(7)[2], np.eye(7)[1]])
    expected = [[0.5, 0, 0.5, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0]]
    np.testing.assert_allclose(fuse(face, voice, np.full(7, 0.5)), expected)


def test_recalls_are_the_shares_recognised():
    matrix = np.zeros((7, 7))
    matrix[0, :2] = [3, 1]
    matrix[1, 1] = 5
    np.testing.assert_allclose(recalls(matrix), [0.75, 1, 0, 0, 0, 0, 0])


def test_preferences_use_the_preferred_modalitys_recall():
    face, voice = np.diag([4.0] * 7), np.diag([1.0] * 7)
    face[0, 1], voice[0, 1] = 4, 3  # recalls of angry: 0.5 and 0.25
    assert face_weights("prefer_face", face, voice)[0] == 0.5
    assert face_weights("prefer_voice", face, voice)[0] == 0.75
    np.testing.assert_array_equal(face_weights("equal", face, voice), np.full(7, 0.5))
    with pytest.raises(ValueError, match="choose one of"):
        face_weights("loudest", face, voice)


tables = arrays(np.float64, (7, 14), elements=st.floats(-2, 2))
biases = arrays(np.float64, 7, elements=st.floats(-2, 2))


@given(distributions, distributions, tables, biases)
def test_a_stacked_score_is_a_distribution(face, voice, table, bias):
    fused = stack(face, voice, table, bias)
    assert fused.min() >= 0
    assert fused.sum() == pytest.approx(1, abs=1e-12)


@given(distributions, distributions, tables, biases)
def test_stacking_by_the_same_table_does_not_care_for_order(face, voice, table, bias):
    swapped = np.concatenate([table[:, 7:], table[:, :7]], axis=1)
    np.testing.assert_allclose(
        stack(face, voice, table, bias), stack(voice, face, swapped, bias), atol=1e-12
    )


@given(distributions, distributions)
def test_stacking_by_identities_is_the_normalised_product(face, voice):
    fused = stack(face, voice, np.hstack([np.eye(7), np.eye(7)]), np.zeros(7))
    np.testing.assert_allclose(fused, face * voice / (face @ voice), atol=1e-9)


@given(distributions)
def test_log_scores_sum_to_nothing_and_survive_zeros(scores):
    assert log_scores(scores).sum() == pytest.approx(0, abs=1e-9)
    assert np.isfinite(log_scores(np.eye(7)[0])).all()


@given(distributions, distributions, weights, st.floats(0.3, 3.0))
def test_a_calibrated_sum_is_tempered_and_bounded(face, voice, weight, temperature):
    plain = Fusion("equal", tuple(weight), ceilings=Ceilings(1.0, 1.0))
    fused = plain._replace(temperature=temperature).fuse(face, voice)
    summed = temper(fuse(face, voice, weight), temperature)
    former = plain._replace(temperature=temperature, ceilings=None)
    np.testing.assert_allclose(former.fuse(face, voice), summed, atol=1e-12)
    np.testing.assert_allclose(fused, within(summed, bound(face, voice)), atol=1e-12)
    # Equal inputs stay in the sum; what the sum is tempered by is all that moves them, up to the
    # bound (see test_claims).
    bounded = within(temper(face, temperature), bound(face, face))
    same = plain._replace(temperature=temperature).fuse(face, face)
    np.testing.assert_allclose(same, bounded, atol=1e-9)


@given(distributions, distributions)
def test_an_equal_sum_is_below_the_bound_already(face, voice):
    fusion = Fusion("equal", (0.5,) * 7, ceilings=Ceilings(1.0, 1.0))
    np.testing.assert_array_equal(fusion.fuse(face, voice), fuse(face, voice, np.full(7, 0.5)))


@given(distributions, tables, biases, weights)
def test_alone_a_modality_keeps_its_scores(scores, table, bias, weight):
    summed = Fusion("equal", tuple(weight), temperature=0.5)
    for fusion in (Fusion("stacked", (), tuple(map(tuple, table)), tuple(bias)), summed):
        np.testing.assert_array_equal(fusion.fuse(scores, None), scores)
        np.testing.assert_array_equal(fusion.fuse(None, scores), scores)
        assert fusion.fuse(None, None) is None


@given(distributions, st.floats(1 / 7, 1.0), st.floats(1 / 7, 1.0))
def test_alone_a_modality_is_limited_to_its_ceiling(scores, face_ceiling, voice_ceiling):
    fusion = Fusion("equal", (0.5,) * 7, (), (), 1.0, Ceilings(face_ceiling, voice_ceiling))
    np.testing.assert_array_equal(fusion.fuse(scores, None), limit(scores, face_ceiling))
    np.testing.assert_array_equal(fusion.fuse(None, scores), limit(scores, voice_ceiling))
