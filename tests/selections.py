"""A selection of models that exist in no release, for what is fused and summarised."""

from models.fusion import Fusion
from models.selection import Ensemble, Selection

BOTH = Selection(
    None,
    "0.0.0+test",
    {},
    Ensemble(("cnn",)),
    Ensemble(("first", "second")),
    Ensemble(("words",)),
    "ferplus",
    Fusion("equal", (0.5,) * 7),
)
"""One face model, two voice models and a text model, fused with equal weights."""
