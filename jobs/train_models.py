"""Trains the models and writes their artefacts; the command stands in each card."""

import argparse
import datetime
import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.face.labelled import PUBLIC_TEST, TRAINING, FaceData
from models.store import (
    ARTEFACTS,
    CURRENT_RELEASE,
    ArtefactError,
    load_artefact,
    newest_version,
    refuse_released,
    save_artefact,
    save_release,
)
from transforms.errors import DataError
from transforms.labelled_faces import read_faces
from transforms.training_data import TextData, VoiceData, read_essays, read_voices

if TYPE_CHECKING:
    from models.fusion_choice import Validation

Package = tuple[dict[str, bytes], dict[str, Any]]


def _faces(options: argparse.Namespace) -> FaceData:
    data = read_faces(options.data)
    for part in (TRAINING, PUBLIC_TEST):
        if part not in data.usage:
            raise DataError(f"the faces below {options.data} have no part {part}")
    return data.of(_some(len(data.labels), options.fraction))


def _voices(options: argparse.Namespace) -> VoiceData:
    data = read_voices(options.data)
    kept = _some(len(data.labels), options.fraction)
    return VoiceData([data.clips[i] for i in kept], data.labels[kept], data.actors[kept])


def _essays(options: argparse.Namespace) -> TextData:
    data = read_essays(options.data)
    kept = _some(len(data.labels), options.fraction)
    return TextData([data.texts[i] for i in kept], data.labels[kept])


def _some(count: int, fraction: float) -> NDArray[np.int64]:
    """A share of the items drawn from all over the data, in their order."""
    chosen = np.random.default_rng(0).permutation(count)[: max(1, round(count * fraction))]
    return np.sort(chosen).astype(np.int64)


# TensorFlow is imported by the trainer that needs it: --help and the linear models start at once.


def _train_face(options: argparse.Namespace) -> Package:
    from models.face.packaging import train_and_package_face
    from models.face.training import FaceTrainingOptions

    settings = _set(FaceTrainingOptions(start_from=options.start_from), options)
    start = None
    if options.start_from is not None:
        artefact = load_artefact("face_cnn", options.start_from, options.artefacts)
        start = artefact.read("face_cnn.onnx")
    return train_and_package_face(_faces(options), settings, options.work, start)


def _train_voice_svm(options: argparse.Namespace) -> Package:
    from models.voice.training_svm import SvmOptions, train_and_package_svm

    return train_and_package_svm(*_voices(options), _set(SvmOptions(), options), options.work)


def _train_voice_cnn_lstm(options: argparse.Namespace) -> Package:
    from models.voice.training_cnn_lstm import CnnLstmOptions, train_and_package_cnn_lstm

    return train_and_package_cnn_lstm(
        *_voices(options), _set(CnnLstmOptions(), options), options.work
    )


def _train_text_tfidf(options: argparse.Namespace) -> Package:
    from models.text.tfidf import TfidfOptions
    from models.text.training import train_and_package_tfidf

    return train_and_package_tfidf(*_essays(options), _set(TfidfOptions(), options), options.work)


def _train_text_cnn_lstm(options: argparse.Namespace) -> Package:
    from models.text.cnn_lstm import CnnLstmOptions
    from models.text.training import train_and_package_cnn_lstm

    return train_and_package_cnn_lstm(
        *_essays(options), _set(CnnLstmOptions(), options), options.work
    )


def _choose_fusion(options: argparse.Namespace) -> Package:
    from models.fusion_choice import Validation, choose_fusion
    from models.voice.combination import combine_calibrated, judge_combination

    svm, cnn_lstm = (
        Validation.load(options.work, name) for name in ("voice_svm", "voice_cnn_lstm")
    )
    judged = judge_combination(svm, cnn_lstm)
    voice = combine_calibrated(svm, cnn_lstm)
    face = Validation.load(options.work, "face_cnn")
    files, card = choose_fusion(face, voice, options.seed, judged["temperature"])
    card["both_voice_models"] = judged
    if options.data is not None:
        card["accuracy_at_feature_level"] = _at_feature_level(face, voice, options)
    return files, card


