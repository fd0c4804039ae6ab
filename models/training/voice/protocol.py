"""What every voice model goes through: actors held out, known actors, then all clips and a card."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.card import Card
from models.evaluation.predictions import HeldOut
from models.labelled import VoiceData
from models.training.voice.card import voice_card
from models.training.voice.examples import Examples
from models.training.voice.judge import Predict, judge
from models.training.voice.speaker_dependent import SUFFIX, predict_speaker_dependent

Model = TypeVar("Model")


def judge_and_train(
    name: str,
    data: VoiceData,
    examples: Examples,
    fit: Callable[[NDArray[np.integer], str], Model],
    predictor: Callable[[Model], Predict],
    *,
    options: Mapping[str, Any],
    architecture: str,
    scoring: Mapping[str, Any],
    libraries: Sequence[str],
    conditions: Mapping[str, Examples] | None = None,
) -> tuple[Model, Card, dict[str, HeldOut]]:
    """Judge a model on held-out clips, then train it on all.

    Args:
        name: of the model.
        data: labelled clips.
        examples: their windows.
        fit: trains on clips, given by their numbers; the name of the part is for checkpoints.
        predictor: how a trained model scores features.
        options: hyperparameters ready for JSON, among them `folds` and `seed`.
        architecture, scoring, libraries: for the card, see `voice_card`.
        conditions: see `judge`.

    Returns:
        The model trained on all clips, its card, and what it said of clips that it was not trained
        on, by the name to keep them under.
    """
    labels, actors = data.labels, data.actors

    def trained(clips: NDArray[np.integer], part: str) -> Predict:
        return predictor(fit(clips, part))

    judgement = judge(
        examples,
        labels,
        actors,
        options["folds"],
        lambda clips, fold: trained(clips, f"fold-{fold}"),
        conditions,
    )
    speaker_dependent = predict_speaker_dependent(
        examples,
        labels,
        actors,
        lambda clips: trained(clips, "speaker-dependent"),
        seed=options["seed"],
        temperature=judgement.temperature,
    )
    card = voice_card(
        architecture,
        options=options,
        scoring=scoring,
        actors=actors,
        judgement=judgement,
        speaker_dependent=speaker_dependent,
        libraries=libraries,
    )
    held_out = {name: judgement.held_out, name + SUFFIX: speaker_dependent}
    return fit(np.arange(len(data.clips)), "all"), card, held_out
