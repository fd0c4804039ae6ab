"""Lemmas to ids: every word reaches the network, no rare word is stored.

A lemma written by few people could point to one of them, so only lemmas of at least
`minimum_essays` different essays have a name and an embedding of their own. All others share
a fixed number of hashed ids: the network still sees them.
"""

import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.sampling import TEXT_TOKENS

PADDING = 0
HASHED = 256
"""Ids 1 to 256 belong to lemmas outside the vocabulary; its own lemmas follow."""


def build_vocabulary(essays: Sequence[Sequence[str]], minimum_essays: int) -> list[str]:
    """Lemmas that occur in at least `minimum_essays` essays, in alphabetical order."""
    essays_with = Counter(lemma for essay in essays for lemma in set(essay))
    return sorted(lemma for lemma, count in essays_with.items() if count >= minimum_essays)


def coverage(essays: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> float:
    """Share of running lemmas with an id of their own, 0-1; the rest have a hashed id."""
    known = set(vocabulary)
    found = [lemma in known for essay in essays for lemma in essay]
    return sum(found) / len(found) if found else 0.0


class LemmaEncoder:
    """Encodes lemmas as ids of a fixed vocabulary."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {lemma: HASHED + 1 + number for number, lemma in enumerate(vocabulary)}
        self.size = HASHED + 1 + len(self._ids)
        """Number of ids, padding included."""

    def encode(self, essays: Sequence[Sequence[str]]) -> NDArray[np.int32]:
        """Encode essays for the CNN-LSTM.

        Args:
            essays: n lists of lemmas.

        Returns:
            int32, shape (n, 300), ids in [0, size). Longer essays lose their end; shorter ones
            are padded in front, so that the LSTM reads the last lemma last.
        """
        ids = np.full((len(essays), TEXT_TOKENS), PADDING, dtype=np.int32)
        for row, essay in zip(ids, essays, strict=True):
            kept = essay[:TEXT_TOKENS]
            if kept:
                row[-len(kept) :] = [self._id(lemma) for lemma in kept]
        return ids

    def _id(self, lemma: str) -> int:
        # Python's own hash differs between processes.
        return self._ids.get(lemma) or 1 + zlib.crc32(lemma.encode("utf-8", "replace")) % HASHED
