"""The artefact store refuses what was altered."""

import json

import pytest

from models.store import ArtefactError, load_artefact, load_release, save_artefact, save_release


def test_saved_is_loaded(tmp_path):
    save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, {"data": "none"}, tmp_path)
    artefact = load_artefact("thing", "1.0.0", tmp_path)
    assert artefact.read("a.bin") == b"abc"
    assert artefact.card["data"] == "none"


def test_tampering_is_refused(tmp_path):
    folder = save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, {}, tmp_path)
    (folder / "a.bin").write_bytes(b"abd")
    with pytest.raises(ArtefactError, match="differs from its card"):
        load_artefact("thing", "1.0.0", tmp_path)


def test_a_missing_file_is_refused(tmp_path):
    folder = save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, {}, tmp_path)
    (folder / "a.bin").unlink()
    with pytest.raises(ArtefactError, match="cannot be read"):
        load_artefact("thing", "1.0.0", tmp_path)


def test_a_file_the_card_does_not_know_is_refused(tmp_path):
    folder = save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, {}, tmp_path)
    (folder / "b.bin").write_bytes(b"x")
    with pytest.raises(ArtefactError):
        load_artefact("thing", "1.0.0", tmp_path).read("b.bin")


def test_a_release_identifies_its_content(tmp_path):
    save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, {}, tmp_path)
    save_release("0.9.0", "2026-11-21", {"thing": "1.0.0"}, tmp_path)
    first = load_release("0.9.0", tmp_path)
    assert first.identifier.startswith("0.9.0+")
    save_artefact("thing", "1.0.0", {"a.bin": b"abd"}, {}, tmp_path)
    assert load_release("0.9.0", tmp_path).identifier != first.identifier


def test_an_unknown_release_is_refused(tmp_path):
    with pytest.raises(ArtefactError, match=r"release-9\.9\.9\.json"):
        load_release("9.9.9", tmp_path)


def test_too_large_is_refused(tmp_path):
    with pytest.raises(ArtefactError, match="more than"):
        save_artefact("thing", "1.0.0", {"a.bin": bytes(20 * 2**20 + 1)}, {}, tmp_path)


def test_the_shipped_release_is_whole_and_small():
    release = load_release()
    total = 0
    for artefact in release.artefacts.values():
        assert artefact.card["must_not_be_used_for"]
        total += sum((artefact.folder / file).stat().st_size for file in artefact.card["files"])
        json.dumps(artefact.card)
    assert total < 60 * 2**20
    assert set(release.artefacts) >= {
        "face_mesh",
        "face_cnn",
        "voice_svm",
        "voice_cnn_lstm",
        "fusion",
    }
