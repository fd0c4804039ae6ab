"""Trains, quantises, calibrates, judges and packages the face CNN."""

import importlib.metadata
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from models.calibration import fit_temperature, temper
from models.export import to_onnx
from models.face.architecture import SHIPPED, TEACHER, Size, build_face_cnn, merge_heads
from models.face.labelled import PUBLIC_TEST, TRAINING, FaceData, majority_labels
from models.face.preprocessing import prepare_crops
from models.face.scorer import FaceNetwork
from models.face.scoring_graph import GRAPH, NETWORK, scoring_model
from models.face.targets import head_targets
from models.face.training import FaceTrainingOptions, Teacher, in_precision, train_face_cnn
from models.metrics import classification_metrics
from models.quantisation import quantise
from models.validation import Validation
from schemas.labels import EMOTIONS

CALIBRATION_CROPS = 1024
"""From which the ranges of the quantised activations are taken."""


LABEL_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Weights of the head of FER2013's labels that the card compares."""


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
    trained = merge_heads(with_heads, SHIPPED, options.label_share)
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
        "architecture": f"residual network, {trained.count_params():,} parameters, two heads merged"
        + (", taught by a larger one" if options.teacher_epochs else ""),
        "data": f"FER2013 Training ({len(fit.labels):,} images), its labels and FER+ votes",
        "split": f"judged on FER2013 PublicTest ({len(judge.labels):,} images), which also gave "
        "the calibration temperature (in the metrics, each half has the temperature of the other); "
        "PrivateTest was never touched",
        "selection": "the hyperparameters, the weight of the two heads among them, were chosen on "
        "PublicTest, so the figures are a little kind",
        "licence_of_data": "FER2013 and FER+: research use",
        "options": options._asdict(),
        "labels": list(EMOTIONS),
        "mirrored": options.mirrored,
        "arithmetic": "8-bit integers (weights of 7 bits), activation ranges from "
        f"{len(inputs):,} crops of Training",
        "temperature": fit_temperature(judge.labels, raw),
        "metrics": metrics,
        "accuracy_by_label_share": {
            "note": "of the exact network, a crop read once: FER2013 labels, FER+ majority",
            **_by_label_share(with_heads, judge),
        },
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


def _by_label_share(with_heads: keras.Model, judge: FaceData) -> dict[str, list[float]]:
    """Accuracy on FER2013's labels and by FER+ majority for each weight of the label's head."""
    inputs = prepare_crops(judge.crops)
    labels = [judge.labels]
    if judge.votes is not None:
        labels.append(majority_labels(judge.votes))
    found = {}
    for share in LABEL_SHARES:
        merged = merge_heads(with_heads, SHIPPED, share)
        answers = merged.predict(inputs, batch_size=256, verbose=0).argmax(axis=1)
        found[str(share)] = [float((answers == of)[of >= 0].mean()) for of in labels]
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
