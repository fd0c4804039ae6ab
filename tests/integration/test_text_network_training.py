"""Training of the text CNN-LSTM, with Keras."""

from pathlib import Path

import numpy as np
import pytest

from models.labelled import TextData
from models.runtime.onnx import onnx_session
from models.store import load_artefact
from models.text.cnn_lstm import TextCnnLstm
from models.training.export import to_onnx
from models.training.publish import save_artefact
from models.training.text.architecture import build_text_cnn_lstm
from models.training.text.package import CNN_LSTM
from models.training.trainer import Trained
from schemas.labels import TRAITS
from schemas.sampling import TEXT_TOKENS
from tests.synthetic_essays import synthetic_essays


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def trained(work: Path) -> Trained:
    options = CNN_LSTM.options()._replace(folds=2, epochs=1, minimum_essays=2)
    return CNN_LSTM.train(TextData(*synthetic_essays(60)), options, work)


def test_what_is_trained_scores(trained: Trained, tmp_path: Path) -> None:
    save_artefact("text_cnn_lstm", "0.0.1", trained.files, trained.card, tmp_path)
    scorer = TextCnnLstm(load_artefact("text_cnn_lstm", "0.0.1", tmp_path))
    texts = [*synthetic_essays(7, seed=2)[0], "", "\u4f60\u597d", "x" * 100_000]
    together = scorer.score(texts)
    assert together.shape == (10, 5)
    assert np.isfinite(together).all()
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_array_equal(scorer.score([text])[0], row)


def test_the_card_says_what_it_must(trained: Trained) -> None:
    card = trained.card
    for key in ("data", "split", "options", "libraries", "licence"):
        assert getattr(card, key), key
    assert card.missing == ["command"]
    assert "hiring" in card.must_not_be_used_for[0]
    assert card.facts["vocabulary"] > 0
    assert 0.5 < card.facts["token_coverage"] <= 1
    assert card.facts["tokens_read"] == 1.0
    assert list(card.scoring["temperatures"]) == list(TRAITS)
    assert set(trained.held_out) == {"text_cnn_lstm"}


def test_finished_folds_are_kept(trained: Trained, work: Path) -> None:
    names = {file.name for file in work.rglob("*") if file.is_file()}
    assert names == {"fold-1-of-2.npy", "fold-2-of-2.npy"}


def test_onnx_equals_keras() -> None:
    network = build_text_cnn_lstm(60, filters=(8, 8), lstm=6)
    ids = np.random.default_rng(0).integers(0, 60, (5, TEXT_TOKENS)).astype(np.int32)
    expected = network(ids, training=False)
    session = onnx_session(to_onnx(network, ids))
    (found,) = session.run(None, {session.get_inputs()[0].name: ids})
    np.testing.assert_allclose(found, expected, atol=1e-5)
    # Sigmoids: the five do not share one unit of probability.
    assert abs(found.sum(axis=1) - 1).min() > 0.1
