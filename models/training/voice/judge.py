"""Judges a voice model per clip, with the actors of the test part held out."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.evaluation.metrics import classification_metrics
from models.evaluation.predictions import HeldOut
from models.training.voice.examples import Examples
from models.training.voice.folds import actor_folds, clip_means, sexes
from models.training.voice.temperature import fit_voice_temperature
from models.voice.temperature import VoiceTemperature
from schemas.labels import EMOTIONS

Predict = Callable[[NDArray[np.float32]], NDArray[np.floating]]
"""From features (n, ...) to probabilities (n, 7)."""


CLEAN = "clean"
"""The clips as they are, among the conditions."""


class Judgement(NamedTuple):
    """What held-out predictions say about a model."""

    temperature: VoiceTemperature
    """Fitted on the held-out windows of all folds; belongs to the model trained on all."""
    held_out: HeldOut
    """Calibrated predictions of the clips that hold speech."""
    metrics: dict[str, Any]
    """Per clip, ready for JSON."""


def judge(
    examples: Examples,
    labels: NDArray[np.integer],
    actors: NDArray[np.integer],
    folds: int,
    train: Callable[[NDArray[np.intp], int], Predict],
    conditions: Mapping[str, Examples] | None = None,
) -> Judgement:
    """Train once per fold and score the clips of the actors left out.

    In the metrics each fold is calibrated by the temperature of the other folds, so that they
    hold for people neither the model nor its calibration has heard.

    Args:
        examples: windows of all clips.
        labels: int, shape (clips,), index into EMOTIONS.
        actors: int, shape (clips,).
        folds: number of folds; fewer if there are fewer actors.
        train: from the training clips and the number of the fold to a predictor.
        conditions: by name, windows of the same clips as other microphones hear them: the models
            are judged on them too, with the same temperatures.
    """
    sounds = {CLEAN: examples, **(conditions or {})}
    splits = list(actor_folds(actors, folds))
    answers = {name: np.zeros((len(of.clips), len(EMOTIONS))) for name, of in sounds.items()}
    for fold, (training, test) in enumerate(splits):
        predict = train(training, fold)
        for name, of in sounds.items():
            rows = np.isin(of.clips, test)
            if rows.any():  # nobody in the fold may have spoken
                answers[name][rows] = predict(of.features[rows])
    truth, raw, pitches = labels[examples.clips], answers[CLEAN].copy(), examples.heard_pitches()
    for _, test in splits:
        others = ~np.isin(examples.clips, test)
        temperature = fit_voice_temperature(truth[others], raw[others], pitches[others])
        for name, of in sounds.items():
            rows = np.isin(of.clips, test)
            answers[name][rows] = temperature.temper(answers[name][rows], of.heard_pitches()[rows])
    of_clips = {
        name: clip_means(answers[name], of.clips, len(labels)) for name, of in sounds.items()
    }
    means = of_clips.pop(CLEAN)
    judged = [held_out_clips(labels[test], actors[test], means[test]) for _, test in splits]
    metrics = {
        **clip_metrics(labels, actors, means),
        "balanced_accuracy_of_folds": [
            balanced_accuracy(part.labels, part.probabilities)
            for part in judged
            if len(part.labels)
        ],
    }
    if of_clips:
        metrics["conditions"] = {
            name: clip_metrics(labels, actors, under) for name, under in of_clips.items()
        }
    shipped = fit_voice_temperature(truth, raw, pitches)
    return Judgement(shipped, held_out_clips(labels, actors, means), metrics)


def held_out_clips(
    labels: NDArray[np.integer], actors: NDArray[np.integer], means: NDArray[np.float64]
) -> HeldOut:
    """Predictions of the clips that have one, in the order of the clips.

    Args:
        labels, actors: int, shape (clips,).
        means: shape (clips, 7), from `clip_means`.
    """
    scored = np.isfinite(means).all(axis=1)
    who = actors[scored].astype(np.int64)
    return HeldOut(labels[scored].astype(np.int64), means[scored], sexes(who), who)


def clip_metrics(
    labels: NDArray[np.integer], actors: NDArray[np.integer], means: NDArray[np.float64]
) -> dict[str, Any]:
    """Metrics per clip, the spread between actors, and UAR by sex.

    Clips without a score are counted apart.

    Args:
        labels: int, shape (n,), index into EMOTIONS.
        actors: int, shape (n,).
        means: float64, shape (n, 7), from `clip_means`.
    """
    scored = held_out_clips(labels, actors, means)
    assert scored.people is not None
    correct = scored.probabilities.argmax(axis=1) == scored.labels
    per_actor = [float(correct[scored.people == one].mean()) for one in np.unique(scored.people)]
    return {
        **classification_metrics(scored.labels, scored.probabilities),
        "classes": list(EMOTIONS),
        "clips": len(scored.labels),
        "clips_without_score": len(labels) - len(scored.labels),
        "accuracy_of_actors": {"lowest": min(per_actor), "highest": max(per_actor)},
        "balanced_accuracy_by_sex": balanced_accuracy_by_group(scored),
    }


def balanced_accuracy_by_group(held_out: HeldOut) -> dict[str, float]:
    """UAR in each subgroup; empty if the data name none."""
    if held_out.groups is None:
        return {}
    return {
        str(name): balanced_accuracy(held_out.labels[rows], held_out.probabilities[rows])
        for name in np.unique(held_out.groups)
        for rows in [held_out.groups == name]
    }


def balanced_accuracy(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> float:
    """Unweighted average recall (UAR) over the classes that occur, in [0, 1]."""
    return float(classification_metrics(labels, probabilities)["balanced_accuracy"])
