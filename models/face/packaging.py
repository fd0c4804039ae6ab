"""Trains, quantises, calibrates, judges and packages the face CNN."""

import importlib.metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibration import fit_temperature, temper
from models.export import to_onnx
from models.face.labelled import PUBLIC_TEST, TRAINING, FaceData, majority_labels
from models.face.preprocessing import prepare_crops
from models.face.scorer import FaceNetwork
from models.face.scoring_graph import GRAPH, NETWORK, scoring_model
from models.face.training import FaceTrainingOptions, soft_targets, train_face_cnn
from models.metrics import classification_metrics
from models.quantisation import quantise
from models.validation import Validation
from schemas.labels import EMOTIONS

CALIBRATION_CROPS = 1024
"""From which the ranges of the quantised activations are taken."""


def train_and_package_face(
    data: FaceData, options: FaceTrainingOptions, work: Path, start: bytes | None = None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Train on Training; PublicTest gives the temperature and the figures.

    Args:
        data: labelled faces.
        options: hyperparameters.
        work: folder for checkpoints, from which an interrupted training goes on, and for the
            predictions on PublicTest, from which the fusion is chosen.
        start: exported graph whose weights are the start, instead of random ones.

    Returns:
        Files and card of the artefact.
    """
    fit, judge = data.of(data.usage == TRAINING), data.of(data.usage == PUBLIC_TEST)
    targets = soft_targets(fit.labels, fit.votes, options.label_share)
    hard = np.eye(len(EMOTIONS), dtype=np.float32)[judge.labels]
    trained = train_face_cnn(
        fit.crops, targets, (judge.crops, hard), options, str(work / "face"), start
    )
    inputs = prepare_crops(fit.crops[:CALIBRATION_CROPS])
    exact = to_onnx(scoring_model(trained), inputs[:256])
    graph = quantise(exact, inputs)
    network = FaceNetwork(graph, options.mirrored)
    raw = network.probabilities(judge.crops)
    calibrated = _cross_calibrated(judge.labels, raw, options.seed)
    metrics = classification_metrics(judge.labels, calibrated)
    if judge.votes is not None:
        majority = majority_labels(judge.votes)
        clear = majority >= 0
        metrics["ferplus_majority"] = classification_metrics(majority[clear], calibrated[clear])
    card = {
        "purpose": "Seven emotion probabilities of a 48x48 grey face crop.",
        "architecture": f"Xception family, {trained.count_params():,} parameters",
        "data": f"FER2013 Training ({len(fit.labels):,} images) with FER+ votes as soft labels",
        "split": f"judged on FER2013 PublicTest ({len(judge.labels):,} images), which also gave "
        "the calibration temperature (in the metrics, each half has the temperature of the other); "
        "PrivateTest was never touched",
        "licence_of_data": "FER2013 and FER+: research use",
        "options": options._asdict(),
        "labels": list(EMOTIONS),
        "mirrored": options.mirrored,
        "arithmetic": "8-bit integers (weights of 7 bits), activation ranges from "
        f"{len(inputs):,} crops of Training",
        "temperature": fit_temperature(judge.labels, raw),
        "metrics": metrics,
        "must_not_be_used_for": [
            "deciding about a person (hiring, credit, policing)",
            "inferring what somebody feels; it reads acted and posed expressions",
            "emotion recognition at work or in education where the law forbids it",
        ],
        "libraries": {
            name: importlib.metadata.version(name) for name in ("keras", "numpy", "onnxruntime")
        },
    }
    features = network.embeddings(judge.crops).astype(np.float32)
    Validation(judge.labels, calibrated, features=features).save(work, "face_cnn")
    return {GRAPH: graph, NETWORK: exact}, card


def _cross_calibrated(
    labels: NDArray[np.integer], raw: NDArray[np.floating], seed: int
) -> NDArray[np.float64]:
    """Each half calibrated by the other, so that the figures hold for faces it has not seen."""
    first = np.random.default_rng(seed).permutation(len(labels)) % 2 == 0
    calibrated = np.empty(raw.shape)
    for half in (first, ~first):
        calibrated[half] = temper(raw[half], fit_temperature(labels[~half], raw[~half]))
    return calibrated
