"""Trains, quantises, calibrates, judges and packages the face CNN."""

import importlib.metadata
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from models.calibration import fit_temperature, temper
from models.evaluation.metrics import classification_metrics
from models.evaluation.predictions import FACE_PREDICTIONS, Validation
from models.face.cnn import FaceNetwork
from models.face.preprocessing import prepare_crops
from models.labelled import PUBLIC_TEST, TRAINING, FaceData, majority_labels
from models.training.export import to_onnx
from models.training.face.architecture import SHIPPED, TEACHER, Size, balance_heads, build_face_cnn
from models.training.face.fit import FaceTrainingOptions, Teacher, in_precision, train_face_cnn
from models.training.face.graph import GRAPH, NETWORK, scoring_model
from models.training.face.targets import head_targets
from models.training.quantisation import quantise
from schemas.labels import DEFAULT_FACE_READING, EMOTIONS, FACE_READINGS

CALIBRATION_CROPS = 1024
"""From which the ranges of the quantised activations are taken."""


def train_and_package_face(
    data: FaceData, options: FaceTrainingOptions, work: Path
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Train a teacher and by it the network on Training; PublicTest gives temperature and figures.

    Args:
        data: labelled faces.
        options: hyperparameters.
        work: folder for checkpoints, from which an interrupted training goes on, and for the
            predictions on PublicTest, from which the fusion is chosen.

    Returns:
        Files and card of the artefact.
    """
    fit, judge = data.of(data.usage == TRAINING), data.of(data.usage == PUBLIC_TEST)
    with_heads = _train(fit, judge, options, work)
    balance_heads(with_heads, head_targets(fit.labels, fit.votes, 0).mean(axis=0), options.balance)
    inputs = prepare_crops(fit.crops[:CALIBRATION_CROPS])
    exact = to_onnx(scoring_model(with_heads, FACE_READINGS), inputs[:256])
    graph = quantise(exact, inputs)
    judged = _judge(graph, judge, options)
    labels, votes = judged["labels"], judged["votes"]
    card = {
        "purpose": "Seven emotion probabilities of a 48x48 grey face crop.",
        "architecture": f"residual network, {with_heads.count_params():,} parameters, two heads"
        + (", taught by a larger one" if options.teacher_epochs else ""),
        "data": f"FER2013 Training ({len(fit.labels):,} images), its labels and FER+ votes",
        "split": f"judged on FER2013 PublicTest ({len(judge.labels):,} images), which also gave "
        "the calibration temperatures (in the metrics, each half has those of the other); "
        "PrivateTest was never touched",
        "selection": "the hyperparameters were chosen on PublicTest, so the figures are a little "
        "kind",
        "licence_of_data": "FER2013 and FER+: research use",
        "options": options._asdict(),
        "labels": list(EMOTIONS),
        "mirrored": options.mirrored,
        "arithmetic": "8-bit integers (weights of 7 bits), activation ranges from "
        f"{len(inputs):,} crops of Training",
        "reading": DEFAULT_FACE_READING,
        "readings": {name: {"temperature": of.temperature} for name, of in judged.items()},
        "metrics": {
            "reading": "labels",
            **labels.metrics,
            "ferplus_majority": {"reading": "votes", **votes.metrics},
        },
        "accuracy_by_reading": {name: of.accuracies for name, of in judged.items()},
        "must_not_be_used_for": [
            "deciding about a person (hiring, credit, policing)",
            "inferring what somebody feels; it reads acted and posed expressions",
            "emotion recognition at work or in education where the law forbids it",
        ],
        "libraries": {
            name: importlib.metadata.version(name) for name in ("keras", "numpy", "onnxruntime")
        },
    }
    for reading, of in judged.items():
        of.validation.save(work, FACE_PREDICTIONS[reading])
    return {GRAPH: graph, NETWORK: exact}, card


def _train(fit: FaceData, judge: FaceData, options: FaceTrainingOptions, work: Path) -> keras.Model:
    """The network with both heads."""
    targets = head_targets(fit.labels, fit.votes, options.smoothing)
    progress = judge.crops, head_targets(judge.labels, judge.votes, 0)

    def train(size: Size, epochs: int, name: str, teacher: Teacher | None) -> keras.Model:
        return train_face_cnn(
            fit.crops,
            targets,
            progress,
            options._replace(epochs=epochs),
            lambda: build_face_cnn(size, heads=2),
            work / name,
            teacher,
        )

    if not options.teacher_epochs:
        return train(SHIPPED, options.epochs, "face", None)
    exact = train(TEACHER, options.teacher_epochs, "face-teacher", None)
    fast = in_precision(options.precision, lambda: build_face_cnn(TEACHER, heads=2))
    fast.set_weights(exact.get_weights())
    return train(SHIPPED, options.epochs, "face", Teacher(fast, options.teacher_share))


class _Judged(NamedTuple):
    """One reading of the judged faces by the labels that it learned."""

    temperature: float
    metrics: dict[str, Any]
    accuracies: dict[str, float]
    """By both kinds of labels, [0, 1]."""
    validation: Validation


def _judge(graph: bytes, judge: FaceData, options: FaceTrainingOptions) -> dict[str, _Judged]:
    majority = judge.labels if judge.votes is None else majority_labels(judge.votes)
    truths = {"fer2013": judge.labels, "ferplus_majority": majority}
    found = {}
    for reading, truth in zip(FACE_READINGS, truths.values(), strict=True):
        network = FaceNetwork(graph, options.mirrored, reading)
        clear = truth >= 0
        labels, raw = truth[clear], network.probabilities(judge.crops)
        answers = raw.argmax(axis=1)
        calibrated = _cross_calibrated(labels, raw[clear], options.seed)
        found[reading] = _Judged(
            fit_temperature(labels, raw[clear]),
            classification_metrics(labels, calibrated),
            {name: float((answers == of)[of >= 0].mean()) for name, of in truths.items()},
            Validation(
                labels,
                calibrated,
                features=network.embeddings(judge.crops[clear]).astype(np.float32),
            ),
        )
    return found


def _cross_calibrated(
    labels: NDArray[np.integer], raw: NDArray[np.floating], seed: int
) -> NDArray[np.float64]:
    """Each half calibrated by the other, so that the figures hold for faces it has not seen."""
    first = np.random.default_rng(seed).permutation(len(labels)) % 2 == 0
    calibrated = np.empty(raw.shape)
    for half in (first, ~first):
        calibrated[half] = temper(raw[half], fit_temperature(labels[~half], raw[~half]))
    return calibrated
