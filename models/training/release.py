"""Groups the newest artefacts of the registry into a release, and chooses how they score."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from models.card import Card
from models.registry import REGISTRY, models_of
from models.store import ArtefactError, load_artefact
from models.training.publish import newest_version, save_release
from schemas.labels import FUSIONS

FACE_LABELS = "ferplus"
"""Default label scheme of faces: ten people agree more often than one web search is right."""


class Grouped(NamedTuple):
    """What was released."""

    artefacts: Mapping[str, str]
    """Name to version."""
    warning: str = ""
    """What does not fit together, if anything."""


def group_into_release(version: str, store: Path) -> Grouped:
    """Write a release of the newest version of every artefact up to this one.

    Faces are scored by all face models, voices by those that the fusion was fitted to, texts by
    the model with the highest mean accuracy, and fused as was best for the default labels.

    Args:
        version: semantic version of the release.
        store: where the artefacts lie.

    Raises:
        ArtefactError: if an artefact of the registry is missing or altered, its card lacks the
            figures to choose by, or the version is taken.
    """
    artefacts = {name: newest_version(name, version, store) for name in REGISTRY}
    cards = {name: load_artefact(name, of, store).card for name, of in artefacts.items()}
    fitted: Mapping[str, str | None] = cards["fusion"].facts.get("fitted_to", {})
    voices = models_of("voice")
    ensembles = {
        "face": models_of("face"),
        "voice": [name for name in voices if name in fitted] or voices,
        "text": [max(models_of("text"), key=lambda name: _macro_accuracy(name, cards[name]))],
    }
    today = datetime.date.today().isoformat()
    defaults = {"face_labels": FACE_LABELS, "fusion": _best_fusion(cards["fusion"])}
    save_release(version, today, artefacts, ensembles, defaults, store)
    others = [
        f"{name} {fitted.get(name) or 'of unknown version'} (released here: {artefacts[name]})"
        for name in (*ensembles["face"], *ensembles["voice"])
        if fitted.get(name) != artefacts[name]
    ]
    if not others:
        return Grouped(artefacts)
    return Grouped(
        artefacts,
        f"fusion {artefacts['fusion']} was fitted to {', '.join(others)}: train fusion again "
        "after them",
    )


def _macro_accuracy(name: str, card: Card) -> float:
    try:
        return float(card.metrics["macro_accuracy"])
    except KeyError as error:
        raise ArtefactError(f"the card of {name} has no macro_accuracy; train it again") from error


def _best_fusion(card: Card) -> str:
    """The fusion with the highest accuracy under the default labels."""
    try:
        judged = card.metrics[FACE_LABELS]["fused"]
        return max(FUSIONS, key=lambda name: float(judged[name]["accuracy"]))
    except KeyError as error:
        raise ArtefactError(
            f"the card of the fusion has no figures for faces labelled {FACE_LABELS!r}; train it "
            "again"
        ) from error
