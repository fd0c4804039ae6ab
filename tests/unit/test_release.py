"""Grouping artefacts into a release: its ensembles, its defaults, and what it warns of."""

import pytest

from models.card import Card
from models.registry import REGISTRY, models_of
from models.store import load_release
from models.training.publish import save_artefact
from schemas.labels import FUSIONS
from tests.trainings import train

JUDGED = {name: {"accuracy": 0.9 - 0.1 * place} for place, name in enumerate(FUSIONS)}


@pytest.mark.parametrize(
    ("fitted_to", "message"),
    [
        (dict.fromkeys(("face_cnn", "voice_svm", "voice_cnn_lstm"), "9.0.0"), None),
        (
            {"face_cnn": "8.0.0", "voice_svm": "9.0.0", "voice_cnn_lstm": None},
            "fusion 9.0.0 was fitted to face_cnn 8.0.0 (released here: 9.0.0), voice_cnn_lstm of "
            "unknown version (released here: 9.0.0): train fusion again",
        ),
        (None, "voice_svm of unknown version"),
    ],
)
def test_a_release_tells_of_a_fusion_that_was_fitted_to_others(
    fitted_to, message, tmp_path, capsys
):
    cards = {
        **dict.fromkeys(models_of("text"), Card(metrics={"macro_accuracy": 0.6})),
        "text_cnn_lstm": Card(metrics={"macro_accuracy": 0.7}),
        "fusion": Card(
            metrics={"ferplus": {"fused": JUDGED}},
            facts={"fitted_to": fitted_to} if fitted_to else {},
        ),
    }
    for name in REGISTRY:
        save_artefact(name, "9.0.0", {"x": b"x"}, cards.get(name, Card()), tmp_path / "store")
    assert train(tmp_path, "release") == 0
    said = capsys.readouterr().err
    assert said.count("warning") == bool(message)
    assert (message or "") in said
    release = load_release("9.0.0", tmp_path / "store")
    assert release.ensembles["text"] == ("text_cnn_lstm",)
    assert release.defaults == {"face_labels": "ferplus", "fusion": FUSIONS[0]}


def test_the_voices_of_a_release_are_those_that_the_fusion_was_fitted_to(tmp_path, capsys):
    facts = {"fitted_to": {"face_cnn": "9.0.0", "voice_cnn_lstm": "9.0.0"}}
    cards = {
        **dict.fromkeys(models_of("text"), Card(metrics={"macro_accuracy": 0.6})),
        "fusion": Card(metrics={"ferplus": {"fused": JUDGED}}, facts=facts),
    }
    for name in REGISTRY:
        save_artefact(name, "9.0.0", {"x": b"x"}, cards.get(name, Card()), tmp_path / "store")
    assert train(tmp_path, "release") == 0
    assert "warning" not in capsys.readouterr().err
    release = load_release("9.0.0", tmp_path / "store")
    assert release.ensembles["voice"] == ("voice_cnn_lstm",)
    assert release.artefacts["voice_svm"].version == "9.0.0"


def test_a_release_without_figures_to_choose_by_is_refused(tmp_path, capsys):
    for name in REGISTRY:
        save_artefact(name, "9.0.0", {"x": b"x"}, Card(), tmp_path / "store")
    assert train(tmp_path, "release") == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "has no macro_accuracy; train it again" in said
    (tmp_path / "store" / "face_cnn-9.0.0" / "card.json").unlink()
    assert train(tmp_path, "release") == 2
