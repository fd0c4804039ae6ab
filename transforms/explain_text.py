"""Explains the traits of a document: which words and habits of writing moved them."""

from collections.abc import Iterator
from typing import NamedTuple

from models.registry import load
from models.store import Release
from models.text.explanation import word_contributions
from transforms.inputs.fetch import digest
from transforms.isolated import Isolated

EXPLAINED = "text_tfidf"
"""The text model whose score is a sum over words, so that it can be taken apart."""


class Moved(NamedTuple):
    """What a word or habit of writing moved a trait by."""

    trait: str
    name: str
    """The term as it is counted, or the name of the count."""
    stylistic: bool
    log_odds: float
    """Above 0 it speaks for a high trait."""


class TextExplainer:
    """Explains documents that a release has scored; the model is opened once.

    Raises:
        KeyError: if the release has no such model.
        ArtefactError: if its files are altered.
    """

    def __init__(self, release: Release) -> None:
        self._scorer = load(release.artefacts[EXPLAINED])

    def explain_text(self, text: str, count: int) -> Iterator[Moved]:
        """The strongest parts of each trait's score: `count` at most for a high and for a low one.

        In the order of TRAITS, what speaks for a high trait first.
        """
        for trait, explained in word_contributions(self._scorer, text, count).items():
            for part in (*explained.up, *explained.down):
                yield Moved(trait, part.name, part.stylistic, part.log_odds)

    def explain_document(
        self, isolated: Isolated, path: str, content_hash: str, count: int
    ) -> list[Moved]:
        """`explain_text` of a local file; nothing where it is no longer what was scored.

        Args:
            isolated: reads it.
            path: of the document.
            content_hash: SHA-256 of what was scored.
            count: as of `explain_text`.

        Raises:
            InputError: if it cannot be read.
            MachineError: if this machine is at fault.
        """
        if digest(path) != content_hash:
            return []
        text = isolated.run("read", path, "read", "unreadable_document")
        return list(self.explain_text(text, count))
