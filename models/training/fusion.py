"""Fits the fusions to held-out predictions, and judges them on people they were not fitted to."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.card import Card
from models.claims import Ceilings, limit
from models.evaluation.metrics import classification_metrics, confusion_matrix
from models.evaluation.predictions import HeldOut, Kept, is_kept, read_kept
from models.fusion import WEIGHTS, Fusion, face_weights, fuse, log_scores
from models.registry import models_of
from models.training.calibration import fit_ceiling, fit_temperature
from models.training.pairs import PAIRS_PER_CLASS, Pairs, draw_pairs, pairs_by_half
from models.training.trainer import Trained
from models.training.voice.ensemble import (
    calibrated_mean,
    choose_ensemble,
    chosen_mean,
    ensemble_temperature,
    judge_ensemble,
    mean_of,
)
from models.training.voice.judge import balanced_accuracy_by_group
from models.training.voice.speaker_dependent import SUFFIX
from schemas.labels import EMOTIONS, FACE_LABELS, WEIGHTINGS


def train_fusion(work: Path, seed: int) -> Trained:
    """Fit every fusion to what the trainings of face and voice kept in a work folder.

    Every model of the registry that has held-out predictions there takes part: faces by the mean
    of their models for each label scheme, voices by the calibrated mean of the models that
    `choose_ensemble` chooses.

    Args:
        work: folder of the trainings.
        seed: of the draw.

    Raises:
        PredictionsError: if predictions are missing or damaged, of different items, or a class
            has no face or no voice in a half of the people.
    """
    faces = {labels: _kept_of("face", work, f"-{labels}") for labels in FACE_LABELS}
    candidates = _kept_of("voice", work)
    chosen = choose_ensemble(_predictions(candidates))
    voices = {name: candidates[name] for name in chosen}
    mixed = {
        name: read_kept(work, name + SUFFIX).held_out
        for name in voices
        if is_kept(work, name + SUFFIX)
    }
    versions = {name: kept.version for of in (*faces.values(), voices) for name, kept in of.items()}
    files, card = choose_fusions(
        {labels: mean_of(_predictions(of)) for labels, of in faces.items()},
        _predictions(voices),
        seed,
        fitted_to=versions,
        speaker_dependent=mixed if mixed.keys() == voices.keys() else None,
    )
    return Trained(files, _with_choice(card, _predictions(candidates)), {})


def _with_choice(card: Card, voices: Mapping[str, HeldOut]) -> Card:
    """The card says what the choice among voices is worth on people whom it was not made by."""
    chosen = chosen_mean(voices)
    figures = {
        "among": list(voices),
        **classification_metrics(chosen.labels, chosen.probabilities),
        "balanced_accuracy_by_group": balanced_accuracy_by_group(chosen),
    }
    return replace(card, metrics={**card.metrics, "voice_chosen_on_other_folds": figures})


def _kept_of(modality: str, work: Path, suffix: str = "") -> dict[str, Kept]:
    """Model to what its training kept; the first model's is asked for if there is none."""
    names = models_of(modality)
    found = [name for name in names if is_kept(work, name + suffix)] or names[:1]
    return {name: read_kept(work, name + suffix) for name in found}


def _predictions(kept: Mapping[str, Kept]) -> dict[str, HeldOut]:
    return {name: each.held_out for name, each in kept.items()}


def choose_fusions(
    faces: Mapping[str, HeldOut],
    voices: Mapping[str, HeldOut],
    seed: int,
    *,
    fitted_to: Mapping[str, str],
    speaker_dependent: Mapping[str, HeldOut] | None = None,
) -> tuple[dict[str, bytes], Card]:
    """Fit every fusion for each label scheme of faces.

    Every class is drawn as often, so accuracy is the mean recall (UAR).

    Args:
        faces: label scheme to the faces' held-out predictions, judged by its labels.
        voices: voice model to its held-out predictions, all of the same clips.
        seed: of the draw.
        fitted_to: model to version, for the card.
        speaker_dependent: likewise predictions of the voices' speaker-dependent split.

    Returns:
        Files and card of the fusion artefact.

    Raises:
        PredictionsError: as `train_fusion`.
    """
    voice = calibrated_mean(voices)
    fitted = {labels: _fit_to_all(face, voice, seed) for labels, face in faces.items()}
    content = {
        "classes": EMOTIONS,
        "voice": {
            "models": list(voices),
            "temperature": ensemble_temperature(voices),
            "ceiling": fit_ceiling(voice.labels, voice.probabilities),
        },
        "labels": {labels: _stored(fusions) for labels, fusions in fitted.items()},
    }
    metrics = {labels: _judged(face, voice, seed) for labels, face in faces.items()}
    card = Card(
        purpose="Decision-level fusion of face and voice",
        classes=EMOTIONS,
        data="held-out predictions of the face and voice models",
        split=f"{PAIRS_PER_CLASS} random pairs a class of one face (FER2013 PublicTest) and one "
        "voice (RAVDESS, out of fold) of the same class, not real clips; worked out on one half of "
        "faces and actors, judged on the other, and the reverse; shipped: worked out on all",
        licence="FER2013: research use; RAVDESS: CC BY-NC-SA 4.0",
        must_not_be_used_for=("deciding about a person", "inferring what somebody feels"),
        options={"seed": seed},
        metrics={**metrics, "voice": judge_ensemble(voices, speaker_dependent)},
        facts={"fitted_to": dict(fitted_to)},
    )
    return {WEIGHTS: json.dumps(content, indent=2).encode()}, card


