"""Reads one document: is there enough English, how does it score, which words are common."""

from collections.abc import Mapping
from typing import NamedTuple

from models.store import Artefact
from models.text.preprocessing import common_words, lemmas, text_state, words
from models.text.scorers import TextCnnLstm, TextTfidf

TEXT_MODELS = {"tfidf": "text_tfidf", "cnn_lstm": "text_cnn_lstm"}
"""Name of a text model to its artefact."""

TextScorer = TextTfidf | TextCnnLstm


class TextReading(NamedTuple):
    """What was read in one document."""

    state: str
    """A state of schemas.states.TEXT_STATES."""
    words: int
    traits: tuple[float, ...] | None
    """Independent probabilities in the order of TRAITS; None unless the state is scored."""
    common_words: tuple[tuple[str, int], ...]
    """The most common lemmas and their counts, most common first."""


def default_text_model(artefacts: Mapping[str, Artefact]) -> str:
    """The model with the higher macro accuracy on held-out folds."""
    return max(
        TEXT_MODELS,
        key=lambda model: float(artefacts[TEXT_MODELS[model]].card["metrics"]["macro_accuracy"]),
    )


def load_text_scorer(model: str, artefacts: Mapping[str, Artefact]) -> TextScorer:
    """Load one of TEXT_MODELS."""
    artefact = artefacts[TEXT_MODELS[model]]
    return TextTfidf(artefact) if model == "tfidf" else TextCnnLstm(artefact)


def read_text(text: str, scorer: TextScorer) -> TextReading:
    """Read a document; too little or foreign text gets a state instead of traits."""
    found = words(text)
    common = tuple(common_words(lemmas(text)))
    state = text_state(found)
    traits = tuple(scorer.score([text])[0].tolist()) if state == "scored" else None
    return TextReading(state, len(found), traits, common)
