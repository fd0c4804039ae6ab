"""How often the models that scored are right about people they never met, in plain words."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jobs.report.measured import measured_errors
from jobs.report.releases import HowScored
from models.store import Release
from schemas.labels import GUESSED_EMOTION, GUESSED_TRAIT, TRAITS

GUESSING = round(100 * GUESSED_EMOTION)
"""Of a hundred, how many guesses are right: 14."""

EMOTION, TRAIT = "balanced_accuracy", "accuracy"
"""What is told of each. Data sets have many neutral faces: a model that always said neutral would
be right more often than by guessing, but not where each emotion counts the same."""

_LABELS = {
    "ferplus": "the emotion that most of ten people saw in it (FER+)",
    "fer2013": "the word by which a web search found it (FER2013)",
}

_NO_RATE = "Their cards give no error rate."


def error_rates(release: Release | None, how: HowScored) -> list[tuple[str, str]]:
    """What the models got right, from the cards of the release.

    Args:
        release: that scored; None if it is not in the store.
        how: with which models of it.

    Returns:
        What was read (Face, Voice, Face and voice, Traits), and the figure in a sentence or two;
        only of what the candidate has a score of.
    """
    if release is None:
        return [
            (
                "Models",
                f"Release {how.model_release}, which made these scores, is not in the folder of "
                "models here, so how often it errs cannot be said.",
            )
        ]
    return list(_told(release, how))


def trait_accuracy(release: Release | None, how: HowScored) -> dict[str, float]:
    """Share of held-out essays whose trait was told rightly, by trait; empty if unknown.

    Of several models that score together nothing is known in common.
    """
    return {trait: float(judged[TRAIT]) for trait, judged in _traits(release, how).items()}


def trait_errors(release: Release | None, how: HowScored) -> dict[str, float]:
    """Root of the mean squared error on the same essays, by trait; empty if unknown.

    From the card, which has the mean squared error as `brier`; else as it was measured later.
    """
    judged = _traits(release, how)
    if release is None or not judged:
        return {}
    (model,) = how.models(release, "text")
    known = {trait: figures.get("brier") for trait, figures in judged.items()}
    of_card = {trait: math.sqrt(brier) for trait, brier in known.items() if brier is not None}
    return {**measured_errors(release.artefacts[model]), **of_card}


def _told(release: Release, how: HowScored) -> Iterator[tuple[str, str]]:
    if "face" in how.modalities:
        yield "Face", _face(release, how)
    if "voice" in how.modalities:
        yield "Voice", _voice(release, how)
    if {"face", "voice"} <= how.modalities:
        yield "Face and voice", _fused(release, how)
    if "text" in how.modalities:
        yield "Traits", _text(release, how)


def _face(release: Release, how: HowScored) -> str:
    labels = how.face_labels or release.defaults["face_labels"]
    models = how.models(release, "face")
    rates = [_rate(_metrics(release, name).get(labels)) for name in models]
    if len(rates) != 1 or rates[0] is None:
        return _NO_RATE
    return (
        "Of 100 photographs of faces that it never saw, as many of each emotion, the face model "
        f"finds {_LABELS.get(labels, labels)} for {rates[0]} (guessing: {GUESSING})."
    )


def _voice(release: Release, how: HowScored) -> str:
    models = how.models(release, "voice")
    together = set(models) == _fitted_voices(release) and len(models) > 1
    if together:
        rate = _rate(_metrics(release, "fusion").get("voice"))
    else:
        rate = _rate(_metrics(release, models[0])) if len(models) == 1 else None
    if rate is None:
        return _NO_RATE
    they, who = ("they", "models name") if together else ("it", "model names")
    return (
        f"Of 100 recordings of people that {they} never heard, as many of each emotion, the voice "
        f"{who} the acted emotion in {rate} (guessing: {GUESSING}). They were acted for a data "
        "set; nobody was in an interview."
    )


def _fused(release: Release, how: HowScored) -> str:
    labels = how.face_labels or release.defaults["face_labels"]
    fusion = how.fusion or release.defaults["fusion"]
    judged = _metrics(release, "fusion").get(labels)
    fused = judged.get("fused", {}).get(fusion) if isinstance(judged, Mapping) else None
    rate = _rate(fused)
    if rate is None:
        return _NO_RATE
    return (
        "Of 100 pairs of a photograph and a voice with the same emotion, both together "
        f"name it in {rate} (guessing: {GUESSING}). The pairs were put together from two data "
        "sets, so expect less of a real recording."
    )


def _text(release: Release, how: HowScored) -> str:
    accuracy = trait_accuracy(release, how)
    if not accuracy:
        return _NO_RATE
    rates = [f"{trait} in {round(100 * accuracy[trait])}" for trait in TRAITS]
    return (
        "Of 100 essays by people it never read, the text model says rightly whether the writer "
        f"answered a questionnaire above or below the middle: {', '.join(rates)} (guessing: "
        f"{round(100 * GUESSED_TRAIT)})."
    )


def _traits(release: Release | None, how: HowScored) -> dict[str, Mapping[str, Any]]:
    """Trait to the figures of the card."""
    models = how.models(release, "text") if release else ()
    if release is None or len(models) != 1:
        return {}
    judged = _metrics(release, models[0]).get("traits")
    if not isinstance(judged, Mapping) or not all(
        _rate(judged.get(trait), TRAIT) is not None for trait in TRAITS
    ):
        return {}
    return {trait: judged[trait] for trait in TRAITS}


def _fitted_voices(release: Release) -> set[str]:
    """Voice models whose mean the fusion was fitted to and judged with."""
    fusion = release.artefacts.get("fusion")
    fitted: Sequence[str] = list(fusion.card.facts.get("fitted_to", ())) if fusion else ()
    return {name for name in fitted if name.startswith("voice")}


def _metrics(release: Release, model: str) -> Mapping[str, Any]:
    artefact = release.artefacts.get(model)
    return artefact.card.metrics if artefact else {}


def _rate(metrics: object, measure: str = EMOTION) -> int | None:
    """Of a hundred, how many are right; None where it was not measured."""
    accuracy = metrics.get(measure) if isinstance(metrics, Mapping) else None
    return round(100 * accuracy) if isinstance(accuracy, float) else None
