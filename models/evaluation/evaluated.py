"""What a model said of labelled data, ready to be measured."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Track = Callable[[Sequence[Any], str], Iterable[Any]]
"""Shows progress over a sequence under a name, as `rich.progress.track`."""

CLIPS = "clips"
"""Named like a model: whole clips that say the emotion, through face, voice and fusion."""


class Evaluated(NamedTuple):
    """What one model, or an ensemble, said of labelled data, and of which."""

    name: str
    """Of the model in the registry, or of the modality for its ensemble; of faces with the label
    scheme too: "face_cnn-ferplus"."""
    artefact: str
    """Name and version of what scored."""
    source: str
    """Which items, and how far the model knew them."""
    labels: NDArray[np.integer]
    """Shape (n,), index into EMOTIONS; of texts (n, 5), 0 or 1."""
    probabilities: NDArray[np.float64]
    """Shape (n, 7); of texts (n, 5)."""
    groups: NDArray[np.str_] | None = None
    """Subgroup of each item, shape (n,), if known; "" for none."""
    people: NDArray[np.integer] | None = None
    """Who is in each item, shape (n,), if known."""
    not_scored: int = 0
    """Items without a score (no speech, too little text); they enter no figure."""
    notes: Sequence[str] = ()

    @property
    def is_text(self) -> bool:
        """Whether five independent traits were judged instead of seven emotions."""
        return self.labels.ndim == 2