def _at_feature_level(
    face: "Validation", voice: "Validation", options: argparse.Namespace
) -> dict[str, float]:
    """The thesis's fusion of the face's embedding with the voice's 68 statistics, to compare."""
    from models.fusion_features import feature_level_accuracies
    from models.voice.evaluation import clip_means
    from models.voice.examples import windows_of
    from models.voice.features import statistics

    clips = _voices(options).clips
    means = clip_means(*windows_of(clips, statistics), len(clips))
    spoken = means[np.isfinite(means).all(axis=1)].astype(np.float32)
    return feature_level_accuracies(face, voice._replace(features=spoken), options.seed)


def _set(settings: Any, options: argparse.Namespace) -> Any:
    """The settings with what the command line says."""
    settings = settings._replace(seed=options.seed)
    for name in ("epochs", "learning_rate", "precision"):
        if getattr(options, name) is not None and name in settings._fields:
            settings = settings._replace(**{name: getattr(options, name)})
    return settings


TRAINERS: dict[str, tuple[str, Callable[[argparse.Namespace], Package]]] = {
    "face": ("face_cnn", _train_face),
    "voice-svm": ("voice_svm", _train_voice_svm),
    "voice-cnn-lstm": ("voice_cnn_lstm", _train_voice_cnn_lstm),
    "text-tfidf": ("text_tfidf", _train_text_tfidf),
    "text-cnn-lstm": ("text_cnn_lstm", _train_text_cnn_lstm),
    "fusion": ("fusion", _choose_fusion),
}


GROUPS = {"voice": ("voice-svm", "voice-cnn-lstm"), "text": ("text-tfidf", "text-cnn-lstm")}
"""Short names for both models of a modality."""


def _release(options: argparse.Namespace) -> None:
    """Group the newest version of each artefact up to this one into a release."""
    names = [*(name for name, _ in TRAINERS.values()), "face_mesh", "eyes"]
    artefacts = {name: newest_version(name, options.version, options.artefacts) for name in names}
    today = datetime.date.today().isoformat()
    save_release(options.version, today, artefacts, options.artefacts)
    print(f"released {options.version}: {artefacts}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="train-models",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "models",
        nargs="+",
        choices=[*TRAINERS, *GROUPS, "release"],
        metavar="MODEL",
        help=f"one or more of: {' '.join(TRAINERS)} (fusion after face and both voices), or "
        "release, which groups the newest artefacts up to this version; voice and text mean both "
        "of theirs",
    )
    add = parser.add_argument
    add("--data", type=Path, help="folder with fer2013.npz or .csv, RAVDESS Actor_xx, essays.csv")
    add("--work", type=Path, default=Path("out/train"), help="checkpoints and predictions")
    add("--artefacts", type=Path, default=ARTEFACTS, help="where artefacts are written")
    add("--version", default=CURRENT_RELEASE, help="semantic version of what is written")
    add("--fraction", type=float, default=1.0, help="share of the data to train on, for a trial")
    add("--epochs", type=int, help="epochs of a network, instead of its default")
    add("--learning_rate", type=float, help="highest one of a network, instead of its default")
    add("--start_from", metavar="VERSION", help="face CNN whose training goes on")
    add("--precision", choices=["float32", "mixed_bfloat16"], help="of the face CNN's training")
    add("--seed", type=int, default=2026, help="of every random choice")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Command line; 2 for wrong use or missing data."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    argv = sys.argv[1:] if argv is None else argv
    options = _parser().parse_args(argv)
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        for model in (m for name in options.models for m in GROUPS.get(name, (name,))):
            if model == "release":
                _release(options)
                continue
            if options.data is None and model != "fusion":
                raise DataError(f"{model} needs --data")
            name, train = TRAINERS[model]
            refuse_released(name, options.version, options.artefacts)
            files, card = train(options)
            card = {**card, "command": _command(model, options)}
            folder = save_artefact(name, options.version, files, card, options.artefacts)
            print(json.dumps(card["metrics"], indent=2))
            print(f"written: {folder}")
    except (DataError, ArtefactError, FileNotFoundError) as error:
        print(f"train-models: {error}", file=sys.stderr)
        return 2
    return 0


def _command(model: str, options: argparse.Namespace) -> str:
    """The command that makes this artefact again, without this machine's paths."""
    words = ["python", "-m", "jobs.train_models", model, "--data", "DIR"]
    for option in (
        "version",
        "fraction",
        "epochs",
        "learning_rate",
        "start_from",
        "precision",
        "seed",
    ):
        value = getattr(options, option)
        if value is not None:
            words += [f"--{option}", str(value)]
    return shlex.join(words)


if __name__ == "__main__":
    sys.exit(main())
