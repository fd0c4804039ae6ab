"""Groups the newest artefacts of the registry into a release, and chooses how they score."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from models.card import Card
from models.registry import REGISTRY, models_of
from models.selection import NEEDED
from models.store import MODALITIES, ArtefactError, load_artefact
from models.training.publish import has_version, newest_version, save_release
from schemas.labels import FUSIONS

FACE_LABELS = "ferplus"
"""Default label scheme of faces: ten people agree more often than one web search is right."""


class Grouped(NamedTuple):
    """What was released."""

    artefacts: Mapping[str, str]
    """Name to version."""
    ensembles: Mapping[str, Sequence[str]]
    """Modality to the models that score it."""
    warnings: Sequence[str] = ()
    """What does not fit together."""


def group_into_release(version: str, store: Path) -> Grouped:
    """Write a release of the newest version of every artefact in a store, up to this one.

    Faces are scored by all face models, voices by those that the fusion was fitted to, texts by
    the model with the highest mean accuracy, and fused as was best for the default labels.

    Args:
        version: semantic version of the release.
        store: where the artefacts lie.

    Raises:
        ArtefactError: if what every run needs is missing, an artefact is altered, a card lacks
            the figures to choose by, or the version is taken.
    """
    # A model of the registry that was never trained is not part of the release.
    known = [n for n in REGISTRY if n in NEEDED or has_version(n, version, store)]
    artefacts = {name: newest_version(name, version, store) for name in known}
    cards = {name: load_artefact(name, of, store).card for name, of in artefacts.items()}
    fitted: Mapping[str, str | None] = cards["fusion"].facts.get("fitted_to", {})
    models = {modality: _trained(modality, version, store) for modality in MODALITIES}
    voices, texts = models["voice"], models["text"]
    ensembles = {
        "face": models["face"],
        "voice": [name for name in voices if name in fitted] or voices,
        "text": [max(texts, key=lambda name: _macro_accuracy(name, cards[name]))],
    }
    today = datetime.date.today().isoformat()
    defaults = {"face_labels": FACE_LABELS, "fusion": _best_fusion(cards["fusion"])}
    save_release(version, today, artefacts, ensembles, defaults, store)
    fused = (*ensembles["face"], *ensembles["voice"])
    return Grouped(
        artefacts, ensembles, [*_unfitted(artefacts, fused, fitted), *_apart(texts, cards)]
    )


def _trained(modality: str, version: str, store: Path) -> list[str]:
    """Models of a modality in a store.

    Raises:
        ArtefactError: if there is none.
    """
    names = models_of(modality)
    found = [name for name in names if has_version(name, version, store)]
    return found or [newest_version(names[0], version, store)]


def _unfitted(
    artefacts: Mapping[str, str], fused: Sequence[str], fitted: Mapping[str, str | None]
) -> list[str]:
    """Which of the models that are fused here the fusion was not fitted to."""
    others = [
        f"{name} {fitted.get(name) or 'of unknown version'} (released here: {artefacts[name]})"
        for name in fused
        if fitted.get(name) != artefacts[name]
    ]
    if not others:
        return []
    return [
        f"fusion {artefacts['fusion']} was fitted to {', '.join(others)}: train fusion again "
        "after them"
    ]


def _apart(texts: Sequence[str], cards: Mapping[str, Card]) -> list[str]:
    """Whether the text models were judged on different data, so that figures do not compare."""
    data = {name: cards[name].data for name in texts}
    if len(set(data.values())) == 1:
        return []
    told = "; ".join(f"{name}: {said}" for name, said in data.items())
    return [f"the text model was chosen by accuracy, but on different data ({told})"]


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
