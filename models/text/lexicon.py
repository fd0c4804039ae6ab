"""English language data: the tables inside two wheels, and our own short lists.

The tables are read as files. Importing TextBlob pulls in NLTK (150 MB in every worker), and
neither is needed to read a word list; nothing is fetched and nothing is unpickled.
"""

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_FUNCTION_WORDS = """
a about above after again against all also am an and any are as at away be because been before
being below between both but by can could did do does doing down during each either else ever
every few for from further get got had has have having he her here hers herself him himself his
how i if in into is it its itself just may me might mine more most much must my myself neither
no nor not now of off on once one only onto or other our ours ourselves out over own per quite
rather same shall she should since so some still such than that the their theirs them themselves
then there these they this those though through thus till to too toward towards under until up
upon us very was we were what when where whether which while who whom whose why will with
within without would yet you your yours yourself yourselves
"""
STOPWORDS = frozenset(_FUNCTION_WORDS.split())
"""Function words that say nothing about the topic of a text."""

CONTRACTIONS = {
    "ain't": "is not",
    "can't": "can not",
    "cannot": "can not",
    "let's": "let us",
    "shan't": "shall not",
    "won't": "will not",
    "y'all": "you all",
    "'tis": "it is",
    "'twas": "it was",
    "ma'am": "madam",
    "o'clock": "o'clock",
    "gimme": "give me",
    "gonna": "going to",
    "gotta": "got to",
    "kinda": "kind of",
    "lemme": "let me",
    "sorta": "sort of",
    "wanna": "want to",
    "arent": "are not",
    "cant": "can not",
    "couldnt": "could not",
    "didnt": "did not",
    "doesnt": "does not",
    "dont": "do not",
    "hadnt": "had not",
    "hasnt": "has not",
    "havent": "have not",
    "im": "i am",
    "isnt": "is not",
    "ive": "i have",
    "shouldnt": "should not",
    "thats": "that is",
    "theyre": "they are",
    "theyve": "they have",
    "wasnt": "was not",
    "werent": "were not",
    "whats": "what is",
    "wouldnt": "would not",
    "youre": "you are",
    "youve": "you have",
}
"""Irregular contractions and those written without their apostrophe, where nothing else is meant
("well", "were", "its", "ill" and "wont" are words of their own and stay)."""

CONTRACTED_ENDINGS = {
    "n't": "not",
    "'m": "am",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
    "'em": "them",
}

_PRONOUNS_BEFORE_S = (
    "it he she that this there here what who where when why how everything everyone nothing "
    "something someone"
)
IS_BEFORE_S = frozenset(_PRONOUNS_BEFORE_S.split())
"""Words after which 's is "is"; after any other word it marks possession."""


def _wheel_file(package: str, path: str) -> Path:
    specification = find_spec(package)  # of a top-level package: locates it without importing it
    folders = specification.submodule_search_locations if specification else None
    if not folders:
        raise ModuleNotFoundError(f"the language tables of {package} are missing: install it")
    return Path(folders[0]) / path


def _lines(package: str, path: str) -> list[str]:
    text = _wheel_file(package, path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith(";;;")]


@cache
def tag_of_word() -> dict[str, str]:
    """Most frequent Penn Treebank tag of about 94,000 words (Brill's lexicon, TextBlob's wheel)."""
    entries = (line.split() for line in _lines("textblob", "en/en-lexicon.txt"))
    return {entry[0]: entry[1] for entry in entries if len(entry) > 1}


@cache
def context_rules() -> list[list[str]]:
    """Brill's contextual rules: [tag, new tag, template, operand, second operand if any]."""
    return [line.split() for line in _lines("textblob", "en/en-context.txt")]


@cache
def lemmas_of_word() -> dict[str, dict[str, str]]:
    """Word -> part of speech (noun, verb, aux, adj, adv) -> lemma (lemminflect's wheel)."""
    table: dict[str, dict[str, str]] = {}
    path = _wheel_file("lemminflect", "resources/lemma_lu.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            word, part_of_speech, spellings = line.strip().split(",")
            table.setdefault(word, {})[part_of_speech] = spellings.split("/")[0]
    return table


def is_english(word: str) -> bool:
    """Whether a lower-case word is a known English word.

    The tagger's lexicon is not asked: it comes from newspapers, full of foreign words and names.
    """
    return word in lemmas_of_word() or word in STOPWORDS
