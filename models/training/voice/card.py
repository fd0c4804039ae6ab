"""What the cards of all voice models share."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.card import Card
from models.evaluation.predictions import HeldOut
from models.training.voice.judge import Judgement
from models.training.voice.speaker_dependent import speaker_dependent_figures
from models.voice.windows import MINIMUM_SPEECH_SHARE
from schemas.labels import EMOTIONS
from schemas.sampling import VOICE_STEP_SECONDS, VOICE_WINDOW_SECONDS


def voice_card(
    architecture: str,
    *,
    options: Mapping[str, Any],
    scoring: Mapping[str, Any],
    actors: NDArray[np.integer],
    judgement: Judgement,
    speaker_dependent: HeldOut,
    libraries: Sequence[str],
) -> Card:
    """Card of a voice model.

    Args:
        architecture: what it is made of.
        options: hyperparameters, including folds and seed; ready for JSON.
        scoring: what its scorer reads beside the temperature.
        actors: int, shape (clips,): who speaks in each clip.
        judgement: temperature and metrics.
        speaker_dependent: predictions of the speaker-dependent split.
        libraries: packages whose versions matter.
    """
    people = np.unique(actors)
    return Card(
        purpose="Seven emotion probabilities of a window of speech.",
        architecture=architecture,
        classes=EMOTIONS,
        data=f"RAVDESS speech, {len(actors)} clips by {len(people)} actors; calm counts as "
        "neutral; the recording that is there twice counts once",
        split=f"metrics: {min(options['folds'], len(people))} folds grouped by actor, nobody in "
        "both training and test, a clip is the mean of its windows; shipped model: trained on all",
        licence="CC BY-NC-SA 4.0",
        must_not_be_used_for=(
            "deciding about a person (hiring, credit, policing)",
            "inferring what somebody feels; it reads acted North American English",
            "emotion recognition at work or in education where the law forbids it",
        ),
        options=options,
        scoring={**scoring, **judgement.temperature.to_card()},
        metrics={
            **judgement.metrics,
            "speaker_dependent": speaker_dependent_figures(speaker_dependent),
        },
        facts={
            "input": f"windows of {VOICE_WINDOW_SECONDS} s every {VOICE_STEP_SECONDS} s, 16 kHz "
            f"mono, with speech in at least {MINIMUM_SPEECH_SHARE:.0%} of it",
            "training_actors": people.tolist(),
        },
        libraries={name: importlib.metadata.version(name) for name in libraries},
    )
