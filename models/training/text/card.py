"""What the cards of all text models share."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from models.card import Card
from models.training.text.judge import Judgement
from schemas.labels import TRAITS


def text_card(
    architecture: str,
    *,
    options: Mapping[str, Any],
    judgement: Judgement,
    selection: str,
    facts: Mapping[str, Any],
    libraries: Sequence[str],
) -> Card:
    """Card of a text model.

    Args:
        architecture: what it is made of.
        options: hyperparameters; ready for JSON.
        judgement: temperatures and metrics.
        selection: on which data the hyperparameters were chosen.
        facts: what is worth knowing of the model.
        libraries: packages whose versions matter.
    """
    return Card(
        purpose="Five independent probabilities, one for each trait of the Big Five, of an "
        "English text.",
        architecture=architecture,
        classes=TRAITS,
        data="Pennebaker and King (1999) stream-of-consciousness essays by American students, "
        f"Big Five from questionnaires; {judgement.metrics['essays']} essays",
        split=f"{judgement.metrics['folds']} folds stratified on the combination of traits, all "
        "essays predicted out of fold; temperatures of a fold come from the other folds; the "
        "shipped model is trained on all essays",
        selection=selection,
        licence="research use; personal text, not redistributed",
        must_not_be_used_for=(
            "hiring, rejecting, ranking or diagnosing anybody: a probability is hardly better "
            "than a coin and describes a text, not a person",
        ),
        options=options,
        scoring={"temperatures": judgement.temperatures},
        metrics=judgement.metrics,
        facts=facts,
        libraries={name: version(name) for name in libraries},
    )


def privacy(minimum_essays: int, terms: str) -> str:
    """What of the essays is stored in the artefact, for the facts of a card."""
    return (
        f"only {terms} that occur in at least {minimum_essays} different essays are stored; "
        "no essay, no author and no rarer word is"
    )
