"""The face network: its heads, how they are balanced, and its normalisation."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.calibration import temper
from models.card import Card
from models.face.cnn import GRAPH, FaceCnn
from models.face.explanation import activation_maps
from models.face.preprocessing import prepare_crops
from models.store import ArtefactError, load_artefact
from models.training.export import to_onnx
from models.training.face.architecture import SHIPPED, balance_heads, build_face_cnn
from models.training.face.graph import scoring_model
from models.training.face.normalisation import FusedBatchNormalization
from models.training.publish import save_artefact
from schemas.labels import FACE_LABELS
from tests.small_face_cnn import TINY

CROPS = np.random.default_rng(4).integers(0, 256, (5, 48, 48), dtype=np.uint8)


def test_each_head_is_an_output_that_scores(tmp_path):
    keras.utils.set_random_seed(6)
    with_heads = build_face_cnn(TINY, heads=2)
    inputs = prepare_crops(CROPS[:5])
    heads = with_heads.predict(inputs, verbose=0).reshape(5, 2, 7)
    scoring = scoring_model(with_heads, FACE_LABELS)
    outputs = scoring.predict(inputs, verbose=0)
    _, bias = with_heads.get_layer("emotions").get_weights()
    for number, scheme in enumerate(FACE_LABELS):
        np.testing.assert_allclose(outputs[scheme], heads[:, number], atol=1e-6)
        columns = slice(7 * number, 7 * number + 7)
        logits = outputs["activation_maps"].mean(axis=(1, 2))[:, columns] + bias[columns]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        expected = powers / powers.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(outputs[scheme], expected, atol=1e-5)

    temperatures = {"fer2013": 1.0, "ferplus": 2.0}
    schemes = {
        scheme: {"output": scheme, "temperature": temperature}
        for scheme, temperature in temperatures.items()
    }
    card = Card(scoring={"mirrored": False, "labels": schemes})
    save_artefact("face_cnn", "9.0.0", {GRAPH: to_onnx(scoring, inputs)}, card, tmp_path)
    artefact = load_artefact("face_cnn", "9.0.0", tmp_path)
    for number, scheme in enumerate(FACE_LABELS):
        scorer = FaceCnn(artefact, scheme)
        expected = temper(heads[:, number], temperatures[scheme])
        np.testing.assert_allclose(scorer.score(CROPS[:5]), expected, atol=1e-5)
        maps = activation_maps(scorer, CROPS[:5])
        centre = outputs["activation_maps"][:, 3, 3, 7 * number : 7 * number + 7]
        # Pixel 27.5 is the middle of the fourth place of 8 pixels, up to the interpolation.
        np.testing.assert_allclose(maps[:, :, 27:29, 27:29].mean(axis=(2, 3)), centre, atol=0.1)
    with pytest.raises(ArtefactError, match="fer2013 or ferplus"):
        FaceCnn(artefact, "emotions")


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_balanced_heads_are_divided_by_a_power_of_the_frequencies(balance):
    keras.utils.set_random_seed(6)
    model = build_face_cnn(TINY, heads=2)
    inputs = prepare_crops(CROPS[:5])
    before = model.predict(inputs, verbose=0).reshape(5, 2, 7)
    frequencies = np.random.default_rng(9).dirichlet(np.ones(7), 2)
    balance_heads(model, frequencies.ravel(), balance)
    expected = before / frequencies**balance
    expected /= expected.sum(axis=2, keepdims=True)
    found = model.predict(inputs, verbose=0).reshape(5, 2, 7)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_class_that_never_occurs_is_left_as_it_is():
    keras.utils.set_random_seed(6)
    model = build_face_cnn(TINY)
    before = model.predict(prepare_crops(CROPS[:5]), verbose=0)
    balance_heads(model, np.zeros(7), 1.0)
    np.testing.assert_array_equal(model.predict(prepare_crops(CROPS[:5]), verbose=0), before)


def test_the_fused_normalisation_keeps_its_statistics_whole_in_half_precision():
    inputs = np.random.default_rng(8).normal(3, 2, (64, 6, 6, 5)).astype(np.float32)
    layer = FusedBatchNormalization(dtype="mixed_bfloat16", momentum=0.0)
    outputs = layer(tf.cast(inputs, tf.bfloat16), training=True)
    assert outputs.dtype == tf.bfloat16
    expected = [inputs.mean(axis=(0, 1, 2)), inputs.var(axis=(0, 1, 2))]
    for kept, seen in zip(layer.get_weights()[2:], expected, strict=True):
        assert kept.dtype == np.float32
        np.testing.assert_allclose(kept, seen, rtol=2e-3)


@pytest.mark.parametrize("training_now", [True, False])
def test_the_fused_normalisation_is_keras_own(training_now):
    rng = np.random.default_rng(7)
    inputs = rng.normal(2, 3, (16, 6, 6, 5)).astype(np.float32)
    both = FusedBatchNormalization(), keras.layers.BatchNormalization()
    weights = [rng.uniform(0.5, 2, 5).astype(np.float32) for _ in range(4)]
    outputs = []
    for layer in both:
        layer.build(inputs.shape)
        layer.set_weights(weights)
        outputs.append(layer(inputs, training=training_now))
    np.testing.assert_allclose(*outputs, atol=1e-5)
    fused, usual = (layer.get_weights() for layer in both)
    np.testing.assert_allclose(fused[2], usual[2], atol=1e-5)
    # Over 576 values: the fused variance is the unbiased one.
    np.testing.assert_allclose(fused[3], usual[3], rtol=1e-3)


def test_the_shipped_network_has_places_for_the_activation_maps():
    assert build_face_cnn().get_layer("features").output.shape == (
        None,
        6,
        6,
        SHIPPED.stages[-1][0],
    )
