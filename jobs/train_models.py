"""Trains the models and writes their artefacts; the command stands in each card."""

import argparse
import datetime
import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from jobs.labelled_data import (
    essays_to_train,
    of_the_data,
    some_faces,
    some_voices,
    voices_to_train,
)
from jobs.options import PRECISIONS, count, count_or_none, rate, seed, share
from models.store import (
    ARTEFACTS,
    ArtefactError,
    load_artefact,
    newest_version,
    refuse_released,
    save_artefact,
    save_release,
)
from transforms.errors import DataError

if TYPE_CHECKING:
    from models.evaluation.predictions import Validation

Package = tuple[dict[str, bytes], dict[str, Any]]

Data = TypeVar("Data")

FUSED = ("face_cnn", "voice_svm", "voice_cnn_lstm")
"""Artefacts whose predictions the fusion is fitted to."""

UNTRAINED = ("face_mesh", "eyes")
"""Artefacts that come as they are."""


# TensorFlow is imported by the trainer that needs it: --help and the linear models start at once.


def _train_face(options: argparse.Namespace) -> Package:
    from models.training.face.fit import FaceTrainingOptions
    from models.training.face.package import train_and_package_face

    settings = _set(FaceTrainingOptions(), options)
    return train_and_package_face(_take(some_faces, options), settings, options.work)


def _train_voice_svm(options: argparse.Namespace) -> Package:
    from models.training.voice.svm import SvmOptions, train_and_package_svm

    settings = _set(SvmOptions(), options)
    return train_and_package_svm(*_take(voices_to_train, options), settings, options.work)


def _train_voice_cnn_lstm(options: argparse.Namespace) -> Package:
    from models.training.voice.cnn_lstm import CnnLstmOptions, train_and_package_cnn_lstm

    settings = _set(CnnLstmOptions(), options)
    return train_and_package_cnn_lstm(*_take(voices_to_train, options), settings, options.work)


def _train_text_tfidf(options: argparse.Namespace) -> Package:
    from models.text.tfidf import TfidfOptions
    from models.training.text.package import train_and_package_tfidf

    settings = _set(TfidfOptions(), options)
    return train_and_package_tfidf(*_take(essays_to_train, options), settings, options.work)


def _train_text_cnn_lstm(options: argparse.Namespace) -> Package:
    from models.training.text.cnn_lstm import CnnLstmOptions

    from models.training.text.package import train_and_package_cnn_lstm

    settings = _set(CnnLstmOptions(), options)
    return train_and_package_cnn_lstm(*_take(essays_to_train, options), settings, options.work)


def _choose_fusion(options: argparse.Namespace) -> Package:
    from models.training.voice.combination import combine_calibrated, judge_combination

    from models.baselines.feature_fusion import feature_level_accuracies
    from models.evaluation.predictions import FACE_PREDICTIONS, Validation
    from models.training.fusion import choose_fusions

    face, svm, cnn_lstm = (Validation.load(options.work, name) for name in FUSED)
    faces = {
        reading: Validation.load(options.work, name) for reading, name in FACE_PREDICTIONS.items()
    }
    with of_the_data():
        voice = combine_calibrated(svm, cnn_lstm)
    features = None if options.data is None else _spoken_statistics(voice, options)
    judged = judge_combination(svm, cnn_lstm)
    files, card = choose_fusions(faces, voice, options.seed, judged["temperature"])
    of_versions = {name: of.version for name, of in zip(FUSED, (face, svm, cnn_lstm), strict=True)}
    card |= {"fitted_to": of_versions, "both_voice_models": judged}
    if features is not None:
        heard = voice._replace(features=features)
        card["accuracy_at_feature_level"] = feature_level_accuracies(face, heard, options.seed)
    return files, card


def _spoken_statistics(voice: "Validation", options: argparse.Namespace) -> NDArray[np.float32]:
    """The 68 statistics of the clips that `voice` predicts, in its order, shape (n, 68).

    The thesis fused them with the face's embedding; here they are there to compare.
    """
    from models.training.voice.examples import windows_of
    from models.training.voice.folds import clip_means
    from models.voice.preprocessing import statistics

    clips, labels, actors = _take(some_voices, options)
    with of_the_data():
        examples = windows_of(clips, statistics)
    means = clip_means(*examples, len(clips))
    spoken = np.isfinite(means).all(axis=1)
    assert voice.people is not None, "without them voices cannot be combined"
    if not (
        np.array_equal(labels[spoken], voice.labels)
        and np.array_equal(actors[spoken], voice.people)
    ):
        raise DataError(
            "the voices below --data are not those whose predictions --work keeps: give fusion "
            "the --data, --fraction and --seed that both voices were trained with, or no --data"
        )
    return means[spoken].astype(np.float32)


