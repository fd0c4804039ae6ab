"""Cards: one spelling for each key, and nothing that a card does not know."""

import json

import pytest

from models.card import Card
from models.store import list_releases, load_release

FULL = Card(
    purpose="Seven probabilities.",
    data="drawn",
    split="none",
    licence="MIT",
    must_not_be_used_for=("anything",),
    command="interviews train thing",
    metrics={"accuracy": 0.5},
    scoring={"temperature": 1.5},
)


def test_a_card_survives_its_file():
    text = json.dumps({"name": "thing", "version": "1.0.0", **FULL.to_json(), "files": {"a": "0"}})
    assert Card.from_json(json.loads(text)) == FULL


def test_what_is_empty_is_not_written():
    assert Card(data="drawn").to_json() == {"data": "drawn"}


@pytest.mark.parametrize("key", ["licence_of_data", "labels", "temperature", "Data"])
def test_another_spelling_is_refused(key):
    with pytest.raises(ValueError, match=f"a card has no {key}"):
        Card.from_json({"data": "drawn", key: "x"})


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [("data", 1, "str"), ("metrics", [1], "dict"), ("must_not_be_used_for", "x", "tuple")],
)
def test_another_type_is_refused(key, value, kind):
    with pytest.raises(ValueError, match=f"{key} of a card is a {kind}"):
        Card.from_json({key: value})


@pytest.mark.parametrize(
    "key", ["purpose", "data", "licence", "must_not_be_used_for", "split", "command", "metrics"]
)
def test_a_card_must_say(key):
    assert FULL.missing == []
    said = {name: value for name, value in FULL.to_json().items() if name != key}
    assert Card.from_json(said).missing == [key]


def test_a_model_of_others_has_no_command_of_ours():
    said = Card(purpose="x", data="x", licence="x", must_not_be_used_for=("x",), origin="a wheel")
    assert said.missing == []


@pytest.mark.parametrize("version", list_releases())
def test_every_shipped_card_says_what_it_must(version):
    for artefact in load_release(version).artefacts.values():
        assert artefact.card.missing == [], artefact.label
