"""Trains, calibrates, judges and packages the face CNN."""

import importlib.metadata
from pathlib import Path
from typing import Any

import numpy as np

from models.calibration import fit_temperature, temper
from models.export import to_onnx
from models.face.architecture import with_mirror_image
from models.face.labelled import FaceData
from models.face.preprocessing import prepare_crops
from models.face.training import FaceTrainingOptions, soft_targets, train_face_cnn
from models.fusion_choice import Validation
from models.metrics import classification_metrics
from schemas.labels import EMOTIONS


def train_and_package_face(
    data: FaceData, options: FaceTrainingOptions, work: Path
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Train on Training; PublicTest gives the temperature and the figures.

    Args:
        data: labelled faces.
        options: hyperparameters.
        work: folder for checkpoints, from which an interrupted training goes on, and for the
            predictions on PublicTest, from which the fusion is chosen.

    Returns:
        Files and card of the artefact.
    """
    fit, judge = data.training, ~data.training
    targets = soft_targets(data.labels, data.votes, options.label_share)
    hard = np.eye(len(EMOTIONS), dtype=np.float32)[data.labels]
    model = train_face_cnn(
        data.crops[fit], targets[fit], (data.crops[judge], hard[judge]), options, str(work / "face")
    )
    model = with_mirror_image(model)
    inputs = prepare_crops(data.crops[judge])
    raw = model.predict(inputs, batch_size=256, verbose=0)
    temperature = fit_temperature(data.labels[judge], raw)
    calibrated = temper(raw, temperature)
    card = {
        "purpose": "Seven emotion probabilities of a 48x48 grey face crop.",
        "architecture": f"Xception family, {model.count_params():,} parameters; a crop and its "
        "mirror image are averaged",
        "data": f"FER2013 Training ({int(fit.sum()):,} images) with FER+ votes as soft labels",
        "split": f"judged on FER2013 PublicTest ({int(judge.sum()):,} images), which also gave the "
        "calibration temperature; PrivateTest was never touched",
        "licence_of_data": "FER2013 and FER+: research use",
        "options": options._asdict(),
        "labels": list(EMOTIONS),
        "temperature": temperature,
        "metrics": classification_metrics(data.labels[judge], calibrated),
        "must_not_be_used_for": [
            "deciding about a person (hiring, credit, policing)",
            "inferring what somebody feels; it reads acted and posed expressions",
            "emotion recognition at work or in education where the law forbids it",
        ],
        "libraries": {
            name: importlib.metadata.version(name) for name in ("keras", "numpy", "onnxruntime")
        },
    }
    Validation(data.labels[judge], calibrated).save(work, "face_cnn")
    return {"face_cnn.onnx": to_onnx(model, inputs[:256])}, card
