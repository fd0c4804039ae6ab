"""Figures of an evaluation against scikit-learn, and the pages that show them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib import image
from sklearn.metrics import (
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    log_loss,
)

from models.evaluation.evaluated import Evaluated
from models.evaluation.measures import evaluate, evaluate_traits
from models.evaluation.metrics import FIGURES, classification_metrics
from models.evaluation.report import write_report
from models.evaluation.stale import delete_stale_results
from models.evaluation.voices import known_sexes
from schemas.labels import TRAITS


@given(
    hnp.arrays(np.float64, (30, 7), elements=st.floats(0.01, 1)),
    hnp.arrays(np.int64, 30, elements=st.integers(0, 6)),
)
def test_figures_agree_with_scikit_learn(raw, labels):
    probabilities = raw / raw.sum(axis=1, keepdims=True)
    predicted, classes = probabilities.argmax(axis=1), range(7)
    metrics = classification_metrics(labels, probabilities)
    matrix = confusion_matrix(labels, predicted, labels=classes)
    assert metrics["confusion_matrix"] == matrix.tolist()
    expected = {
        "accuracy": (predicted == labels).mean(),
        "macro_f1": f1_score(labels, predicted, labels=classes, average="macro", zero_division=0),
        "log_loss": log_loss(labels, probabilities, labels=classes),
        "brier": brier_score_loss(labels, probabilities, labels=classes, scale_by_half=True),
    }
    if set(predicted) <= set(labels):  # scikit-learn warns of classes that are only predicted
        expected["balanced_accuracy"] = balanced_accuracy_score(labels, predicted)
    for name, value in expected.items():
        assert metrics[name] == pytest.approx(value, abs=1e-9)


def drawn(seed: int, count: int = 400):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 7, count)
    logits = rng.normal(size=(count, 7)) + 2 * np.eye(7)[labels]
    return labels, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def test_intervals_hold_the_figure_and_the_spread_of_other_samples():
    labels, probabilities = drawn(1)
    result = evaluate(labels, probabilities)
    for name in ("accuracy", "balanced_accuracy", "macro_f1", "log_loss", "brier"):
        low, high = result["intervals"][name]
        assert low < result[name] < high
    low, high = result["intervals"]["accuracy"]
    others = [evaluate_accuracy(seed) for seed in range(2, 42)]
    assert high - low == pytest.approx(4 * np.std(others), rel=0.4)


def evaluate_accuracy(seed: int) -> float:
    return float(classification_metrics(*drawn(seed))["accuracy"])


def test_intervals_over_people_are_wider_when_people_differ():
    people = np.repeat(np.arange(10), 40)
    labels = np.zeros(400, dtype=int)
    right = np.repeat(np.arange(10) < 5, 40)  # half of the people are always misread
    probabilities = np.where(right[:, None], [0.9, 0.1], [0.1, 0.9])

    def width(result):
        low, high = result["intervals"]["accuracy"]
        return high - low

    by_item = width(evaluate(labels, probabilities))
    assert width(evaluate(labels, probabilities, people=people)) > 4 * by_item


def test_subgroups_are_measured_apart():
    labels, probabilities = drawn(3)
    groups = np.where(np.arange(400) < 100, "female", "male")
    result = evaluate(labels, probabilities, groups)
    assert {name: part["items"] for name, part in result["subgroups"].items()} == {
        "female": 100,
        "male": 300,
    }
    expected = classification_metrics(labels[:100], probabilities[:100])["accuracy"]
    assert result["subgroups"]["female"]["accuracy"] == expected


def test_items_without_a_subgroup_are_in_none():
    labels, probabilities = drawn(3)
    groups = np.where(np.arange(400) < 100, "", "male")
    assert list(evaluate(labels, probabilities, groups)["subgroups"]) == ["male"]
    assert known_sexes(np.array([0, 1, 24, 25])).tolist() == ["", "male", "female", ""]


def test_one_item_or_person_has_no_interval(tmp_path):
    labels, probabilities = drawn(3, 8)
    one_item = evaluate(labels[:1], probabilities[:1])
    one_person = evaluate(labels, probabilities, people=np.zeros(8, dtype=int))
    for result in (one_item, one_person):
        assert result["intervals"] == dict.fromkeys(FIGURES)
    traits = np.array([[1, 0, 1, 0, 1]])
    assert evaluate_traits(traits, traits * 0.6 + 0.2)["intervals"] == {"macro_accuracy": None}
    results = [
        Evaluated("face", "x", "drawn faces", labels[:1], probabilities[:1]),
        Evaluated("text", "x", "a drawn essay", traits, traits * 0.6 + 0.2),
    ]
    page = write_report(results, tmp_path, "command").read_text()
    assert "| text | 1 | 100.0% (-) |" in page
    assert " to " not in page.split("## face")[0].split("|", 1)[1]


def test_traits_are_averaged():
    labels = np.array([[1, 0, 1, 0, 1], [1, 1, 0, 0, 1]])
    probabilities = np.full((2, 5), 0.8)
    result = evaluate_traits(labels, probabilities)
    assert [result["traits"][trait]["accuracy"] for trait in TRAITS] == [1, 0.5, 0.5, 0, 1]
    assert result["macro_accuracy"] == pytest.approx(0.6)
    assert result["majority_accuracy"] == pytest.approx(0.8)


def test_the_report_holds_the_figures_and_its_plots_are_drawn(tmp_path):
    labels, probabilities = drawn(5)
    groups = np.array(["female", "male"] * 200)
    voice = Evaluated("voice", "voice_svm 9.9.9", "drawn clips", labels, probabilities, groups)
    traits = np.random.default_rng(6).integers(0, 2, (150, 5))
    text = Evaluated("text", "text_tfidf 9.9.9", "drawn essays", traits, traits * 0.4 + 0.3)
    page = write_report([voice, text], tmp_path, "python -m jobs.evaluate_models --data DIR")
    written = page.read_text()
    assert "not a fact about a person" in written
    assert "female" in written
    assert "extraversion" in written
    result = json.loads((tmp_path / "voice.json").read_text())
    assert set(FIGURES) <= set(result)
    assert len(result["confusion_matrix"]) == 7
    assert result["accuracy"] == classification_metrics(labels, probabilities)["accuracy"]
    assert json.loads((tmp_path / "text.json").read_text())["macro_accuracy"] == 1.0
    for name in ("voice_confusion", "voice_reliability", "text_accuracy", "text_reliability"):
        assert f"({name}.png)" in written
        assert image.imread(tmp_path / f"{name}.png").std() > 0.05
    assert "Guessing gets 14.3 % of emotions right, and 50 % of a trait's answers." in written
    assert "No reliability diagram" not in written


def test_a_handful_gets_words_instead_of_a_reliability_diagram(tmp_path):
    labels, probabilities = drawn(3, 149)
    results = [Evaluated("clips", "x", "drawn", labels, probabilities)]
    (tmp_path / "clips_reliability.png").write_text("of an earlier report with more items")
    written = write_report(results, tmp_path, "command").read_text()
    assert not (tmp_path / "clips_reliability.png").exists()
    assert "clips_reliability" not in written
    said = "No reliability diagram: it needs at least 150 items (10 for each of 15 bins), and"
    assert f"{said} there are 149." in written
    assert "![confusion](clips_confusion.png)" in written


def test_a_report_takes_the_place_of_an_earlier_one(tmp_path):
    labels, probabilities = drawn(3, 150)
    results = [Evaluated(name, "x", "drawn", labels, probabilities) for name in ("face", "voice")]
    write_report(results, tmp_path, "command")
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / "notes_confusion.png").write_text("")
    delete_stale_results(tmp_path, ["voice"])
    write_report(results[1:], tmp_path, "command")
    assert {path.name for path in tmp_path.iterdir()} == {
        *("README.md", "notes.json", "notes_confusion.png"),
        *("voice.json", "voice_confusion.png", "voice_reliability.png"),
    }
