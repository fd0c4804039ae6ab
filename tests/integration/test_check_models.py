"""interviews check: fit releases pass, each kind of damage is named with what to do."""

import dataclasses
import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from jobs import check_models
from jobs.check_models import check_filter_banks, main
from models.card import Card
from models.check import MAXIMUM_TOTAL_BYTES, check_artefact, check_store
from models.registry import score_one
from models.store import (
    DEFAULTS,
    LEDGER,
    MODALITIES,
    default_store,
    list_releases,
    load_artefact,
    load_release,
)
from models.training.publish import save_artefact, save_release
from models.voice.example import example_window
from models.voice.tables import tables

SHIPPED = list_releases()[-1]

CARD = Card(
    purpose="to be tested",
    data="drawn",
    split="none",
    command="python -m jobs.train_models fusion",
    metrics={"accuracy": 0.5},
    licence="MIT",
    must_not_be_used_for=("anything",),
)

MUST_SAY = ("purpose", "data", "split", "command", "metrics", "licence", "must_not_be_used_for")


@pytest.fixture
def store(tmp_path):
    """A copy of what is shipped."""
    shutil.copytree(default_store(), tmp_path / "store")
    return tmp_path / "store"


def verdict(store, files, card, name="fusion"):
    """The problems of an artefact, written as if released."""
    save_artefact(name, "9.0.0", files, card, store)
    return " ".join(check_artefact("9.0.0", load_artefact(name, "9.0.0", store)).problems)


def weights(store):
    return load_release(root=store).artefacts["fusion"].read("weights.json")


def test_what_is_shipped_is_fit_to_score(capsys):
    assert main([]) == 0
    printed = capsys.readouterr().out
    for version in list_releases():
        for artefact in load_release(version).artefacts.values():
            assert f"{artefact.name} {artefact.version}" in printed
    assert "must be mended" not in printed


def test_damage_is_found_and_gives_code_1(store, capsys):
    path = load_release(root=store).artefacts["fusion"].folder / "weights.json"
    path.write_bytes(path.read_bytes().replace(b"0.", b"1.", 1))
    assert main(["--models", str(store), "--release", SHIPPED]) == 1
    printed = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "weights.json differs from its card; restore it from the repository" in printed
    assert "1 of these must be mended" in printed


def test_an_unknown_release_gives_code_1_and_names_the_known(capsys):
    assert main(["--release", "9.9.9"]) == 1
    assert "releases there: " in " ".join(capsys.readouterr().out.replace("│", " ").split())


def test_an_empty_store_gives_code_1_and_says_what_to_do(tmp_path, capsys):
    assert main(["--models", str(tmp_path)]) == 1
    printed = " ".join(capsys.readouterr().out.split())
    assert f"there is no release in {tmp_path}: name another folder with --models" in printed
    assert "interviews train" in printed
    assert "verdict" not in printed  # no empty table


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path, capsys):
    assert main(["--models", str(tmp_path / "nowhere")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_a_good_artefact_has_no_problems(store):
    assert verdict(store, {"weights.json": weights(store)}, CARD) == ""


@pytest.mark.parametrize("key", MUST_SAY)
def test_a_card_must_say(store, key):
    card = dataclasses.replace(CARD, **{key: getattr(Card(), key)})
    said = verdict(store, {"weights.json": weights(store)}, card)
    assert f"does not say {key}" in said


def test_what_was_trained_elsewhere_has_no_command_of_ours(store):
    card = dataclasses.replace(CARD, split="", command="", metrics={}, origin="a wheel")
    assert verdict(store, {"weights.json": weights(store)}, card) == ""


@pytest.mark.parametrize("weight", [float("nan"), -1.0, None])
def test_scores_that_are_no_probabilities_are_found(store, weight):
    table = json.loads(weights(store))
    for labels in table["labels"].values():
        for weighting in labels["face_weights"].values():
            weighting[0] = weight
    said = verdict(store, {"weights.json": json.dumps(table).encode()}, CARD)
    assert "cannot score the example" in said
    assert "choose another --release" in said


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("face_cnn", "face_cnn.onnx"),
        ("face_mesh", "landmarks.tflite"),
        ("voice_svm", "voice_svm.npz"),
        ("text_cnn_lstm", "model.onnx"),
    ],
)
def test_what_is_no_graph_does_not_open(store, name, file):
    shipped = load_release(root=store).artefacts[name]
    files = {each: shipped.read(each) for each in shipped.files}
    assert file in files
    assert verdict(store, files, shipped.card, name) == ""
    said = verdict(store, {**files, file: b"no graph"}, shipped.card, name)
    assert "cannot score the example" in said


