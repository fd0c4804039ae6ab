"""The two text models on synthetic texts: vocabulary, folds, training, parity, scoring."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from models.runtime.onnx import onnx_session
from models.store import Artefact, ArtefactError, load_artefact, save_artefact
from models.text.scorers import TextCnnLstm, TextTfidf
from models.text.stored import model_from_bytes, pipeline_from_bytes
from models.text.tfidf import TfidfOptions
from models.text.vocabulary import HASHED, LemmaEncoder, build_vocabulary, coverage
from models.training.text.folds import (
    calibrate,
    calibrate_out_of_fold,
    stratified_folds,
    trait_metrics,
)
from schemas.labels import TRAITS
from schemas.sampling import TEXT_TOKENS

SIGNS = ("museum poem", "plan list", "party crowd", "help friend", "worry fear")
"""Words that give each trait of a synthetic text away."""


FILLER = "day walk home old dog sit river time house summer"


def synthetic(n: int, seed: int = 0) -> tuple[list[str], np.ndarray]:
    """Texts of common words in which a trait that is high shows its own two words."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, (n, len(TRAITS)))
    filler = FILLER.split()
    texts = []
    for row in labels:
        tokens = list(rng.choice(filler, 20))
        tokens += [
            word for high, sign in zip(row, SIGNS, strict=True) if high for word in [sign] * 2
        ]
        rng.shuffle(tokens)
        texts.append(" ".join(tokens))
    return texts, labels