def _take(read: Callable[[Path, float, int], Data], options: argparse.Namespace) -> Data:
    return read(options.data, options.fraction, options.seed)


def _set(settings: Any, options: argparse.Namespace) -> Any:
    """The settings with what the command line says."""
    settings = settings._replace(seed=options.seed)
    for name in ("epochs", "teacher_epochs", "learning_rate", "precision"):
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
    names = [*(name for name, _ in TRAINERS.values()), *UNTRAINED]
    artefacts = {name: newest_version(name, options.version, options.artefacts) for name in names}
    today = datetime.date.today().isoformat()
    save_release(options.version, today, artefacts, options.artefacts)
    print(f"released {options.version}: {artefacts}")
    card = load_artefact("fusion", artefacts["fusion"], options.artefacts).card
    fitted = card.get("fitted_to", {})
    others = [
        f"{name} {fitted.get(name) or 'of unknown version'} (released here: {artefacts[name]})"
        for name in FUSED
        if fitted.get(name) != artefacts[name]
    ]
    if others:
        print(
            f"train-models: warning: fusion {artefacts['fusion']} was fitted to "
            f"{', '.join(others)}: train fusion again after them",
            file=sys.stderr,
        )


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
    add("--version", required=True, help="semantic version of what is written, as 0.4.0")
    add("--fraction", type=share, default=1.0, help="share of the data to train on, for a trial")
    add("--epochs", type=count, help="epochs of a network, instead of its default")
    add("--learning_rate", type=rate, help="highest one of a network, instead of its default")
    add("--teacher_epochs", type=count_or_none, help="epochs of the face CNN's teacher, 0 for none")
    add("--precision", choices=PRECISIONS, help="of the face CNN's training")
    add("--seed", type=seed, default=2026, help="of every random choice")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Command line; 2 for wrong use or missing data."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    argv = sys.argv[1:] if argv is None else argv
    parser = _parser()
    options = parser.parse_args(argv)
    wanted = [model for name in options.models for model in GROUPS.get(name, (name,))]
    for folder in (options.work, options.artefacts):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            parser.error(f"{folder} cannot be made a folder: {error.strerror}")
    try:
        for model in wanted:
            name = TRAINERS[model][0] if model in TRAINERS else model
            refuse_released(name, options.version, options.artefacts)
            if options.data is None and model not in ("fusion", "release"):
                raise DataError(f"{model} needs --data")
        for model in wanted:
            if model == "release":
                _release(options)
            else:
                _train(model, options)
    except (DataError, ArtefactError) as error:
        print(f"train-models: {error}", file=sys.stderr)
        return 2
    return 0


def _train(model: str, options: argparse.Namespace) -> None:
    """Train one model, write its artefact and say in its predictions that they are its."""
    name, train = TRAINERS[model]
    files, card = train(options)
    card = {**card, "command": _command(model, options)}
    folder = save_artefact(name, options.version, files, card, options.artefacts)
    if name in FUSED:
        from models.evaluation.predictions import FACE_PREDICTIONS, Validation

        for kept in FACE_PREDICTIONS.values() if name == "face_cnn" else (name,):
            predictions = Validation.load(options.work, kept)
            predictions._replace(version=options.version).save(options.work, kept)
    print(json.dumps(card["metrics"], indent=2))
    print(f"written: {folder}")


def _command(model: str, options: argparse.Namespace) -> str:
    """The command that makes this artefact again, without this machine's paths."""
    words = ["python", "-m", "jobs.train_models", model, "--data", "DIR"]
    for option in (
        "version",
        "fraction",
        "epochs",
        "learning_rate",
        "teacher_epochs",
        "precision",
        "seed",
    ):
        value = getattr(options, option)
        if value is not None:
            words += [f"--{option}", str(value)]
    return shlex.join(words)


if __name__ == "__main__":
    sys.exit(main())
