"""Which words and habits moved a text's traits: the score of a linear model taken apart."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.text.preprocessing import written_tokens
from models.text.style import STYLE_NAMES, style_counts
from models.text.tfidf import TextTfidf, TfidfModel
from schemas.labels import TRAITS

Reals = NDArray[np.float64]


class Contribution(NamedTuple):
    """What one term or stylistic count added to the log-odds of a trait."""

    name: str
    """The term as it is counted (lower case), or the name of the count."""
    stylistic: bool
    log_odds: float
    """After temperature; above 0 it speaks for a high trait. A term's is against the term being
    absent; a count's against the average essay, so being far below it also counts."""


class Explanation(NamedTuple):
    """The log-odds of one trait: intercept + contributions + rest."""

    intercept: float
    up: tuple[Contribution, ...]
    """What speaks for a high trait, strongest first."""
    down: tuple[Contribution, ...]
    """What speaks for a low trait, strongest first."""
    rest: float
    """Sum of all contributions that are not named."""

    @property
    def log_odds(self) -> float:
        """Of the score: log(p / (1 - p))."""
        named = sum(part.log_odds for part in (*self.up, *self.down))
        return self.intercept + named + self.rest


def word_contributions(scorer: TextTfidf, text: str, count: int = 10) -> dict[str, Explanation]:
    """Take the scores of one text apart.

    Args:
        scorer: a text_tfidf model.
        text: anything; without a known word only the intercept, and maybe counts, remain.
        count: how many contributions to name in each direction, >= 0.

    Returns:
        Trait to explanation, in the order of TRAITS. The log-odds are those of the scorer's score,
        as long as the score is not within 1e-9 of 0 or 1.
    """
    names, stylistic, parts = _parts(scorer.model, text)
    explanations = {}
    for trait, (name, temperature) in enumerate(zip(TRAITS, scorer.temperatures, strict=True)):
        values = parts[:, trait] / temperature
        order = np.argsort(values, kind="stable")
        low = [i for i in order[:count] if values[i] < 0]
        high = [i for i in order[::-1][:count] if values[i] > 0]
        up, down = (
            tuple(Contribution(names[i], stylistic[i], float(values[i])) for i in rows)
            for rows in (high, low)
        )
        rest = float(np.delete(values, [*low, *high]).sum())
        intercept = float(scorer.model.intercepts[trait] / temperature)
        explanations[name] = Explanation(intercept, up, down, rest)
    return explanations


def _parts(model: TfidfModel, text: str) -> tuple[list[str], list[bool], Reals]:
    """Names, whether stylistic, and log-odds before temperature, shape (names, 5)."""
    places, values = model.term_features(written_tokens(text))
    term_parts = values[:, np.newaxis] * model.term_weights[places]
    styles = model.style_features(style_counts(text))
    style_parts = styles[:, np.newaxis] * model.style_weights
    names = [*(model.terms[place] for place in places), *STYLE_NAMES]
    stylistic = [False] * len(places) + [True] * len(STYLE_NAMES)
    return names, stylistic, np.concatenate([term_parts, style_parts])
