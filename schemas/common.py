"""Columns and types that several row types share."""

from typing import Tuple

from schemas.columns import Column
from schemas.labels import EMOTIONS

# Tuple and, in rows, Optional, not "X | None": Beam's row coder reads these annotations.
Vector = Tuple[float, ...]

CANDIDATE = Column("Candidate, as named by the folder or the manifest", personal=True)
RECORDING = Column("Recording: <candidate_id>/<file name>", personal=True)
ATTEMPT = Column("Which attempt at the question, from 1")


def distribution(what: str, name: str) -> Column:
    """Seven probabilities; `{label}` in both texts stands for the emotion."""
    return Column(what, "probability, 0-1", EMOTIONS, name)


def share(what: str, name: str) -> Column:
    """Seven shares of a whole."""
    return Column(what, "0-1", EMOTIONS, name)
