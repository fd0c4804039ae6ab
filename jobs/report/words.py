"""Which words a candidate and the cohort used most, and which moved a trait most."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from jobs.report.contents import WordCount, WordPull
from schemas.labels import TRAITS

TOLD = 15
"""Words of the candidate, and of the cohort."""

PULLS_TOLD = 3
"""Words or habits for a high trait, and for a low one."""


class MeanPull(NamedTuple):
    """What a word or habit of writing moved a trait by, over several documents."""

    trait: str
    name: str
    stylistic: bool
    log_odds: float
    """Mean over all documents; one without the word counts as 0."""
    documents: int
    """That have it."""


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


def mean_pulls(pulls: Sequence[WordPull]) -> list[MeanPull]:
    """One for each name and trait, by trait in the order of TRAITS, strongest first.

    Args:
        pulls: of one or several documents; a document that has none is not known of.
    """
    documents = len({pull.document_id for pull in pulls})
    moved: defaultdict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for pull in pulls:
        moved[pull.trait, pull.name, pull.stylistic].append(pull.log_odds)
    means = [
        MeanPull(*key, sum(odds) / documents, sum(each != 0 for each in odds))
        for key, odds in moved.items()
    ]
    return sorted(means, key=lambda m: (TRAITS.index(m.trait), -abs(m.log_odds), m.name))


def strongest(pulls: Sequence[WordPull]) -> list[WordPull]:
    """Of each document and trait those that move the trait most over all documents.

    Args:
        pulls: all of all documents.

    Returns:
        By trait, first what speaks for a high one, strongest first; 0 where a document lacks it.
    """
    documents = list(dict.fromkeys(pull.document_id for pull in pulls))
    found = {(p.document_id, p.trait, p.name, p.stylistic): p.log_odds for p in pulls}
    means = mean_pulls(pulls)
    told = []
    for trait in TRAITS:
        own = [mean for mean in means if mean.trait == trait]
        told += [mean for mean in own if mean.log_odds > 0][:PULLS_TOLD]
        told += [mean for mean in own if mean.log_odds < 0][:PULLS_TOLD]
    return [
        WordPull(document, *key, found.get((document, *key), 0.0))
        for key in ((mean.trait, mean.name, mean.stylistic) for mean in told)
        for document in documents
    ]
