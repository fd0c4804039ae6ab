"""Runs the earlier systems' models on the same splits as ours: one row of the comparison each."""

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.labelled_data import faces_to_train_and_judge, of_the_data
from jobs.options import PRECISIONS, count, seed, share
from models.labelled import TextData
from models.training.trial import Split, smaller, some_of
from transforms.errors import DataError, InputError
from transforms.labelled.essays import read_essays
from transforms.labelled.voices import read_voices

BY_ACTOR, STRATIFIED = "folds by actor", "stratified folds"
"""How a row is judged; its figures say on how many folds."""

VGG_FACE = "face-vgg"


@dataclass(frozen=True)
class Settings:
    """What a row is run on and how far."""

    data: Path
    seed: int
    epochs: int | None
    fraction: float
    folds: int | None
    splits: int
    precision: str
    weights: Path | None = None

    def smaller(self, splits: list[Split]) -> list[Split]:
        """The splits to run, with what each may train on."""
        return smaller(splits, self.fraction, self.folds, self.seed)

    def set(self, options: Any) -> Any:
        """A network's options with this seed and, if given, these epochs."""
        options = options._replace(seed=self.seed)
        return options if self.epochs is None else options._replace(epochs=self.epochs)


Row = Callable[[Settings], dict[str, Any]]
"""From settings to figures, ready for JSON."""

Faces = tuple[NDArray[np.uint8], NDArray[np.int64]]

# A row imports what it needs itself: --help and the linear models start without TensorFlow.


def _faces(settings: Settings) -> tuple[Faces, Faces]:
    faces, training, judged = faces_to_train_and_judge(settings.data)
    training = some_of(training, settings.fraction, settings.seed)
    return (
        (faces.crops[training], faces.labels[training]),
        (faces.crops[judged], faces.labels[judged]),
    )


def _hog_svm(settings: Settings) -> dict[str, Any]:
    from models.baselines.face_hog import judge_hog_svm

    return judge_hog_svm(*_faces(settings), settings.seed)


def _face_network(name: str, settings: Settings) -> dict[str, Any]:
    from models.baselines.face_networks import judge_face_network

    return judge_face_network(
        name, *_faces(settings), settings.epochs, settings.seed, settings.precision
    )


def _vgg_face(settings: Settings) -> dict[str, Any]:
    from models.baselines.vgg_face import judge_vgg_face
    from models.baselines.vgg_weights import WeightsError, read_vgg_face_weights

    assert settings.weights is not None, "main asks for them"
    try:
        weights = read_vgg_face_weights(settings.weights)
        figures = judge_vgg_face(*_faces(settings), weights, settings.epochs, settings.seed)
    except WeightsError as error:
        raise DataError(str(error)) from error
    return {"weights": settings.weights.name, **figures}


def _voice_splits(settings: Settings, actors: NDArray[np.int64]) -> tuple[list[Split], Split]:
    from models.training.voice.folds import actor_folds
    from models.training.voice.seed_protocol import random_split

    with of_the_data():
        folds = list(actor_folds(actors, 5))
    (mixed,) = settings.smaller([random_split(len(actors), settings.seed)])
    return settings.smaller(folds), mixed


def _voice(name: str, settings: Settings) -> dict[str, Any]:
    from models.baselines.voices import EARLIER, classical, first_windows, judge_voices, thesis_svm
    from models.training.voice.examples import windows_of
    from models.voice.preprocessing import statistics

    row = EARLIER[name]
    if name == "svm":
        row = partial(thesis_svm, splits=settings.splits)
    voices = read_voices(settings.data)
    with of_the_data():
        features, clips = first_windows(*windows_of(voices.clips, statistics))
    labels = voices.labels[clips]
    answer = classical(row, features, labels, settings.seed)
    figures = judge_voices(answer, labels, *_voice_splits(settings, voices.actors[clips]))
    return {"splits": settings.splits, **figures} if name == "svm" else dict(figures)


def _voice_cnn_lstm(settings: Settings) -> dict[str, Any]:
    from models.baselines.voice_training import (
        PublishedVoiceOptions,
        published_cnn_lstm,
        published_examples,
    )
    from models.baselines.voices import judge_voices, spoken_only

    voices = read_voices(settings.data)
    with of_the_data():
        examples, clips = spoken_only(published_examples(voices.clips, settings.seed))
    labels, options = voices.labels[clips], settings.set(PublishedVoiceOptions())
    answer = published_cnn_lstm(examples, labels, options)
    figures = judge_voices(answer, labels, *_voice_splits(settings, voices.actors[clips]))
    return {"epochs": options.epochs, **figures}


def _text_folds(settings: Settings, essays: TextData) -> tuple[list[list[str]], list[Split]]:
    from models.text.preprocessing import lemmas
    from models.training.text.folds import stratified_folds

    with of_the_data():
        folds = stratified_folds(essays.labels, 10, settings.seed)
    return [lemmas(text) for text in essays.texts], settings.smaller(folds)


