"""Which words and habits moved a text's traits: the score of a linear model taken apart."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.store import Artefact
from models.text.scorers import TextTfidf
from models.text.style import STYLE_NAMES, style_counts
from models.text.tfidf import Styled, joined_tokens, style_features
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


def word_contributions(
    source: Artefact | TextTfidf, text: str, count: int = 10
) -> dict[str, Explanation]:
    """Take the scores of one text apart.

    Args:
        source: a text_tfidf artefact of any version, or its scorer (loaded once for many texts).
        text: anything; without a known word only the intercept, and maybe counts, remain.
        count: how many contributions to name in each direction, >= 0.

    Returns:
        Trait to explanation, in the order of TRAITS. The log-odds are those of `source`'s score,
        as long as the score is not within 1e-9 of 0 or 1.
    """
    scorer = TextTfidf(source) if isinstance(source, Artefact) else source
    names, stylistic, parts, intercepts = _parts(scorer, text)
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
        explanations[name] = Explanation(float(intercepts[trait] / temperature), up, down, rest)
    return explanations


def _parts(scorer: TextTfidf, text: str) -> tuple[list[str], list[bool], Reals, Reals]:
    """Names, whether stylistic, log-odds before temperature (names, 5), and intercepts (5,)."""
    model = scorer.model
    if isinstance(model, Styled):
        vectorizer, weights, intercepts = model.vectorizer, model.term_weights, model.intercepts
        styles = style_features(model.scaler, [style_counts(text).tolist()])[0]
        style_parts = styles[:, np.newaxis] * model.style_weights
        style_names = list(STYLE_NAMES)
    else:
        vectorizer = model["vectorizer"]
        classifiers = model["classifiers"].estimators_
        weights = np.stack([one.coef_[0] for one in classifiers], axis=1)
        intercepts = np.array([one.intercept_[0] for one in classifiers])
        style_parts, style_names = np.empty((0, len(TRAITS))), []
    row = vectorizer.transform([joined_tokens(text)])
    every_term = vectorizer.get_feature_names_out()
    terms = [str(every_term[i]) for i in row.indices]
    term_parts = row.data[:, np.newaxis] * weights[row.indices]
    names = [*terms, *style_names]
    stylistic = [False] * len(terms) + [True] * len(style_names)
    return names, stylistic, np.concatenate([term_parts, style_parts]), intercepts
