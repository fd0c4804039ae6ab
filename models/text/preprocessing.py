"""The one path from a text to words and lemmas, used in training and in scoring."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from models.text.lexicon import (
    CONTRACTED_ENDINGS,
    CONTRACTIONS,
    IS_BEFORE_S,
    STOPWORDS,
    is_english,
    lemmas_of_word,
)
from models.text.tagging import part_of_speech_tags
from schemas.sampling import TEXT_ENGLISH_SHARE, TEXT_MINIMUM_WORDS

_REPAIRS = str.maketrans(
    # Typographic apostrophes become plain ones.
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'")
    # Soft hyphens and zero-width characters stand inside words without being seen.
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")
)
_TOKEN = re.compile(r"'?[^\W\d_]+(?:'[^\W\d_]+)*|[.,;:!?]+")
_WRITTEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[.,;:!?]+|\d+")
_PUNCTUATION = frozenset(".,;:!?")
_SENTENCE_ENDS = frozenset(".!?")
_PARTS_OF_SPEECH = {"N": ("noun",), "V": ("verb", "aux"), "J": ("adj",), "R": ("adv", "adj")}
LONGEST_WORD = 40
"""Letters; longer runs (broken encodings, pasted data) are no words."""
LONGEST_PILE = 30
"""Combining marks on one letter; more (Unicode's Stream-Safe Text Format) are no writing."""


def clean(text: str) -> str:
    """Normalise Unicode (NFKC), apostrophes and spaces; drop web and e-mail addresses.

    Time grows with the length of the text only. Of more than LONGEST_PILE combining marks in a
    row the rest is dropped.
    """
    plain = unicodedata.normalize("NFKC", _without_piles(text)).translate(_REPAIRS)
    return " ".join(
        piece
        for piece in plain.split()
        if not ("@" in piece or "://" in piece or piece.startswith("www."))
    )


def _without_piles(text: str) -> str:
    """The text with at most LONGEST_PILE marks in a row: sorting them takes quadratic time."""
    if text.isascii():
        return text
    kept, pile = [], 0
    for character in text:
        pile = pile + 1 if character > "\x7f" and _is_mark(character) else 0
        if pile <= LONGEST_PILE:
            kept.append(character)
    return "".join(kept) if len(kept) < len(text) else text


@lru_cache(maxsize=5_000)
def _is_mark(character: str) -> bool:
    """Whether NFKC turns the character into combining marks only, as with a Tibetan vowel sign."""
    return all(map(unicodedata.combining, unicodedata.normalize("NFKD", character)))


@lru_cache(maxsize=50_000)
def _expand(token: str) -> tuple[str, ...]:
    """Split one token into words: "don't" -> do, not; "it's" -> it, is; "Ann's" -> Ann."""
    if not token:
        return ()
    lower = token.lower()
    if lower in CONTRACTIONS:
        return tuple(CONTRACTIONS[lower].split())
    if lower in CONTRACTED_ENDINGS:
        return (CONTRACTED_ENDINGS[lower],)
    bare = token.strip("'")
    for ending, expansion in CONTRACTED_ENDINGS.items():
        if lower.endswith(ending):
            return (*_expand(bare[: -len(ending)]), expansion)
    stem, apostrophe, ending = bare.rpartition("'")
    if apostrophe and ending.lower() == "s":
        return (*_expand(stem), "is") if stem.lower() in IS_BEFORE_S else _expand(stem)
    return (bare,)


def sentences(text: str) -> Iterator[list[str]]:
    """Split a text into sentences of words and punctuation, in their own case.

    Contractions are expanded; addresses, digits and symbols are left out.
    """
    sentence: list[str] = []
    for token in _TOKEN.findall(clean(text)):
        if token[0] in _PUNCTUATION:
            sentence.append(token[0])
            if token[0] in _SENTENCE_ENDS:
                yield sentence
                sentence = []
        elif len(token) <= LONGEST_WORD:
            sentence.extend(_expand(token))
    if sentence:
        yield sentence


def words(text: str) -> list[str]:
    """All words in lower case, contractions expanded, function words included."""
    return [w.lower() for sentence in sentences(text) for w in sentence if w not in _PUNCTUATION]


def written_tokens(text: str) -> list[str]:
    """Words, contractions, numbers and runs of punctuation as they were written, in lower case.

    The tokens of the TF-IDF model: how somebody uses "I", "don't" or "!!!" says more about
    personality than the topic does (Pennebaker and King, 1999), so nothing is filtered.
    """
    return [t for t in _WRITTEN.findall(clean(text).lower()) if len(t) <= LONGEST_WORD]


@lru_cache(maxsize=100_000)
def lemma_of(word: str, tag: str) -> str:
    """Lemma of a lower-case word for its part of speech; the word itself where none is known."""
    known = lemmas_of_word().get(word, {})
    for part_of_speech in _PARTS_OF_SPEECH.get(tag[0], ()):
        if part_of_speech in known:
            return known[part_of_speech]
    readings = set(known.values())
    return readings.pop() if len(readings) == 1 else word


def lemmas(text: str) -> list[str]:
    """Lemmas of a text without function words: the tokens of the CNN-LSTM and of `common_words`.

    Args:
        text: anything; an empty text has no lemmas.

    Returns:
        Lower-case lemmas in the order of the text. Never raises, and depends on nothing but
        the text.
    """
    found = []
    for sentence in sentences(text):
        for word, tag in zip(sentence, part_of_speech_tags(sentence), strict=True):
            lower = word.lower()
            if len(lower) < 2 or lower in STOPWORDS:
                continue
            lemma = lemma_of(lower, tag)
            if lemma not in STOPWORDS:
                found.append(lemma)
    return found


def common_words(lemmas: Iterable[str], n: int = 15) -> list[tuple[str, int]]:
    """The n most common lemmas with their counts; equal counts in alphabetical order."""
    counts = Counter(lemmas)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:n]


def english_share(words: Sequence[str]) -> float:
    """Share of lower-case words that are known English words, 0-1; 0 without words."""
    return sum(map(is_english, words)) / len(words) if words else 0.0


def text_state(words: Sequence[str]) -> str:
    """Whether a text can be scored: a state of `schemas.states.TEXT_STATES`.

    Args:
        words: from `words`.
    """
    if not words:
        return "no_text"
    if len(words) < TEXT_MINIMUM_WORDS:
        return "too_short"
    return "scored" if english_share(words) >= TEXT_ENGLISH_SHARE else "not_english"
