"""Judges the exported face network on faces that it was not trained on."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.evaluation.metrics import classification_metrics
from models.evaluation.predictions import HeldOut
from models.face.cnn import FaceNetwork
from models.labelled import FaceData, majority_labels
from models.training.calibration import cross_calibrate, fit_temperature
from models.training.face.fit import FaceTrainingOptions
from schemas.labels import FACE_LABELS


class Judgement(NamedTuple):
    """What held-out predictions say about one head, judged by the labels that it learned."""

    temperature: float
    """Fitted on all judged faces; belongs to the shipped model."""
    held_out: HeldOut
    """Calibrated, each half of the faces by the other, with the network's embeddings."""
    metrics: dict[str, Any]
    """Ready for JSON."""
    accuracies: dict[str, float]
    """By the labels of each scheme, in [0, 1]."""


def judge(graph: bytes, data: FaceData, options: FaceTrainingOptions) -> dict[str, Judgement]:
    """Judge each head of a graph.

    Args:
        graph: ONNX graph with an output for each label scheme.
        data: labelled faces that it was not trained on.
        options: of the training.

    Returns:
        Label scheme to what its head is worth. By FER+, only faces whose majority label is one of
        the seven classes count.
    """
    truths = true_labels(data)
    judged = {}
    for scheme, truth in truths.items():
        network = FaceNetwork(graph, options.mirrored, scheme)
        clear = truth >= 0
        labels, raw = truth[clear], network.probabilities(data.crops)
        answers = raw.argmax(axis=1)
        first = np.random.default_rng(options.seed).permutation(len(labels)) % 2 == 0
        calibrated = cross_calibrate(labels, raw[clear], (first, ~first))
        embeddings = network.embeddings(data.crops[clear]).astype(np.float32)
        judged[scheme] = Judgement(
            fit_temperature(labels, raw[clear]),
            HeldOut(labels, calibrated, features=embeddings),
            classification_metrics(labels, calibrated),
            {name: float((answers == of)[of >= 0].mean()) for name, of in truths.items()},
        )
    return judged


def true_labels(data: FaceData) -> dict[str, NDArray[np.int64]]:
    """Label scheme to labels, shape (n,), index into EMOTIONS; -1 where the votes are unclear.

    Without votes, FER2013's labels stand for both.
    """
    majority = data.labels if data.votes is None else majority_labels(data.votes)
    return dict(zip(FACE_LABELS, (data.labels, majority), strict=True))
