"""Scores texts with TF-IDF terms beside stylistic counts: one linear classifier per trait."""

import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.calibration import temper_traits
from models.store import Artefact
from models.text.preprocessing import written_tokens
from models.text.style import style_counts
from schemas.labels import TRAITS

TERMS = "terms.json"
"""File of the artefact: the terms, in the order of their weights."""
ARRAYS = "text_tfidf.npz"
"""File of the artefact: what else `TfidfModel` holds, as plain arrays."""

LIMIT = 3.0
"""Standard deviations at which a stylistic count is cut: a short text has extreme shares."""

Reals = NDArray[np.float64]


class TfidfModel:
    """A trained model: log-odds = intercept + sum of weight x feature, per trait.

    Attributes:
        terms: n terms: one token, or two with a blank between them.
        idf: smoothed inverse document frequency of each, shape (n,).
        term_weights: in log-odds, shape (n, 5).
        style_mean, style_scale: of each stylistic count, shape (counts,).
        style_weights: in log-odds per standard deviation, shape (counts, 5).
        intercepts: shape (5,).
    """

    def __init__(
        self,
        terms: Sequence[str],
        *,
        idf: Reals,
        term_weights: Reals,
        style_mean: Reals,
        style_scale: Reals,
        style_weights: Reals,
        intercepts: Reals,
    ) -> None:
        self.terms, self.idf, self.term_weights = terms, idf, term_weights
        self.style_mean, self.style_scale, self.style_weights = (
            style_mean,
            style_scale,
            style_weights,
        )
        self.intercepts = intercepts

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def term_features(self, tokens: Sequence[str]) -> tuple[NDArray[np.int64], Reals]:
        """TF-IDF of a text with logarithmic counts, of unit length.

        What scikit-learn's `TfidfVectorizer` gives, by which it was trained.

        Args:
            tokens: from `written_tokens`.

        Returns:
            Places of the known terms in it, in order, and their values; both empty if there is
            none.
        """
        counts = Counter(self._places[term] for term in _terms_in(tokens) if term in self._places)
        places = np.array(sorted(counts), dtype=np.int64)
        values = np.log(np.array([counts[place] for place in places.tolist()], np.float64)) + 1
        values *= self.idf[places]
        return places, values / max(float(np.sqrt(values @ values)), np.finfo(np.float64).tiny)

    def style_features(self, counts: Reals) -> Reals:
        """Stylistic counts in standard deviations from the training mean, cut at LIMIT."""
        return np.clip((counts - self.style_mean) / self.style_scale, -LIMIT, LIMIT)

    def log_odds(self, text: str) -> Reals:
        """Uncalibrated log-odds of one text, shape (5,)."""
        places, values = self.term_features(written_tokens(text))
        styles = self.style_features(style_counts(text))
        parts = values @ self.term_weights[places], styles @ self.style_weights
        return np.asarray(parts[0] + parts[1] + self.intercepts)

    def to_files(self) -> dict[str, bytes]:
        """File name to content, for the artefact."""
        arrays = {name: getattr(self, name) for name in _ARRAY_NAMES}
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)
        terms = json.dumps(list(self.terms), ensure_ascii=False)
        return {TERMS: terms.encode(), ARRAYS: file.getvalue()}

    @classmethod
    def from_artefact(cls, artefact: Artefact) -> "TfidfModel":
        """Read what `to_files` wrote; nothing is unpickled."""
        with np.load(io.BytesIO(artefact.read(ARRAYS)), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in _ARRAY_NAMES}
        return cls(json.loads(artefact.read(TERMS)), **arrays)


_ARRAY_NAMES = (
    "idf",
    "term_weights",
    "style_mean",
    "style_scale",
    "style_weights",
    "intercepts",
)


def _terms_in(tokens: Sequence[str]) -> Iterable[str]:
    yield from tokens
    for first, second in pairwise(tokens):
        yield f"{first} {second}"


class TextTfidf:
    """TF-IDF and stylistic counts, calibrated."""

    def __init__(self, artefact: Artefact) -> None:
        self.model = TfidfModel.from_artefact(artefact)
        temperatures = artefact.card.scoring["temperatures"]
        self.temperatures = [float(temperatures[trait]) for trait in TRAITS]
        """One per trait: log-odds are divided by it."""

    def score(self, texts: Sequence[str]) -> Reals:
        """Read texts for the Big Five.

        Args:
            texts: n texts, each scored on its own. A text without a known word is possible,
                but says nothing; the caller decides what is long enough to be scored.

        Returns:
            float64, shape (n, 5), calibrated independent probabilities in [0, 1], in the order
            of TRAITS.
        """
        if not texts:
            return np.empty((0, len(TRAITS)))
        log_odds = np.stack([self.model.log_odds(text) for text in texts])
        return temper_traits(np.asarray(expit(log_odds)), self.temperatures)