@pytest.fixture(scope="module")
def tfidf(tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    from models.training.text.package import train_and_package_tfidf

    folder = tmp_path_factory.mktemp("tfidf")
    texts, labels = synthetic(80)
    options = TfidfOptions(folds=4, style_weights=(0.3,), penalties=(1.0,), minimum_essays=2)
    files, card = train_and_package_tfidf(texts, labels, options, folder)
    save_artefact("text_tfidf", "0.0.1", files, card, folder)
    return load_artefact("text_tfidf", "0.0.1", folder)


@pytest.fixture(scope="module")
def cnn_lstm(tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    from models.training.text.cnn_lstm import CnnLstmOptions
    from models.training.text.package import train_and_package_cnn_lstm

    folder = tmp_path_factory.mktemp("cnn_lstm")
    texts, labels = synthetic(60)
    options = CnnLstmOptions(folds=2, epochs=1, minimum_essays=2)
    files, card = train_and_package_cnn_lstm(texts, labels, options, folder)
    save_artefact("text_cnn_lstm", "0.0.1", files, card, folder)
    return load_artefact("text_cnn_lstm", "0.0.1", folder)


def test_vocabulary_needs_several_essays_and_no_word_is_lost() -> None:
    essays = [["cat", "dog"], ["cat", "cat", "secretname"], ["dog", "bird"]]
    vocabulary = build_vocabulary(essays, 2)
    assert vocabulary == ["cat", "dog"]
    assert coverage(essays, vocabulary) == pytest.approx(5 / 7)
    encoder = LemmaEncoder(vocabulary)
    ids = encoder.encode([*essays, [], ["cat"] * (TEXT_TOKENS + 5)])
    assert ids.shape == (5, TEXT_TOKENS)
    assert ids.dtype == np.int32
    assert (ids[1, -3:-1] == HASHED + 1).all()
    # Outside the vocabulary: a hashed id, the same in every process, never padding.
    assert 1 <= ids[1, -1] <= HASHED
    assert LemmaEncoder([]).encode([["secretname"]])[0, -1] == ids[1, -1] == 161
    assert not ids[3].any()
    assert ids[4].all()
    assert ids.max() < encoder.size


def test_folds_test_every_essay_once_and_hold_both_classes() -> None:
    _, labels = synthetic(90)
    folds = stratified_folds(labels, 10, 1)
    assert len(folds) == 10
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(90))
    for train, test in folds:
        assert not set(train) & set(test)
        assert set(labels[train].sum(axis=0) > 0) == {True}
    again = stratified_folds(labels, 10, 1)
    assert all((a[1] == b[1]).all() for a, b in zip(folds, again, strict=True))


def test_folds_shrink_with_the_rarest_class() -> None:
    labels = np.zeros((12, 5), dtype=int)
    labels[:3] = 1
    assert len(stratified_folds(labels, 10, 0)) == 3
    with pytest.raises(ValueError, match="every trait"):
        stratified_folds(np.zeros((12, 5), dtype=int), 10, 0)


def test_calibration_sharpens_softens_and_keeps_the_decision() -> None:
    probabilities = np.tile([[0.2], [0.5], [0.8]], 5)
    calibrated = calibrate(probabilities, [1.0, 0.5, 2.0, 1.0, 1.0])
    assert calibrated[:, 0] == pytest.approx([0.2, 0.5, 0.8])
    assert calibrated[2, 1] == pytest.approx(16 / 17)
    assert calibrated[2, 2] == pytest.approx(2 / 3)
    assert ((calibrated > 0.5) == (probabilities > 0.5)).all()


def test_metrics_of_a_perfect_prediction() -> None:
    _, labels = synthetic(40)
    folds = stratified_folds(labels, 4, 0)
    calibrated = calibrate_out_of_fold(labels, np.where(labels, 0.9, 0.1), folds)
    metrics = trait_metrics(labels, calibrated, len(folds))
    assert metrics["macro_accuracy"] == 1.0
    assert list(metrics["traits"]) == list(TRAITS)
    assert set(metrics["traits"]["openness"]) >= {
        "accuracy", "balanced_accuracy", "macro_f1", "log_loss", "ece", "confusion_matrix",
    }  # fmt: skip


def test_tfidf_learns_each_trait_on_its_own(tfidf: Artefact) -> None:
    assert tfidf.card["metrics"]["macro_accuracy"] > 0.9
    scorer = TextTfidf(tfidf)
    texts, labels = synthetic(30, seed=1)
    probabilities = scorer.score(texts)
    assert ((probabilities > 0.5) == labels).mean() > 0.9
    # All five words at once: five high traits, not shares of one.
    (everything,) = scorer.score([" ".join([*SIGNS, *SIGNS])])
    assert (everything > 0.5).sum() >= 4


@pytest.fixture(params=["tfidf", "cnn_lstm"])
def scorer(request: pytest.FixtureRequest) -> Any:
    artefact = request.getfixturevalue(request.param)
    return {"tfidf": TextTfidf, "cnn_lstm": TextCnnLstm}[request.param](artefact)


def test_a_text_is_scored_independently_of_its_batch(scorer: Any) -> None:
    texts = [*synthetic(7, seed=2)[0], "", "\u4f60\u597d", "x" * 100_000]
    together = scorer.score(texts)
    assert together.shape == (10, 5)
    assert together.dtype == np.float64
    assert np.isfinite(together).all()
    assert together.min() >= 0
    assert together.max() <= 1
    for text, row in zip(texts, together, strict=True):
        assert (scorer.score([text])[0] == row).all()
    assert (scorer.score(texts[::-1])[::-1] == together).all()
    assert scorer.score([]).shape == (0, 5)


def test_cards_say_what_they_must(tfidf: Artefact, cnn_lstm: Artefact) -> None:
    for artefact in (tfidf, cnn_lstm):
        card = artefact.card
        for key in ("data", "split", "options", "libraries", "licence", "privacy"):
            assert card[key], key
        assert "hiring" in card["must_not_be_used_for"]
        assert card["vocabulary"] > 0
        assert 0.5 < card["token_coverage"] <= 1
        temperatures = json.loads(artefact.read("calibration.json"))["temperatures"]
        assert list(temperatures) == list(TRAITS)


def test_finished_folds_are_read_again(tmp_path: Path) -> None:
    from models.training.text import package as training

    texts, labels = synthetic(40)
    options = TfidfOptions(folds=2, style_weights=(1.0,), penalties=(1.0,), minimum_essays=2)
    _, first = training.train_and_package_tfidf(texts, labels, options, tmp_path)
    assert len(list(tmp_path.rglob("fold-*.npy"))) == 2
    _, second = training.train_and_package_tfidf(texts, labels, options, tmp_path)
    assert first == second
    # Another option, or other labels, never reads these folds.
    training.train_and_package_tfidf(texts, labels, options._replace(penalties=(2.0,)), tmp_path)
    assert len(list(tmp_path.rglob("fold-*.npy"))) == 4
    training.train_and_package_tfidf(texts, labels[:, ::-1], options, tmp_path)
    assert len(list(tmp_path.rglob("fold-*.npy"))) == 6


def test_calibrated_predictions_are_kept_for_plots(tmp_path: Path) -> None:
    from models.training.text import package as training

    texts, labels = synthetic(40)
    options = TfidfOptions(folds=2, style_weights=(1.0,), penalties=(1.0,), minimum_essays=2)
    _, card = training.train_and_package_tfidf(texts, labels, options, tmp_path)
    with np.load(tmp_path / "text_tfidf_validation.npz", allow_pickle=False) as kept:
        assert kept["labels"].dtype == np.int64
        assert (kept["labels"] == labels).all()
        probabilities = kept["probabilities"]
    assert probabilities.shape == (40, 5)
    assert probabilities.dtype == np.float64
    assert trait_metrics(labels, probabilities, 2) == card["metrics"]


def test_onnx_equals_keras() -> None:
    from models.training.export import to_onnx
    from models.training.text.architecture import build_text_cnn_lstm

    network = build_text_cnn_lstm(60, filters=(8, 8), lstm=6)
    ids = np.random.default_rng(0).integers(0, 60, (5, TEXT_TOKENS)).astype(np.int32)
    expected = network(ids, training=False)
    session = onnx_session(to_onnx(network, ids))
    (found,) = session.run(None, {session.get_inputs()[0].name: ids})
    np.testing.assert_allclose(found, expected, atol=1e-5)
    # Sigmoids: the five do not share one unit of probability.
    assert abs(found.sum(axis=1) - 1).min() > 0.1


def test_estimators_of_other_types_are_refused() -> None:
    for read in (pipeline_from_bytes, model_from_bytes):
        with pytest.raises(UntrustedTypesFoundException):
            read(skops.io.dumps(Fraction(1, 2)))


def shipped(name: str, version: str) -> Artefact:
    try:
        return load_artefact(name, version)
    except ArtefactError as error:
        pytest.skip(f"not trained yet: {error}")


GOLDEN_0_1_0 = [
    [0.4695761168824883, 0.44096639285531886, 0.635954291499918, 0.5323744608918365,
     0.34313716917009257],
    [0.6919159285978999, 0.3880950292136164, 0.5848399640887648, 0.47881654859419037,
     0.7230480145365996],
]  # fmt: skip
"""What release 0.1.0 gave the two texts below when it was trained."""

OUTGOING = "I love going to parties with all my friends, we laugh and dance every night. " * 5
WORRIED = "I worry a lot, I am so scared and alone. " * 9


@pytest.mark.parametrize(
    ("name", "version", "scorer", "floor"),
    [
        ("text_tfidf", "0.1.0", TextTfidf, 0.57),
        ("text_tfidf", "0.2.0", TextTfidf, 0.58),
        ("text_cnn_lstm", "0.1.0", TextCnnLstm, 0.54),
    ],
)
def test_shipped_model_tells_texts_apart(
    name: str, version: str, scorer: Any, floor: float
) -> None:
    artefact = shipped(name, version)
    outgoing, worried = scorer(artefact).score([OUTGOING, WORRIED])
    assert outgoing[TRAITS.index("extraversion")] > worried[TRAITS.index("extraversion")]
    assert artefact.card["metrics"]["folds"] == 10
    assert artefact.card["metrics"]["macro_accuracy"] >= floor


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_shipped_tfidf_reads_worry(version: str) -> None:
    # Not asked of the CNN-LSTM, whose neuroticism is at chance (0.51 out of fold).
    outgoing, worried = TextTfidf(shipped("text_tfidf", version)).score([OUTGOING, WORRIED])
    assert worried[TRAITS.index("neuroticism")] > outgoing[TRAITS.index("neuroticism")]


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_shipped_tfidf_is_calibrated(version: str) -> None:
    traits = shipped("text_tfidf", version).card["metrics"]["traits"]
    assert all(traits[trait]["ece"] <= 0.05 for trait in TRAITS)


def test_release_0_1_0_scores_as_it_did() -> None:
    scores = TextTfidf(shipped("text_tfidf", "0.1.0")).score([OUTGOING, WORRIED])
    np.testing.assert_allclose(scores, GOLDEN_0_1_0, rtol=0, atol=1e-12)