def test_every_shipped_artefact_scores_its_example():
    for card in sorted(default_store().glob("*/card.json")):
        checked = check_artefact("-", load_artefact(*card.parent.name.rsplit("-", 1)))
        assert checked.problems == ()
        assert checked.example


def test_strays_and_unknown_artefacts_are_found(store):
    save_artefact("fusion", "9.0.0", {"weights.json": weights(store)}, CARD, store)
    (store / "fusion-9.0.0" / "old.json").write_text("{}")
    assert "not in the card: old.json: delete" in verdict(
        store, {"weights.json": weights(store)}, CARD
    )
    assert "knows no thing" in verdict(store, {"a.bin": b"a"}, CARD, "thing")


def test_the_store_as_a_whole(store):
    clean, _ = check_store(store)
    assert clean == []
    save_artefact("thing", "9.0.0", {"a.bin": b"a"}, CARD, store)
    problems, remarks = check_store(store)
    assert problems == []
    assert remarks == [
        "thing-9.0.0 is in no release: release it with interviews train release --models "
        f"{store} --version VERSION, or delete the folder"
    ]
    ensembles, said = dict.fromkeys(MODALITIES, ()), dict.fromkeys(DEFAULTS, "")
    save_release("9.0.0", "2026-11-21", {"thing": "9.0.0"}, ensembles, said, store)
    shutil.rmtree(store / "thing-9.0.0")
    problems, _ = check_store(store)
    assert any(p.startswith("thing-9.0.0/card.json was released and is gone") for p in problems)
    (store / LEDGER).write_text("{")
    assert "not JSON" in check_store(store)[0][0]


def test_a_shipped_store_that_is_too_large_is_named(store, monkeypatch):
    monkeypatch.setattr("models.check.MAXIMUM_TOTAL_BYTES", 2**20)
    problems, _ = check_store()
    assert [problem.split(",")[1] for problem in problems] == [
        " more than 35: a package that large is not shipped"
    ]
    assert check_store(store) == ([], [])  # a user's own may be as large as it likes
    size = sum(path.stat().st_size for path in default_store().rglob("*") if path.is_file())
    assert size < MAXIMUM_TOTAL_BYTES


def test_the_filter_banks_are_those_of_the_libraries(monkeypatch):
    assert check_filter_banks() == ([], [])
    other = tables()._replace(mel=tables().mel * 1.01, chroma=tables().chroma[:-1])
    monkeypatch.setattr("models.voice.tables.tables", lambda: other)
    (problem,), remarks = check_filter_banks()
    assert problem.startswith("the filter banks chroma, mel are not those of the installed")
    assert remarks == []


def test_filter_banks_are_not_compared_without_the_libraries(monkeypatch, capsys):
    monkeypatch.setattr(check_models, "COMPARISON", "models.training.voice.nowhere:differences")
    problems, (remark,) = check_filter_banks()
    assert problems == []
    assert "there is no models.training.voice.nowhere; install the extra train" in remark
    assert main([]) == 0
    assert "install the extra train" in " ".join(capsys.readouterr().out.split())


def test_the_example_window_is_scored_at_night_too():
    assert example_window().state == "scored"


@pytest.mark.parametrize(
    ("scorer", "message"),
    [
        (lambda texts: np.full((len(texts), 5), 1.5), "5 probabilities expected"),
        (lambda texts: np.full((len(texts), 7), 0.5), "5 probabilities expected"),
        (lambda texts: np.full((len(texts), 5), np.nan), "5 probabilities expected"),
        (lambda texts: np.full((len(texts), 5), 1 / len(texts)), "depend on its batch"),
    ],
)
def test_a_scorer_that_breaks_its_promise_is_named(scorer, message):
    with pytest.raises(ValueError, match=message):
        score_one(SimpleNamespace(score=scorer), "a text", 5)
