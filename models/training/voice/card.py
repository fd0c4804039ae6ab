"""What the cards of both voice models share."""

import importlib.metadata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.voice.folds import Judgement
from models.voice.windows import MINIMUM_SPEECH_SHARE
from schemas.labels import EMOTIONS
from schemas.sampling import VOICE_STEP_SECONDS, VOICE_WINDOW_SECONDS


def voice_card(
    options: dict[str, Any],
    actors: NDArray[np.integer],
    judgement: Judgement,
    seed_protocol: dict[str, Any],
    libraries: Sequence[str],
) -> dict[str, Any]:
    """Card of a voice model, ready for JSON.

    Args:
        options: hyperparameters, including folds and seed.
        actors: int, shape (clips,): who speaks in each clip.
        judgement: temperature and metrics.
        seed_protocol: from `judge_seed_protocol`.
        libraries: packages whose versions matter.
    """
    people = len(np.unique(actors))
    return {
        "labels": list(EMOTIONS),
        "input": f"windows of {VOICE_WINDOW_SECONDS} s every {VOICE_STEP_SECONDS} s, 16 kHz mono, "
        f"with speech in at least {MINIMUM_SPEECH_SHARE:.0%} of it",
        "data": f"RAVDESS speech, {len(actors)} clips by {people} actors; calm counts as neutral; "
        "the recording that is there twice counts once",
        "training_actors": np.unique(actors).tolist(),
        "licence_of_data": "CC BY-NC-SA 4.0",
        "split": f"metrics: {min(options['folds'], people)} folds grouped by actor, nobody in both "
        "training and test, a clip is the mean of its windows; shipped model: trained on all",
        "options": options,
        "temperature": judgement.temperature,
        "metrics": {**judgement.metrics, "seed_protocol": seed_protocol},
        "libraries": {name: importlib.metadata.version(name) for name in libraries},
        "must_not_be_used_for": [
            "deciding about a person (hiring, credit, policing)",
            "inferring what somebody feels; it reads acted North American English",
            "emotion recognition at work or in education where the law forbids it",
        ],
    }
