"""Trains, quantises, calibrates, judges and packages the face CNN."""

import importlib.metadata
from pathlib import Path

import keras

from models.card import Card
from models.face.cnn import GRAPH
from models.face.preprocessing import prepare_crops
from models.labelled import PUBLIC_TEST, TRAINING, FaceData
from models.training.export import to_onnx
from models.training.face.architecture import SHIPPED, TEACHER, Size, balance_heads, build_face_cnn
from models.training.face.fit import FaceTrainingOptions, Teacher, in_precision, train_face_cnn
from models.training.face.graph import scoring_model
from models.training.face.judge import judge
from models.training.face.targets import head_targets
from models.training.quantisation import quantise
from models.training.trainer import Trained, Trainer
from schemas.labels import EMOTIONS, FACE_LABELS

NAME = "face_cnn"

CALIBRATION_CROPS = 1024
"""From which the ranges of the quantised activations are taken."""


def train(data: FaceData, options: FaceTrainingOptions, work: Path) -> Trained:
    """Train a teacher and by it the network on Training; PublicTest gives temperature and figures.

    Args:
        data: labelled faces of both parts.
        options: hyperparameters.
        work: folder for checkpoints, from which an interrupted training resumes.

    Returns:
        The model; its held-out predictions are kept for each label scheme: "face_cnn-ferplus".

    Raises:
        ValueError: if no face belongs to one of the parts.
    """
    fit = data.take(data.rows_of(TRAINING))
    judged_faces = data.take(data.rows_of(PUBLIC_TEST))
    network = _fit(fit, judged_faces, options, work)
    balance_heads(network, head_targets(fit.labels, fit.votes, 0).mean(axis=0), options.balance)
    inputs = prepare_crops(fit.crops[:CALIBRATION_CROPS])
    graph = quantise(to_onnx(scoring_model(network, FACE_LABELS), inputs[:256]), inputs)
    judged = judge(graph, judged_faces, options)
    card = Card(
        purpose="Seven emotion probabilities of a 48x48 grey face crop.",
        architecture=f"residual network, {network.count_params():,} parameters, two heads"
        + (", taught by a larger one" if options.teacher_epochs else ""),
        classes=EMOTIONS,
        data=f"FER2013 Training ({len(fit.labels):,} images), its labels and FER+ votes",
        split=f"judged on FER2013 PublicTest ({len(judged_faces.labels):,} images), which also "
        "gave the calibration temperatures (in the metrics, each half has those of the other); "
        "PrivateTest was never touched",
        selection="the hyperparameters were chosen on PublicTest, so the figures are slightly "
        "optimistic",
        licence="FER2013 and FER+: research use",
        must_not_be_used_for=(
            "deciding about a person (hiring, credit, policing)",
            "inferring what somebody feels; it reads acted and posed expressions",
            "emotion recognition at work or in education where the law forbids it",
        ),
        options=options._asdict(),
        scoring={
            "mirrored": options.mirrored,
            "labels": {
                scheme: {"output": scheme, "temperature": of.temperature}
                for scheme, of in judged.items()
            },
        },
        metrics={scheme: of.metrics for scheme, of in judged.items()},
        facts={
            "arithmetic": "8-bit integers (weights of 7 bits), activation ranges from "
            f"{len(inputs):,} crops of Training",
            "accuracy_by_labels": {scheme: of.accuracies for scheme, of in judged.items()},
        },
        libraries={
            name: importlib.metadata.version(name) for name in ("keras", "numpy", "onnxruntime")
        },
    )
    held_out = {f"{NAME}-{scheme}": of.held_out for scheme, of in judged.items()}
    return Trained({GRAPH: graph}, card, held_out)


def _fit(fit: FaceData, judged: FaceData, options: FaceTrainingOptions, work: Path) -> keras.Model:
    """The network with both heads."""
    targets = head_targets(fit.labels, fit.votes, options.smoothing)
    progress = judged.crops, head_targets(judged.labels, judged.votes, 0)

    def fit_size(size: Size, epochs: int, name: str, teacher: Teacher | None) -> keras.Model:
        return train_face_cnn(
            fit.crops,
            targets,
            progress,
            options._replace(epochs=epochs),
            lambda: build_face_cnn(size, heads=len(FACE_LABELS)),
            checkpoint=work / name,
            teacher=teacher,
        )

    if not options.teacher_epochs:
        return fit_size(SHIPPED, options.epochs, NAME, None)
    exact = fit_size(TEACHER, options.teacher_epochs, f"{NAME}-teacher", None)
    fast = in_precision(options.precision, lambda: build_face_cnn(TEACHER, heads=len(FACE_LABELS)))
    fast.set_weights(exact.get_weights())
    return fit_size(SHIPPED, options.epochs, NAME, Teacher(fast, options.teacher_share))


TRAINER = Trainer(FaceTrainingOptions, train)
