"""check-models: fit releases pass, each kind of damage is named with what to do."""

import json
import shutil

import pytest

from jobs.check_models import main
from models.check import MAXIMUM_TOTAL_BYTES, check_artefact, check_store, example_window
from models.store import (
    ARTEFACTS,
    LEDGER,
    list_releases,
    load_artefact,
    load_release,
    save_artefact,
    save_release,
)

CARD = {
    "data": "drawn",
    "split": "none",
    "command": "python -m jobs.train_models fusion",
    "metrics": {"accuracy": 0.5},
    "licence": "MIT",
    "must_not_be_used_for": ["anything"],
}


@pytest.fixture
def store(tmp_path):
    """A copy of what is shipped."""
    shutil.copytree(ARTEFACTS, tmp_path / "store")
    return tmp_path / "store"


def verdict(store, files, card, name="fusion"):
    """The problems of an artefact, written as if released."""
    save_artefact(name, "9.0.0", files, card, store)
    return " ".join(check_artefact("9.0.0", load_artefact(name, "9.0.0", store)).problems)


def weights(store):
    return load_artefact("fusion", "0.1.0", store).read("weights.json")


def test_what_is_shipped_is_fit_to_score(capsys):
    assert main([]) == 0
    printed = capsys.readouterr().out
    for version in list_releases():
        for artefact in load_release(version).artefacts.values():
            assert f"{artefact.name} {artefact.version}" in printed
    assert "must be mended" not in printed


def test_damage_is_found_and_gives_code_1(store, capsys):
    path = store / "fusion-0.1.0" / "weights.json"
    path.write_bytes(path.read_bytes().replace(b"0.", b"1.", 1))
    assert main(["--artefacts", str(store), "--release", "0.1.0"]) == 1
    printed = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "weights.json differs from its card; restore it from the repository" in printed
    assert "1 of these must be mended" in printed


def test_an_unknown_release_gives_code_1_and_names_the_known(capsys):
    assert main(["--release", "9.9.9"]) == 1
    assert "releases there: " in " ".join(capsys.readouterr().out.replace("│", " ").split())


def test_an_empty_store_gives_code_1_and_says_what_to_do(tmp_path, capsys):
    for store in (tmp_path, tmp_path / "nowhere"):
        assert main(["--artefacts", str(store)]) == 1
        printed = " ".join(capsys.readouterr().out.split())
        assert f"there is no release in {store}: name another store with --artefacts" in printed
        assert "train-models" in printed
        assert "verdict" not in printed  # no empty table


def test_a_good_artefact_has_no_problems(store):
    assert verdict(store, {"weights.json": weights(store)}, CARD) == ""


@pytest.mark.parametrize("key", CARD)
def test_a_card_must_say(store, key):
    card = {name: value for name, value in CARD.items() if name != key}
    said = verdict(store, {"weights.json": weights(store)}, card)
    assert f"does not say {key}" in said


def test_what_was_trained_elsewhere_has_no_command_of_ours(store):
    card = {name: CARD[name] for name in ("data", "licence", "must_not_be_used_for")}
    assert verdict(store, {"weights.json": weights(store)}, {**card, "origin": "a wheel"}) == ""


@pytest.mark.parametrize("weight", [float("nan"), -1.0, None])
def test_scores_that_are_no_probabilities_are_found(store, weight):
    table = json.loads(weights(store))
    for weighting in table["face_weights"].values():
        weighting[0] = weight
    said = verdict(store, {"weights.json": json.dumps(table).encode()}, CARD)
    assert "cannot score the example" in said
    assert "choose another --release" in said


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("face_cnn", "face_cnn.onnx"),
        ("face_mesh", "landmarks.tflite"),
        ("voice_svm", "voice_svm.skops"),
        ("text_cnn_lstm", "model.onnx"),
    ],
)
def test_what_is_no_graph_does_not_open(store, name, file):
    said = verdict(store, {file: b"no graph"}, {**CARD, "temperature": 1.0}, name)
    assert "cannot score the example" in said


def test_every_shipped_artefact_scores_its_example():
    for card in sorted(ARTEFACTS.glob("*/card.json")):
        checked = check_artefact("-", load_artefact(*card.parent.name.rsplit("-", 1)))
        assert checked.problems == ()
        assert checked.example


def test_strays_and_unknown_artefacts_are_found(store):
    save_artefact("fusion", "9.0.0", {"weights.json": weights(store)}, CARD, store)
    (store / "fusion-9.0.0" / "old.json").write_text("{}")
    assert "not in the card: old.json: delete" in verdict(
        store, {"weights.json": weights(store)}, CARD
    )
    assert "no example scores it" in verdict(store, {"a.bin": b"a"}, CARD, "thing")


def test_the_store_as_a_whole(store):
    clean, _ = check_store(store)
    assert clean == []
    save_artefact("thing", "9.0.0", {"a.bin": b"a"}, CARD, store)
    problems, remarks = check_store(store)
    assert problems == []
    assert "thing-9.0.0 is in no release yet: train-models release" in remarks
    save_release("9.0.0", "2026-11-21", {"thing": "9.0.0"}, store)
    shutil.rmtree(store / "thing-9.0.0")
    (store / "big.bin").write_bytes(bytes(MAXIMUM_TOTAL_BYTES))
    problems, _ = check_store(store)
    assert any(p.startswith("thing-9.0.0/card.json was released and is gone") for p in problems)
    assert any("withdraw an old release" in p for p in problems)
    (store / LEDGER).write_text("{")
    assert "not JSON" in check_store(store)[0][0]


def test_the_example_window_is_scored_at_night_too():
    assert example_window().state == "scored"
