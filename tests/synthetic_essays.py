"""Essays in which a trait that is high shows its own two words."""

import numpy as np
from numpy.typing import NDArray

from schemas.labels import TRAITS

SIGNS = ("museum poem", "plan list", "party crowd", "help friend", "worry fear")
"""Words that give each trait of a synthetic text away."""

FILLER = "day walk home old dog sit river time house summer"


def synthetic_essays(count: int, seed: int = 0) -> tuple[list[str], NDArray[np.int64]]:
    """Texts of common words, and labels, 0 or 1, shape (count, 5)."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, (count, len(TRAITS)))
    filler = FILLER.split()
    texts = []
    for row in labels:
        tokens = list(rng.choice(filler, 20))
        tokens += [
            word for high, sign in zip(row, SIGNS, strict=True) if high for word in [sign] * 2
        ]
        rng.shuffle(tokens)
        texts.append(" ".join(tokens))
    return texts, labels