def fit_fusions(face: HeldOut, voice: HeldOut, pairs: Pairs) -> dict[str, Fusion]:
    """Every fusion of FUSIONS, worked out from predictions and the pairs drawn of them.

    They are fitted to what they are given at night, claims limited to the modalities' ceilings.
    """
    pools = (face, pairs.face_pool), (voice, pairs.voice_pool)
    matrices = [_confusion(*pool) for pool in pools]
    ceilings = Ceilings(*(_ceiling(*pool) for pool in pools))
    seen, heard = limit(pairs.seen(face), ceilings.face), limit(pairs.heard(voice), ceilings.voice)
    fusions = {}
    for name in WEIGHTINGS:
        weights = face_weights(name, *(matrix.tolist() for matrix in matrices))
        temperature = fit_temperature(pairs.labels, fuse(seen, heard, weights))
        listed = tuple(weights.tolist())
        fusions[name] = Fusion(name, listed, (), (), temperature, ceilings)
    inputs = np.concatenate([log_scores(seen), log_scores(heard)], axis=1)
    # The pairs are many, but drawn from few voices: together they weigh as much as those.
    shares = np.full(len(inputs), len(pairs.voice_pool) / len(inputs))
    learned = LogisticRegression(max_iter=2000).fit(inputs, pairs.labels, sample_weight=shares)
    table = tuple(tuple(row) for row in learned.coef_.tolist())
    bias = tuple(learned.intercept_.tolist())
    stacked = Fusion("stacked", (), table, bias, 1.0, ceilings)
    return fusions | {"stacked": stacked}


def compare_fusions(face: HeldOut, voice: HeldOut, seed: int) -> dict[str, dict[str, Any]]:
    """Judge every fusion on pairs of people it was not worked out from, as the night fuses.

    Args:
        face, voice, seed: as for `pairs_by_half`.

    Returns:
        "face alone", "voice alone" and each of FUSIONS to its metrics, with `highest_claim`, the
        highest score that it gave, and `bound`, the highest that its ceilings allow.

    Raises:
        PredictionsError: as `pairs_by_half`.
    """
    labels: list[NDArray[np.int64]] = []
    scores: dict[str, list[NDArray[np.float64]]] = {}
    bounds: dict[str, list[float]] = {}
    for fit, judge in pairs_by_half(face, voice, seed):
        seen, heard = judge.seen(face), judge.heard(voice)
        labels.append(judge.labels)
        fusions = fit_fusions(face, voice, fit)
        any_fusion = fusions["stacked"]
        limits = any_fusion.ceilings
        assert limits is not None
        judged = {
            "face alone": (any_fusion.fuse(seen, None), limits.face),
            "voice alone": (any_fusion.fuse(None, heard), limits.voice),
            **{name: (fusion.fuse(seen, heard), limits.fused) for name, fusion in fusions.items()},
        }
        for name, (fused, most) in judged.items():
            assert fused is not None
            scores.setdefault(name, []).append(fused)
            bounds.setdefault(name, []).append(most)
    truth = np.concatenate(labels)
    return {
        name: {
            **classification_metrics(truth, np.concatenate(parts)),
            "highest_claim": float(max(part.max() for part in parts)),
            "bound": max(bounds[name]),
        }
        for name, parts in scores.items()
    }


def _fit_to_all(face: HeldOut, voice: HeldOut, seed: int) -> dict[str, Fusion]:
    """What is shipped: worked out on pairs of all faces and voices."""
    everything = draw_pairs(
        face.labels,
        voice.labels,
        np.arange(len(face.labels)),
        np.arange(len(voice.labels)),
        np.random.default_rng(seed),
    )
    return fit_fusions(face, voice, everything)


def _stored(fusions: Mapping[str, Fusion]) -> dict[str, Any]:
    """The fusions of one label scheme as the artefact's file has them."""
    stacked = fusions["stacked"]
    return {
        "face_weights": {name: fusions[name].weights for name in WEIGHTINGS},
        "temperatures": {name: fusions[name].temperature for name in WEIGHTINGS},
        "stacked": {"table": stacked.table, "bias": stacked.bias},
        "ceiling": None if stacked.ceilings is None else stacked.ceilings.face,
    }


def _judged(face: HeldOut, voice: HeldOut, seed: int) -> dict[str, Any]:
    """What the card says of one label scheme."""
    return {
        "fused": compare_fusions(face, voice, seed),
        "face_confusion_matrix": _confusion(face).tolist(),
        "voice_confusion_matrix": _confusion(voice).tolist(),
    }


def _ceiling(held_out: HeldOut, rows: NDArray[np.int64]) -> float:
    """Of the claims of these items."""
    return fit_ceiling(held_out.labels[rows], held_out.probabilities[rows])


def _confusion(held_out: HeldOut, rows: Any = slice(None)) -> NDArray[np.int64]:
    """True class by row, predicted by column, of some items or all."""
    answers = held_out.probabilities[rows].argmax(axis=1)
    return confusion_matrix(held_out.labels[rows], answers, len(EMOTIONS)).astype(np.int64)
