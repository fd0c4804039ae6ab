"""What a training kept: predictions of people that the predicting model had not met."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.evaluation.predictions import FACE_PREDICTIONS, Validation
from models.evaluation.report import Reading
from models.evaluation.score import name_of
from models.fusion import Fusion
from models.store import ArtefactError, Release


def held_out_readings(folder: Path, wanted: Sequence[str], release: Release) -> list[Reading]:
    """What a training kept: each item read by a model that had not seen the person.

    Args:
        folder: the training's work folder.

    Returns:
        A reading of each wanted model whose predictions lie there.

    Raises:
        ArtefactError: if a file of them is damaged, or the two voice models' are of other clips.
    """
    several = (folder / f"{FACE_PREDICTIONS['labels']}_validation.npz").exists()
    kept_as = {
        # A training before 0.5.0 kept one reading, judged by FER2013's labels.
        "face": ("face_cnn", FACE_PREDICTIONS["labels"] if several else "face_cnn"),
        "face-ferplus": ("face_cnn", FACE_PREDICTIONS["votes"]),
        **{
            model: (name := model.replace("-", "_"), name)
            for model in ("voice-svm", "voice-cnn-lstm", "text-tfidf", "text-cnn-lstm")
        },
    }
    asked = {*wanted, *(("face-ferplus",) if "face" in wanted and several else ())}
    needed = {*asked, *(("voice-svm", "voice-cnn-lstm") if "voice" in wanted else ())}
    readings = {}
    for model, (name, predictions) in kept_as.items():
        if model in needed and (folder / f"{predictions}_validation.npz").exists():
            artefact = release.artefacts[name]
            kept = Validation.load(folder, predictions)
            readings[model] = Reading(
                model,
                name_of(artefact),
                f"held-out predictions of the training; {artefact.card['split']}",
                kept.labels,
                kept.probabilities,
                kept.groups,
                kept.people,
            )
    if "voice" in needed and {"voice-svm", "voice-cnn-lstm"} <= readings.keys():
        readings["voice"] = _both_voices(readings["voice-svm"], readings["voice-cnn-lstm"], release)
    return [reading for model, reading in readings.items() if model in asked]


def _both_voices(svm: Reading, cnn_lstm: Reading, release: Release) -> Reading:
    if not np.array_equal(svm.labels, cnn_lstm.labels):
        raise ArtefactError(
            "the held-out predictions of both voice models are not of the same clips; train voice "
            "again"
        )
    combine = Fusion.load(release.artefacts["fusion"]).combine_voices
    return svm._replace(
        model="voice",
        artefact=f"mean of {svm.artefact} and {cnn_lstm.artefact}",
        source=f"{svm.source}; the clips' means combined, where the night combines each window",
        probabilities=combine(
            svm.probabilities.astype(np.float64), cnn_lstm.probabilities.astype(np.float64)
        ),
    )
