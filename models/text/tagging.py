"""Part-of-speech tags: a lexicon, suffixes for unknown words, then Brill's contextual rules.

E. Brill (1992), "A simple rule-based part of speech tagger". Lexicon and rules are the tables of
TextBlob's wheel; the rules are indexed here, because trying all 290 on every word is slow.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from models.text.lexicon import context_rules, tag_of_word

SUFFIXES = (
    (("ing",), "VBG"),
    (("ly",), "RB"),
    (("ed",), "VBN"),
    (("able", "al", "ful", "ible", "ient", "ish", "ive", "less", "tic", "ous"), "JJ"),
    (("ise", "ize", "ify"), "VB"),
    (("is", "ss", "us"), "NN"),
    (("s",), "NNS"),
)
"""Tag of an unknown word by its ending; the first that fits counts."""

# A contextual rule holds when all conditions of one alternative hold. A condition names a tag
# ("t") or word ("w"), its distance from the current word, and which operand it must equal.
_TEMPLATES: dict[str, tuple[tuple[tuple[str, int, int], ...], ...]] = {
    "PREVTAG": ((("t", -1, 0),),),
    "NEXTTAG": ((("t", 1, 0),),),
    "PREV2TAG": ((("t", -2, 0),),),
    "NEXT2TAG": ((("t", 2, 0),),),
    "PREV1OR2TAG": ((("t", -1, 0),), (("t", -2, 0),)),
    "NEXT1OR2TAG": ((("t", 1, 0),), (("t", 2, 0),)),
    "PREV1OR2OR3TAG": ((("t", -1, 0),), (("t", -2, 0),), (("t", -3, 0),)),
    "SURROUNDTAG": ((("t", -1, 0), ("t", 1, 1)),),
    "CURWD": ((("w", 0, 0),),),
    "PREVWD": ((("w", -1, 0),),),
    "NEXTWD": ((("w", 1, 0),),),
    "PREV1OR2WD": ((("w", -1, 0),), (("w", -2, 0),)),
    "WDPREVTAG": ((("t", -1, 0), ("w", 0, 1)),),
    "WDNEXTTAG": ((("w", 0, 0), ("t", 1, 1)),),
    "WDAND2AFT": ((("w", 0, 0), ("w", 2, 1)),),
    "WDAND2TAGBFR": ((("w", 0, 1), ("t", -2, 0)),),
    "WDAND2TAGAFT": ((("w", 0, 0), ("t", 2, 1)),),
    "LBIGRAM": ((("w", -1, 0), ("w", 0, 1)),),
    "RBIGRAM": ((("w", 0, 0), ("w", 1, 1)),),
    "PREVBIGRAM": ((("t", -2, 0), ("t", -1, 1)),),
    "NEXTBIGRAM": ((("t", 1, 0), ("t", 2, 1)),),
}


class _Rule(NamedTuple):
    number: int
    others: tuple[tuple[str, int, str], ...]
    new_tag: str


# tag -> place (kind, distance) -> value there -> rules that its first condition admits
_Index = dict[str, dict[tuple[str, int], dict[str, list[_Rule]]]]


@cache
def _rule_index() -> _Index:
    index: _Index = {}
    every_tag = {tag for tag, *_ in context_rules()} | set(tag_of_word().values())
    for number, (old_tag, new_tag, template, *operands) in enumerate(context_rules()):
        for alternative in _TEMPLATES[template]:
            (kind, distance, value), *others = (
                (kind, distance, operands[operand]) for kind, distance, operand in alternative
            )
            rule = _Rule(number, tuple(others), new_tag)
            for tag in every_tag if old_tag == "*" else (old_tag,):
                places = index.setdefault(tag, {})
                places.setdefault((kind, distance), {}).setdefault(value, []).append(rule)
    return index


def _tag_alone(word: str, first: bool) -> str:
    """Tag of a word without its context."""
    lexicon = tag_of_word()
    lower = word.lower()
    tag = (lexicon.get(lower) if first else None) or lexicon.get(word)
    if tag:
        return tag
    if word[0].isupper() and not word.isupper() and not first:
        return "NNP"
    return lexicon.get(lower) or next(
        (tag for endings, tag in SUFFIXES if lower.endswith(endings)), "NN"
    )


def part_of_speech_tags(words: Sequence[str]) -> list[str]:
    """Tag the words of one sentence.

    Args:
        words: words and punctuation in their own case, contractions expanded.

    Returns:
        One Penn Treebank tag per word.
    """
    index = _rule_index()
    padding = ["STAART"] * 3
    line = [*padding, *words, *padding]
    tags = [*padding, *(_tag_alone(word, i == 0) for i, word in enumerate(words)), *padding]
    for position in range(3, 3 + len(words)):
        last = -1
        new_tag = tags[position]
        for (kind, distance), rules_of_value in index.get(new_tag, {}).items():
            there = (tags if kind == "t" else line)[position + distance]
            for rule in rules_of_value.get(there, ()):
                # The last rule that fits counts, as if they were applied one after another.
                if rule.number > last and all(
                    (tags if kind == "t" else line)[position + distance] == value
                    for kind, distance, value in rule.others
                ):
                    last, found = rule.number, rule.new_tag
        if last >= 0:
            tags[position] = found
    return tags[3:-3]
