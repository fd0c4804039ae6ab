"""The card of an artefact: what it is, what it was trained on, how good it is, who may not use it.

One spelling for each key, the same for every model. What only one scorer reads (a temperature,
the form of its features) lies under `scoring`; what is merely worth knowing under `facts`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

ADDED_BY_THE_STORE = ("name", "version", "files")
"""Keys of a card file that belong to the artefact, not to what is said of it."""


@dataclass(frozen=True)
class Card:
    """What is said of an artefact; ready for JSON."""

    purpose: str = ""
    architecture: str = ""
    classes: tuple[str, ...] = ()
    """What it scores, in order."""
    data: str = ""
    split: str = ""
    """Which data judged it, and how far the model knew them."""
    selection: str = ""
    """On which data its hyperparameters were chosen."""
    licence: str = ""
    """Of the data or, for a model of others, of the model."""
    must_not_be_used_for: tuple[str, ...] = ()
    origin: str = ""
    """Where a model of others comes from; it has no command of ours."""
    papers: tuple[str, ...] = ()
    command: str = ""
    """What trains it again."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Hyperparameters."""
    scoring: Mapping[str, Any] = field(default_factory=dict)
    """What its scorer reads, and changes scores."""
    metrics: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    """Packages that made it, with their versions."""

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Card":
        """Read a card file.

        Raises:
            ValueError: if a key is not one of a card's, or its value has another type.
        """
        told = {key: value for key, value in content.items() if key not in ADDED_BY_THE_STORE}
        empty = cls()
        known = {each.name: type(getattr(empty, each.name)) for each in fields(cls)}
        if unknown := sorted(set(told) - set(known)):
            raise ValueError(f"a card has no {', '.join(unknown)}")
        for key, value in told.items():
            if known[key] is tuple and isinstance(value, list):
                value = told[key] = tuple(value)
            if not isinstance(value, known[key]):
                raise ValueError(f"{key} of a card is a {known[key].__name__}")
        return cls(**told)

    def to_json(self) -> dict[str, Any]:
        """As a card file has it: what is empty is left out."""
        said: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return {key: value for key, value in said.items() if value}

    @property
    def missing(self) -> list[str]:
        """What a card must say and this one does not."""
        wanted = ["purpose", "data", "licence", "must_not_be_used_for"]
        if not self.origin:
            wanted += ["split", "command", "metrics"]
        return [key for key in wanted if not getattr(self, key)]
