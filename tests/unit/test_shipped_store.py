"""The store in the repository: what was released is there, and unchanged."""

import json

import pytest

from models.store import default_store, list_releases, load_release, read_ledger

RELEASED = {"0.5.1": "0.5.1+790da26f30ca", "0.6.0": "0.6.0+00c8b697c793"}
"""Identifiers in the rows of nights gone by. A new release adds its line; none is edited once it
has been released."""


def test_every_release_keeps_the_identifier_it_was_released_with():
    """The ledger alone does not tell: whoever changes an artefact can change the ledger too."""
    shipped = {version: load_release(version).identifier for version in list_releases()}
    assert shipped.items() <= RELEASED.items()


@pytest.mark.parametrize("version", list_releases())
def test_every_shipped_release_loads(version):
    release = load_release(version)
    assert release.identifier.startswith(f"{version}+")
    assert set(release.artefacts) >= {
        "face_mesh",
        "face_cnn",
        "voice_svm",
        "voice_cnn_lstm",
        "voice_whisper",
        "text_tfidf",
        "text_cnn_lstm",
        "fusion",
    }


def test_the_ledger_holds_what_is_shipped_and_nothing_else():
    """Fails when a released model was changed, removed, or shipped without a release."""
    store = default_store()
    lines = read_ledger(store)
    assert list_releases() == [load_release().version], "one release ships: the current one"
    released = {f"release-{version}.json" for version in list_releases()}
    for version in list_releases():
        listing = json.loads((store / f"release-{version}.json").read_text())["artefacts"]
        released |= {f"{name}-{number}/card.json" for name, number in listing.items()}
    assert set(lines) == released
    folders = {f"{path.parent.name}/card.json" for path in store.glob("*/card.json")}
    assert folders == {path for path in lines if path.endswith("/card.json")}
    for path in lines:
        assert (store / path).is_file(), f"{path} was released and is gone"