def _bag_of_words(settings: Settings) -> dict[str, Any]:
    from models.baselines.texts import bag_of_words_svm, judge_texts

    essays = read_essays(settings.data)
    lemmas, folds = _text_folds(settings, essays)
    return judge_texts(bag_of_words_svm(settings.seed), lemmas, essays.labels, folds)


def _text_network(name: str, settings: Settings) -> dict[str, Any]:
    from models.baselines.text_networks import PublishedTextOptions, published_network
    from models.baselines.texts import judge_texts

    essays = read_essays(settings.data)
    lemmas, folds = _text_folds(settings, essays)
    options = settings.set(PublishedTextOptions())
    figures = judge_texts(published_network(name, options), lemmas, essays.labels, folds)
    return {"epochs": options.epochs, **figures}


ROWS: dict[str, tuple[str, Row]] = {
    "face-hog-svm": ("HOG + linear SVM; Training -> PublicTest", _hog_svm),
    "face-plain-cnn": ("plain CNN; Training -> PublicTest", partial(_face_network, "plain")),
    "face-xception": (
        "Xception of the published sizes; Training -> PublicTest",
        partial(_face_network, "xception"),
    ),
    VGG_FACE: ("VGG-Face, head trained anew; Training -> PublicTest", _vgg_face),
    "voice-svm": (
        f"68 statistics + linear SVM, C by shuffled 90/10 splits; {BY_ACTOR}",
        partial(_voice, "svm"),
    ),
    "voice-knn": (f"68 statistics + k-NN; {BY_ACTOR}", partial(_voice, "knn")),
    "voice-random-forest": (
        f"68 statistics + random forest; {BY_ACTOR}",
        partial(_voice, "randomforest"),
    ),
    "voice-extra-trees": (
        f"68 statistics + extra trees; {BY_ACTOR}",
        partial(_voice, "extratrees"),
    ),
    "voice-gradient-boosting": (
        f"68 statistics + gradient boosting; {BY_ACTOR}",
        partial(_voice, "gradientboosting"),
    ),
    "voice-cnn-lstm": (
        f"log-mel CNN-LSTM of the published sizes; {BY_ACTOR}",
        _voice_cnn_lstm,
    ),
    "text-bag-of-words": (f"bag of words + linear SVM; {STRATIFIED}", _bag_of_words),
    "text-lstm": (f"LSTM of the published sizes; {STRATIFIED}", partial(_text_network, "lstm")),
    "text-cnn-lstm": (
        f"CNN-LSTM of the published sizes; {STRATIFIED}",
        partial(_text_network, "cnn_lstm"),
    ),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="earlier-systems",
        description=__doc__,
        epilog="rows: " + "; ".join(f"{name} ({text})" for name, (text, _) in ROWS.items()),
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("rows", nargs="+", choices=ROWS, metavar="ROW", help="which rows to run, one or more")
    add("--data", type=Path, required=True, help="folder with FER2013, RAVDESS, essays.csv")
    add("--report", type=Path, help="folder for <row>.json")
    add("--weights", type=Path, metavar="FILE", help=f"VGG-Face's published ones, for {VGG_FACE}")
    add("--epochs", type=count, help="epochs of a network, instead of its own number")
    add("--fraction", type=share, default=1.0, help="share of each training part, for a trial")
    add("--folds", type=count, help="judge the first folds of the same split only, for a trial")
    add(
        "--splits",
        type=count,
        default=100,
        help="of voice-svm: shuffles that choose its C; 100 take hours of one core",
    )
    add(
        "--precision",
        choices=PRECISIONS,
        default=PRECISIONS[0],
        help="of the training of plain CNN and Xception",
    )
    add("--seed", type=seed, default=2026, help="of every random choice")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Command line; 2 for wrong use or missing data. Figures go to stdout, progress to stderr."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    parser = _parser()
    options = parser.parse_args(sys.argv[1:] if argv is None else argv)
    if options.report is not None and options.report.exists() and not options.report.is_dir():
        parser.error(f"--report {options.report} is a file; name a folder")
    if VGG_FACE in options.rows and options.weights is None:
        parser.error(
            f"{VGG_FACE} needs --weights FILE: VGG-Face's own .mat, or its convolutions as .h5 or "
            ".npz; they are for research only and not bundled"
        )
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    logging.getLogger("models").setLevel(logging.INFO)
    settings = Settings(
        options.data,
        options.seed,
        options.epochs,
        options.fraction,
        options.folds,
        options.splits,
        options.precision,
        options.weights,
    )
    for name in options.rows:
        description, run = ROWS[name]
        print(f"{name}: {description}", file=sys.stderr, flush=True)
        started = time.process_time()
        try:
            with redirect_stdout(sys.stderr):  # where Keras tells of its epochs
                figures = run(settings)
        except (DataError, InputError) as error:
            print(f"earlier-systems: {error}", file=sys.stderr)
            return 2
        how = {
            "seed": settings.seed,
            "fraction": settings.fraction,
            "cpu_seconds": round(time.process_time() - started, 1),
        }
        text = json.dumps({"row": name, "description": description, **how, **figures}, indent=2)
        print(text, flush=True)
        if options.report is not None:
            options.report.mkdir(parents=True, exist_ok=True)
            (options.report / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
