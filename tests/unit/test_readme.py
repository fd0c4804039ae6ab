"""The README keeps up with the code."""

import re
from pathlib import Path

import pytest

from jobs.config import _parser
from schemas.describe import describe_datasets
from schemas.elements import KINDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CARDS = (ROOT / "models/README.md").read_text(encoding="utf-8").partition("## Cards")[2]


def test_columns_are_those_of_the_schemas():
    (shown,) = re.findall(r"<!-- columns -->\n(.*)\n<!-- end of columns -->", README, re.DOTALL)
    assert shown == describe_datasets()


def test_every_option_is_explained():
    for action in _parser()._actions:
        for option in action.option_strings:
            if option not in ("-h", "--help"):
                assert f"`{option}" in README, option
                assert action.help, option


@pytest.mark.parametrize("extension", sorted(KINDS))
def test_every_extension_is_listed(extension):
    assert re.search(rf"\| [a-z0-9 ]*\b{extension[1:]}\b[a-z0-9 ]* \|", README)


def test_it_says_what_a_score_is_not():
    assert "not a fact about a person" in README


@pytest.mark.parametrize("card", re.split("^### ", CARDS, flags=re.MULTILINE)[1:])
def test_every_card_says_what_a_reader_must_know(card):
    found = re.findall(r"^- \*\*(.+?):\*\* \S", card, re.MULTILINE)
    assert found == ["Data", "People in it", "Subgroups", "Limits", "Not for"]
