"""Stylistic counts of a text: how it is written, in about 120 numbers with readable names.

After Pennebaker and King (1999), "Linguistic styles", and Mairesse, Walker, Mehl and Moore
(2007), "Using linguistic cues for the automatic recognition of personality": shares of word
categories, parts of speech and punctuation, lengths, richness and readability. Formality is
Heylighen and Dewaele's (2002), reading ease Flesch's (1948).
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.text.lexicon import is_english
from models.text.preprocessing import clean, lemma_of, sentences
from models.text.style_words import CATEGORIES
from models.text.tagging import part_of_speech_tags

_CATEGORIES_OF_WORD: dict[str, list[str]] = {}
for _name, _words in CATEGORIES.items():
    for _word in _words:
        _CATEGORIES_OF_WORD.setdefault(_word, []).append(_name)

_TAGS = {
    "nouns": ("NN", "NNS"),
    "names": ("NNP", "NNPS"),
    "base verbs": ("VB",),
    "past verbs": ("VBD",),
    "participles": ("VBN",),
    "verbs in -ing": ("VBG",),
    "present verbs": ("VBP", "VBZ"),
    "adjectives": ("JJ",),
    "comparatives, superlatives": ("JJR", "JJS", "RBR", "RBS"),
    "adverbs": ("RB",),
    "interjections": ("UH",),
    "particles": ("RP",),
}
_GROUP_OF_TAG = {tag: name for name, tags in _TAGS.items() for tag in tags}
_FORMALITY = {
    **dict.fromkeys(("NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "IN", "DT"), 1),
    **dict.fromkeys(("PRP", "PRP$", "WP", "VB", "VBD", "VBN", "VBG", "VBP", "VBZ", "MD"), -1),
    **dict.fromkeys(("RB", "RBR", "RBS", "UH"), -1),
}

_MARKS = {
    "full stops": re.compile(r"(?<!\.)\.(?!\.)"),
    "ellipses": re.compile(r"\.{2,}"),
    "commas": re.compile(r","),
    "question marks": re.compile(r"\?"),
    "exclamation marks": re.compile(r"!"),
    "repeated ! and ?": re.compile(r"[!?]{2,}"),
    "semicolons": re.compile(r";"),
    "colons": re.compile(r":"),
    "dashes": re.compile(r"(?<!\w)-+|--+|[\u2013\u2014]"),
    "hyphens": re.compile(r"(?<=\w)-(?=\w)"),
    "quotation marks": re.compile(r"[\"\u201c\u201d]"),
    "brackets": re.compile(r"\("),
    "apostrophes": re.compile(r"(?<=\w)'(?=\w)"),
    "digits": re.compile(r"\d+"),
    "words in capitals": re.compile(r"\b[A-Z]{2,}\b"),
    "capitals": re.compile(r"[A-Z]"),
    "small i": re.compile(r"\bi\b"),
    "stretched letters": re.compile(r"([a-zA-Z])\1{2,}"),
}
_VOWELS = re.compile(r"[aeiouy]+")

_SHAPES = (
    "words in all (log)",
    "letters a word",
    "syllables a word",
    "long words",
    "short words",
    "words a sentence",
    "longest sentence",
    "variety of sentence length",
    "different words in 100",
    "words used once",
    "unknown words",
    "formality",
    "reading ease",
)
STYLE_NAMES = (*_SHAPES, *CATEGORIES, *_TAGS, *_MARKS)
"""Names of the counts, in their order."""

WINDOW = 100
"""Words over which different words are counted, so that long texts do not seem poorer."""


def style_counts(text: str) -> NDArray[np.float64]:
    """Count the style of one text.

    Args:
        text: anything.

    Returns:
        float64, shape (len(STYLE_NAMES),), finite and not negative. Categories, parts of speech
        and marks are log(1 + number per 100 words); shapes are means, shares (0-1) or logarithms
        as their names say. All zero without a word. Repeating a text changes only its shapes.
    """
    plain = clean(text)
    tagged = [
        [
            (word, tag)
            for word, tag in zip(sentence, part_of_speech_tags(sentence), strict=True)
            if word[0].isalpha()
        ]
        for sentence in sentences(text)
    ]
    tagged = [sentence for sentence in tagged if sentence]
    if not tagged:
        return np.zeros(len(STYLE_NAMES))
    counts: Counter[str] = Counter()
    for word, tag in (pair for sentence in tagged for pair in sentence):
        lower = word.lower()
        names = {*_CATEGORIES_OF_WORD.get(lower, ()), _GROUP_OF_TAG.get(tag, "")}
        names.update(_CATEGORIES_OF_WORD.get(lemma_of(lower, tag), ()))
        counts.update(names)
    for name, mark in _MARKS.items():
        counts[name] = len(mark.findall(plain))
    words = sum(map(len, tagged))
    rates = [np.log1p(100 * counts[name] / words) for name in STYLE_NAMES[len(_SHAPES) :]]
    return np.array([*_shapes(tagged), *rates])


def _shapes(tagged: Sequence[Sequence[tuple[str, str]]]) -> list[float]:
    words = [word.lower() for sentence in tagged for word, _ in sentence]
    lengths = np.array([len(sentence) for sentence in tagged], dtype=np.float64)
    letters = np.array([len(word) for word in words], dtype=np.float64)
    syllables = float(np.mean([max(1, len(_VOWELS.findall(word))) for word in words]))
    frequencies = Counter(words)
    formality = [_FORMALITY.get(tag, 0) for sentence in tagged for _, tag in sentence]
    ease = 206.835 - 1.015 * lengths.mean() - 84.6 * syllables
    return [
        float(np.log1p(len(words))),
        float(letters.mean()),
        syllables,
        float((letters > 6).mean()),
        float((letters < 4).mean()),
        float(np.log1p(lengths.mean())),
        float(np.log1p(lengths.max())),
        float(lengths.std() / lengths.mean()),
        _variety(words),
        sum(count == 1 for count in frequencies.values()) / len(words),
        sum(not is_english(word) for word in words) / len(words),
        (float(np.mean(formality)) + 1) / 2,
        float(max(ease, 0.0)),
    ]


def _variety(words: Sequence[str]) -> float:
    """Share of different words, the mean over windows of 100 words half overlapping."""
    starts = range(0, max(1, len(words) - WINDOW + 1), WINDOW // 2)
    windows = [words[start : start + WINDOW] for start in starts]
    return float(np.mean([len(set(window)) / len(window) for window in windows]))
