"""The artefact store: what is altered or missing is refused, and a version means one content."""

import hashlib
import json
import re
import shutil

import pytest

from models.card import Card
from models.store import (
    LEDGER,
    MAXIMUM_BYTES,
    ArtefactError,
    default_store,
    list_releases,
    load_artefact,
    load_release,
)
from models.training.publish import (
    is_released,
    newest_version,
    refuse_released,
    save_artefact,
    save_release,
)

ENSEMBLES = {"face": ["thing"], "voice": [], "text": []}
SAID = {"face_labels": "ferplus", "fusion": "stacked"}


def card(temperature):
    return Card(scoring={"temperature": temperature})


def release(version, artefacts, store, day="2026-11-21"):
    save_release(version, day, artefacts, ENSEMBLES, SAID, store)


@pytest.fixture
def store(tmp_path):
    """A store with one released artefact, thing 1.0.0 in release 0.9.0."""
    save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, card(1.5), tmp_path)
    release("0.9.0", {"thing": "1.0.0"}, tmp_path)
    return tmp_path


def edit(path, **changes):
    """Change a JSON file as an editor would."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}, indent=2) + "\n")


def refused(store):
    """What loading the release says; it must say what to do."""
    with pytest.raises(ArtefactError) as caught:
        load_release("0.9.0", store)
    assert re.search("restore|write it|choose|releases there", str(caught.value))
    return str(caught.value)


def test_saved_is_loaded(tmp_path):
    save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, Card(data="none"), tmp_path)
    artefact = load_artefact("thing", "1.0.0", tmp_path)
    assert artefact.read("a.bin") == b"abc"
    assert artefact.card.data == "none"
    assert not is_released("thing", "1.0.0", tmp_path)


def test_a_flipped_bit_is_refused(store):
    (store / "thing-1.0.0" / "a.bin").write_bytes(b"abb")
    assert "a.bin differs from its card" in refused(store)


def test_a_missing_file_is_refused(store):
    (store / "thing-1.0.0" / "a.bin").unlink()
    assert "a.bin cannot be read" in refused(store)


def test_a_file_the_card_does_not_know_is_refused(store):
    (store / "thing-1.0.0" / "b.bin").write_bytes(b"x")
    with pytest.raises(ArtefactError, match=r"has no b\.bin"):
        load_release("0.9.0", store).artefacts["thing"].read("b.bin")


@pytest.mark.parametrize("change", [{"scoring": {"temperature": 1.6}}, {"extra": 1}, {"files": {}}])
def test_an_edited_card_is_refused(store, change):
    edit(store / "thing-1.0.0" / "card.json", **change)
    assert "thing-1.0.0/card.json differs from checksums.json" in refused(store)


def test_a_file_and_its_card_changed_together_are_refused(store):
    other = store / "other"
    save_artefact("thing", "1.0.0", {"a.bin": b"abd"}, card(1.5), other)
    shutil.copytree(other / "thing-1.0.0", store / "thing-1.0.0", dirs_exist_ok=True)
    assert "card.json differs from checksums.json" in refused(store)


@pytest.mark.parametrize("change", [{"artefacts": {}}, {"created_on": "2020-01-01"}, {"extra": 1}])
def test_an_edited_release_is_refused(store, change):
    edit(store / "release-0.9.0.json", **change)
    assert "release-0.9.0.json differs from checksums.json" in refused(store)


def test_missing_cards_releases_and_ledgers_are_refused(store):
    (store / LEDGER).rename(store / "kept")
    assert "release-0.9.0.json is not in checksums.json" in refused(store)
    (store / LEDGER).write_text("{")
    assert "checksums.json is not JSON" in refused(store)
    (store / LEDGER).write_text("[]")
    assert "checksums.json is not a JSON object" in refused(store)
    lines = json.loads((store / "kept").read_text())
    del lines["thing-1.0.0/card.json"]
    (store / LEDGER).write_text(json.dumps(lines))
    assert "thing 1.0.0 of release-0.9.0.json is not in checksums.json" in refused(store)
    (store / "kept").rename(store / LEDGER)
    (store / "thing-1.0.0" / "card.json").unlink()
    assert "no readable thing-1.0.0/card.json" in refused(store)
    (store / "release-0.9.0.json").unlink()
    assert "releases there: none" in refused(store)


def test_an_unknown_release_names_the_known_ones(store):
    with pytest.raises(ArtefactError, match=r"no release-9\.9\.9\.json .* releases there: 0\.9\.0"):
        load_release("9.9.9", store)


@pytest.mark.parametrize("name", ["../thing", "/thing", "", ".", "a/b"])
def test_no_name_leads_out_of_the_store(store, name):
    with pytest.raises(ArtefactError, match="is no"):
        load_artefact(name, "1.0.0", store)
    with pytest.raises(ArtefactError, match="is no semantic version"):
        load_release(name or "x", store)
    with pytest.raises(ArtefactError, match="is no"):
        save_artefact("thing", name, {"a.bin": b"abc"}, Card(), store)
    save_artefact("loose", "1.0.0", {"a.bin": b"abc"}, Card(), store)
    edit(store / "loose-1.0.0" / "card.json", files={name: "0"})
    with pytest.raises(ArtefactError, match="is no name"):
        load_artefact("loose", "1.0.0", store)


def test_a_card_without_files_is_refused(store):
    save_artefact("loose", "1.0.0", {"a.bin": b"abc"}, Card(), store)
    edit(store / "loose-1.0.0" / "card.json", files=None)
    with pytest.raises(ArtefactError, match="names no files"):
        load_artefact("loose", "1.0.0", store)


def test_a_released_version_cannot_be_written_with_another_content(store):
    before = load_release("0.9.0", store).identifier
    for files, said in (({"a.bin": b"abd"}, card(1.5)), ({"a.bin": b"abc"}, Card())):
        with pytest.raises(ArtefactError, match="choose a new --version"):
            save_artefact("thing", "1.0.0", files, said, store)
    save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, card(1.5), store)  # the same
    with pytest.raises(ArtefactError, match=r"thing 1\.0\.0 was released"):
        refuse_released("thing", "1.0.0", store)
    with pytest.raises(ArtefactError, match=r"release 0\.9\.0 was released"):
        refuse_released("release", "0.9.0", store)
    for version in ("0.4", "../1.0.0", "1.0.0\n"):
        with pytest.raises(ArtefactError, match="is no semantic version"):
            refuse_released("thing", version, store)
    refuse_released("thing", "1.0.1", store)
    save_artefact("thing", "1.0.1", {"a.bin": b"abd"}, Card(), store)
    with pytest.raises(ArtefactError, match="choose a new --version"):
        release("0.9.0", {"thing": "1.0.1"}, store)
    assert load_release("0.9.0", store).identifier == before


def test_what_was_not_released_may_be_trained_again(tmp_path):
    for content in (b"abc", b"abd"):
        save_artefact("thing", "1.0.0", {"a.bin": content}, Card(), tmp_path)
    assert load_artefact("thing", "1.0.0", tmp_path).read("a.bin") == b"abd"


@pytest.mark.parametrize(
    ("content", "temperature", "same"),
    [(b"abc", 1.5, True), (b"abd", 1.5, False), (b"abc", 2, False)],
)
def test_the_identifier_tells_weights_and_cards(store, tmp_path, content, temperature, same):
    other = tmp_path / "other"
    save_artefact("thing", "1.0.0", {"a.bin": content}, card(temperature), other)
    release("0.9.0", {"thing": "1.0.0"}, other)
    first, second = (load_release("0.9.0", root).identifier for root in (store, other))
    assert first.startswith("0.9.0+")
    assert (first == second) is same


def test_a_release_of_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(ArtefactError, match=r"no readable thing-1\.0\.0/card\.json"):
        release("0.9.0", {"thing": "1.0.0"}, tmp_path)
    assert list_releases(tmp_path) == []


def test_releases_are_listed_by_age(store):
    for version in ("0.10.0", "0.2.0"):
        release(version, {"thing": "1.0.0"}, store)
    assert list_releases(store) == ["0.2.0", "0.9.0", "0.10.0"]


def test_a_prerelease_comes_before_its_release_and_other_files_are_no_releases(store):
    for version in ("0.9.1-rc1", "0.9.1", "0.9.1-rc2"):
        release(version, {"thing": "1.0.0"}, store)
    for name in ("release-notes.json", "release-0.9.json", "release-1.0.0 (copy).json"):
        (store / name).write_text("{}")
    assert list_releases(store) == ["0.9.0", "0.9.1-rc1", "0.9.1-rc2", "0.9.1"]
    assert load_release(None, store).version == "0.9.1"


@pytest.mark.parametrize(
    ("day", "ensembles", "defaults"),
    [
        ("21.11.2026", ENSEMBLES, SAID),
        ("2026-11-21", {"face": ["thing"]}, SAID),
        ("2026-11-21", {**ENSEMBLES, "smell": []}, SAID),
        ("2026-11-21", {**ENSEMBLES, "voice": ["other"]}, SAID),
        ("2026-11-21", ENSEMBLES, {"fusion": "stacked"}),
    ],
)
def test_a_release_that_no_job_could_use_is_not_written(store, day, ensembles, defaults):
    with pytest.raises(ValueError, match=r"isoformat|what a release holds|not in the release"):
        save_release("0.9.1", day, {"thing": "1.0.0"}, ensembles, defaults, store)
    assert list_releases(store) == ["0.9.0"]


def test_too_large_is_refused(tmp_path):
    with pytest.raises(ArtefactError, match="more than"):
        save_artefact("thing", "1.0.0", {"a.bin": bytes(MAXIMUM_BYTES + 1)}, Card(), tmp_path)
    assert not (tmp_path / "thing-1.0.0").exists()


def test_what_scores_and_how_is_part_of_the_identifier(store, tmp_path):
    other = tmp_path / "other"
    save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, card(1.5), other)
    defaults = {**SAID, "fusion": "equal"}
    save_release("0.9.0", "2026-11-21", {"thing": "1.0.0"}, ENSEMBLES, defaults, other)
    first, second = (load_release("0.9.0", root) for root in (store, other))
    assert first.identifier != second.identifier
    assert first.ensembles == {"face": ("thing",), "voice": (), "text": ()}
    assert (first.defaults["fusion"], second.defaults["fusion"]) == ("stacked", "equal")


def test_the_newest_release_is_the_default(store):
    release("0.10.0", {"thing": "1.0.0"}, store)
    assert load_release(None, store).version == "0.10.0"
    with pytest.raises(ArtefactError, match="there is no release in"):
        load_release(None, store / "empty")


def test_a_release_of_before_ensembles_is_refused_with_what_to_do(store):
    path = store / "release-0.9.0.json"
    listing = json.loads(path.read_text())
    del listing["ensembles"]
    path.write_text(json.dumps(listing))
    lines = json.loads((store / LEDGER).read_text())
    lines[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (store / LEDGER).write_text(json.dumps(lines))
    with pytest.raises(ArtefactError, match=r"made before 0\.5\.1; install the version"):
        load_release("0.9.0", store)


def test_a_card_with_keys_that_no_card_has_is_refused(tmp_path):
    save_artefact("thing", "1.0.0", {"a.bin": b"abc"}, Card(), tmp_path)
    edit(tmp_path / "thing-1.0.0" / "card.json", licence_of_data="none")
    with pytest.raises(ArtefactError, match="no licence_of_data; install the version"):
        load_artefact("thing", "1.0.0", tmp_path)


def test_another_store_can_be_named(store, monkeypatch):
    monkeypatch.setenv("INTERVIEW_ARTEFACTS", str(store))
    assert default_store() == store
    assert load_release().version == "0.9.0"


def test_a_release_takes_the_newest_version_up_to_its_own(tmp_path):
    for version in ("0.1.0", "0.2.0", "0.10.0"):
        save_artefact("face_cnn", version, {"x": version.encode()}, Card(), tmp_path)
    save_artefact("face_cnn_other", "0.3.0", {"x": b"x"}, Card(), tmp_path)
    assert newest_version("face_cnn", "0.2.0", tmp_path) == "0.2.0"
    assert newest_version("face_cnn", "0.9.9", tmp_path) == "0.2.0"
    assert newest_version("face_cnn", "1.0.0", tmp_path) == "0.10.0"
    with pytest.raises(ArtefactError, match=r"only 0\.1\.0, 0\.2\.0, 0\.10\.0: choose a higher"):
        newest_version("face_cnn", "0.0.9", tmp_path)
