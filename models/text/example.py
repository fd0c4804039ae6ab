"""A made-up answer: a text model shows before the night that it can score it."""

from models.registry import load, score_one
from models.store import Artefact
from schemas.labels import TRAITS

EXAMPLE_TEXT = (
    "I led a small team that moved our records to a new system. We met every morning, wrote down "
    "what was in the way, and I asked people before I decided. It took longer than we had hoped, "
    "but nobody lost a day of work, and I am still proud of that."
)


def score_example(artefact: Artefact) -> str:
    """Score the answer with a text model.

    Raises:
        ValueError: if a score is no probability.
    """
    scores = score_one(load(artefact), EXAMPLE_TEXT, len(TRAITS))
    return f"{len(TRAITS)} traits, {scores.min():.0%} to {scores.max():.0%}"
