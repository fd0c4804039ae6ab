"""Which words a candidate and the cohort used most."""

from collections import Counter
from collections.abc import Iterable, Mapping

from jobs.report.contents import WordCount

TOLD = 15
"""Words of the candidate, and of the cohort."""


def common_words(
    own: Mapping[str, int], shared: Iterable[str], cohort: Mapping[str, int], least_n: int
) -> list[WordCount]:
    """The candidate's most common words, then those of the cohort that are not among them.

    Args:
        own: word to how often the candidate's texts have it.
        shared: the candidate's words that `cohort` counts the candidate for.
        cohort: word to people who use it; those of fewer than least_n may be left out.
        least_n: others from which on it is told that they used a word.
    """
    counted = set(shared)
    others = {word: people - (word in counted) for word, people in cohort.items()}
    told = {word: people for word, people in others.items() if people >= least_n}
    first = sorted(own, key=lambda word: (-own[word], word))[:TOLD]
    usual = sorted(told, key=lambda word: (-told[word], word))[:TOLD]
    listed = dict.fromkeys([*first, *usual])
    return [WordCount(word, own.get(word, 0), told.get(word)) for word in listed]


def counted_words(texts: Iterable[tuple[Iterable[str], Iterable[int]]]) -> dict[str, int]:
    """Sum up the words of several texts, each with its own counts."""
    total: Counter[str] = Counter()
    for words, counts in texts:
        for word, count in zip(words, counts, strict=True):
            total[word] += count
    return dict(total)
