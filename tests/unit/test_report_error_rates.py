"""Error rates that a report tells are those of the models that scored."""

import json
import re
from dataclasses import replace

import pytest

from jobs.report.error_rates import error_rates, trait_accuracy, trait_errors
from jobs.report.measured import measured_errors
from jobs.report.releases import HowScored, Releases, read_options
from models.store import load_release
from schemas.labels import TRAITS


def test_error_rates_are_those_of_the_cards():
    release = load_release()
    everything = frozenset({"face", "voice", "text"})
    told = dict(error_rates(release, HowScored(release.identifier, everything)))
    assert list(told) == ["Face", "Voice", "Face and voice", "Traits"]
    cards = {name: artefact.card.metrics for name, artefact in release.artefacts.items()}
    fused = cards["fusion"]["ferplus"]["fused"]["stacked"]["balanced_accuracy"]
    for what, rate in (
        ("Face", cards["face_cnn"]["ferplus"]["balanced_accuracy"]),
        ("Voice", cards["fusion"]["voice"]["balanced_accuracy"]),
        ("Face and voice", fused),
    ):
        assert re.search(rf" {round(100 * rate)} \(guessing: 14\)", told[what])
    for trait in TRAITS:
        accuracy = cards["text_tfidf"]["traits"][trait]["accuracy"]
        assert f"{trait} in {round(100 * accuracy)}" in told["Traits"]


def test_error_rates_are_of_the_models_that_scored():
    release = load_release()
    how = HowScored(
        release.identifier,
        frozenset({"face", "voice"}),
        face_labels="fer2013",
        options={"voice_models": ["voice_svm"]},
    )
    told = dict(error_rates(release, how))
    assert list(told) == ["Face", "Voice", "Face and voice"]
    assert " for 66 (" in told["Face"]
    assert "the voice model names the acted emotion in 56 (" in told["Voice"]
    lstm = HowScored(release.identifier, frozenset(), text_models=("text_cnn_lstm",))
    assert trait_accuracy(release, lstm)["openness"] == pytest.approx(0.5928, abs=1e-4)
    both = lstm._replace(text_models=("text_cnn_lstm", "text_tfidf"))
    assert trait_accuracy(release, both) == trait_errors(release, both) == {}


def test_errors_that_were_measured_later_are_of_the_very_files(tmp_path):
    model = load_release().artefacts["text_tfidf"]
    measured = tmp_path / "measured.json"
    of_model = {"files": dict(model.files), "error": {"openness": 0.25}}
    measured.write_text(json.dumps({"text_tfidf": {model.version: of_model}}))
    assert measured_errors(model, measured) == {"openness": 0.25}
    for other in (
        model._replace(version="0.0.9"),
        model._replace(name="text_cnn_lstm"),
        model._replace(files={**model.files, "terms.json": "0" * 64}),
    ):
        assert measured_errors(other, measured) == {}


def test_errors_of_the_shipped_model_are_known_and_those_of_a_card_come_first():
    release = load_release()
    how = HowScored(release.identifier, frozenset({"text"}), text_models=("text_tfidf",))
    shipped = trait_errors(release, how)
    assert list(shipped) == list(TRAITS)
    assert shipped["openness"] == 0.4765
    model = release.artefacts["text_tfidf"]
    judged = {t: {**f, "brier": 0.16} for t, f in model.card.metrics["traits"].items()}
    del judged["neuroticism"]["brier"]
    card = replace(model.card, metrics={**model.card.metrics, "traits": judged})
    artefacts = {**release.artefacts, "text_tfidf": model._replace(card=card)}
    errors = trait_errors(release._replace(artefacts=artefacts), how)
    assert errors == {**dict.fromkeys(TRAITS, 0.4), "neuroticism": shipped["neuroticism"]}
    assert trait_errors(None, how) == {}
    network = how._replace(text_models=("text_cnn_lstm",))
    assert trait_errors(release, network) == {}


def test_a_release_that_is_not_in_the_store_has_no_error_rates():
    current = load_release()
    releases = Releases()
    assert releases.find(current.identifier).digest == current.digest
    for other in ("9.9.9+0123456789ab", f"{current.version}+0123456789ab", "unknown", ""):
        assert releases.find(other) is None
        assert releases.explainer(other) is None
        ((what, told),) = error_rates(None, HowScored(other, frozenset({"face"})))
        assert what == "Models"
        assert told.startswith(f"Release {other}, which made these scores, is not in")


def test_options_that_cannot_be_read_are_none():
    assert read_options('{"fusion": "equal"}') == {"fusion": "equal"}
    assert read_options(None) == read_options("[1]") == read_options("{") == {}
