"""Scores one document: is there enough English, how does it score, which words are common."""

from collections.abc import Mapping
from typing import NamedTuple

from models.registry import Scorer
from models.text.preprocessing import common_words, lemmas, text_state, words


class ScoredDocument(NamedTuple):
    """What was found in one document."""

    state: str
    """A state of schemas.states.TEXT_STATES."""
    words: int
    scores: Mapping[str, tuple[float, ...]]
    """Model to independent probabilities in the order of TRAITS; empty unless the state is
    scored."""
    common_words: tuple[tuple[str, int], ...]
    """The most common lemmas and their counts, most common first."""


def score_document(text: str, scorers: Mapping[str, Scorer]) -> ScoredDocument:
    """Score a document with each model; too little or foreign text gets a state instead."""
    found = words(text)
    common = tuple(common_words(lemmas(text)))
    state = text_state(found)
    scores = {
        name: tuple(scorer.score([text])[0].tolist())
        for name, scorer in scorers.items()
        if state == "scored"
    }
    return ScoredDocument(state, len(found), scores, common)
