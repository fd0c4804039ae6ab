"""Training of TF-IDF: what it learns, that its arrays are scikit-learn's, that it resumes."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from models.labelled import TextData
from models.store import Artefact, load_artefact
from models.text.tfidf import LIMIT, TextTfidf
from models.training.publish import save_artefact
from models.training.text import package
from models.training.text.folds import trait_metrics
from models.training.text.package import TFIDF
from models.training.text.tfidf import (
    TfidfOptions,
    build_vectorizer,
    fit_tfidf,
    predict_tfidf,
    prepare,
)
from models.training.trainer import InsufficientDataError, Trained
from schemas.labels import TRAITS
from tests.synthetic_essays import SIGNS, synthetic_essays

OPTIONS = TfidfOptions(folds=4, style_weights=(0.3,), penalties=(1.0,), minimum_essays=2)
FEW = OPTIONS._replace(folds=2, style_weights=(1.0,))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    data = TextData(*synthetic_essays(80))
    return TFIDF.train(data, OPTIONS, tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="module")
def artefact(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    root = tmp_path_factory.mktemp("store")
    save_artefact("text_tfidf", "0.0.1", trained.files, trained.card, root)
    return load_artefact("text_tfidf", "0.0.1", root)


def test_it_learns_each_trait_on_its_own(artefact: Artefact) -> None:
    assert artefact.card.metrics["macro_accuracy"] > 0.9
    scorer = TextTfidf(artefact)
    texts, labels = synthetic_essays(30, seed=1)
    assert ((scorer.score(texts) > 0.5) == labels).mean() > 0.9
    # All five words at once: five high traits, not shares of one.
    (everything,) = scorer.score([" ".join([*SIGNS, *SIGNS])])
    assert (everything > 0.5).sum() >= 4


def test_terms_and_style_are_scikit_learn_s() -> None:
    texts, labels = synthetic_essays(60)
    texts[:3] = ["I can't; you won't, 3 times!", "What? Nobody... knew.", "Old dog, old house."]
    prepared = [prepare(text) for text in texts]
    model, _ = fit_tfidf(prepared, labels, OPTIONS)
    joined = [" ".join(text.tokens) for text in prepared]
    vectorizer = build_vectorizer(OPTIONS.minimum_essays).fit(joined)
    assert list(model.terms) == vectorizer.get_feature_names_out().tolist()
    unseen = [*synthetic_essays(5, seed=2)[0], "nothing of it known", ""]
    for text in [*texts, *unseen]:
        tokens = prepare(text).tokens
        row = vectorizer.transform([" ".join(tokens)])
        row.sort_indices()
        places, values = model.term_features(tokens)
        np.testing.assert_array_equal(places, row.indices)
        np.testing.assert_allclose(values, row.data, atol=1e-14)
    styles = np.array([text.style for text in prepared])
    expected = np.clip(StandardScaler().fit_transform(styles), -LIMIT, LIMIT)
    found = [model.style_features(row) for row in styles]
    np.testing.assert_allclose(found, expected, atol=1e-12)
    # And what judges the folds is what scores.
    odds = np.array([model.log_odds(text) for text in texts])
    np.testing.assert_allclose(predict_tfidf(model, prepared), 1 / (1 + np.exp(-odds)), atol=1e-14)


def test_the_card_says_what_it_must(trained: Trained) -> None:
    card = trained.card
    for key in ("data", "split", "selection", "options", "libraries", "licence"):
        assert getattr(card, key), key
    assert card.missing == ["command"]
    assert "hiring" in card.must_not_be_used_for[0]
    assert card.facts["vocabulary"] > 0
    assert card.facts["privacy"]
    assert 0.5 < card.facts["token_coverage"] <= 1
    assert list(card.scoring["temperatures"]) == list(TRAITS)
    assert set(trained.files) == {"terms.json", "text_tfidf.npz"}


def test_finished_folds_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = TextData(*synthetic_essays(40))
    first = TFIDF.train(data, FEW, tmp_path)
    assert len(list(tmp_path.rglob("fold-*.npy"))) == 2
    fits = []
    fit = package.fit_tfidf
    monkeypatch.setattr(package, "fit_tfidf", lambda *those: fits.append(those) or fit(*those))
    second = TFIDF.train(data, FEW, tmp_path)
    assert len(fits) == 1  # on all essays
    assert first.card == second.card
    assert first.files == second.files
    # Another option, or other labels, never reads these folds.
    TFIDF.train(data, FEW._replace(penalties=(2.0,)), tmp_path)
    assert len(list(tmp_path.rglob("fold-*.npy"))) == 4
    TFIDF.train(data._replace(labels=data.labels[:, ::-1]), FEW, tmp_path)
    assert len(list(tmp_path.rglob("fold-*.npy"))) == 6


def test_held_out_predictions_are_calibrated_and_what_the_card_judges(tmp_path: Path) -> None:
    data = TextData(*synthetic_essays(40))
    trained = TFIDF.train(data, FEW, tmp_path)
    assert set(trained.held_out) == {"text_tfidf"}
    held_out = trained.held_out["text_tfidf"]
    assert held_out.labels.dtype == np.int64
    np.testing.assert_array_equal(held_out.labels, data.labels)
    assert held_out.probabilities.dtype == np.float64
    assert trait_metrics(data.labels, held_out.probabilities, 2) == trained.card.metrics
    assert not list(tmp_path.rglob("*.npz"))  # nothing is written but checkpoints


def test_too_few_essays_are_refused(tmp_path: Path) -> None:
    few = TextData(["one", "two"], np.array([[1] * 5, [0] * 5]))
    with pytest.raises(InsufficientDataError, match="two high and two low essays"):
        TFIDF.train(few, OPTIONS, tmp_path)
